import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { auditActions } from '#contract/audit.ts';
import { idGenerator } from '#platform/ids.ts';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import { Inbox } from '#platform/messaging/inbox/inbox.ts';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { handlersOf } from '../../events/consumed.ts';
import { startUsers, type UsersHarness } from '../../testing/harness.ts';
import { auditPruneBatch, pruneAuditEntries } from './prune-audit-entries.ts';

let users: UsersHarness;
let inbox: Inbox;

beforeAll(async () => {
  users = await startUsers();
  inbox = new Inbox({
    em: users.orm.em,
    handlers: handlersOf({ newId: idGenerator(users.clock) }),
    clock: users.clock,
    log: silent,
  });
  await inbox.open();
});
afterAll(() => users.stop());

const sql = <Row extends object>(text: string, values: unknown[] = []) =>
  users.orm.em.getConnection().execute<Row[]>(text, values);

const query = `query ($filter: AuditLogFilter, $first: Int, $after: String) {
  auditLog(filter: $filter, first: $first, after: $after) {
    totalCount
    edges { node { id action actorId actorRole actor { id type } subjectId fields address createdAt } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const list = (variables: Record<string, unknown> = {}, token: string | null = users.admin) =>
  users.request(query, variables, token);
interface Entry {
  id: string;
  action: string;
  subjectId: string;
}
const found = async (filter: Record<string, unknown>): Promise<Entry[]> => {
  const { data, errors } = await list({ filter });
  expect(errors).toBeUndefined();
  return data.auditLog.edges.map(({ node }: { node: Entry }) => node);
};

const tripOf = (digit: string) => `t_${digit.repeat(32)}`;
let events = 0;
/** A report of another subgraph. */
const report = (data: Record<string, unknown>, time = users.clock.now()): CloudEvent => ({
  specversion: '1.0',
  id: `e_${String(++events).padStart(32, '0')}`,
  source: 'trips',
  type: 'trips.change-recorded.v1',
  subject: String(data.subjectId),
  time: time.toISOString(),
  datacontenttype: 'application/json',
  data: { actorId: 'system', actorRole: 'system', fields: ['status'], address: null, ...data },
});
const receive = (...reports: CloudEvent[]) => inbox.receive('trips', async () => reports);

const setActive = (accountId: string, isActive: boolean, token: string, address: string, url = users.url) =>
  requestGraphQL(
    url,
    'mutation ($input: SetAccountActiveInput!) { setAccountActive(input: $input) { account { id } } }',
    { input: { accountId, isActive } },
    token,
    { 'x-forwarded-for': address },
  );

describe('the audit log', () => {
  test('has a change of an admin, with the client behind a trusted proxy', async () => {
    const admin = await users.newAdmin('auditor@masar.test');
    const driver = await users.newDriver();
    const before = new Date(users.clock.now().getTime() - 1);
    expect((await setActive(driver.id, false, admin.token, '192.0.2.9, 203.0.113.7')).errors).toBeUndefined();
    // The present state again.
    expect((await setActive(driver.id, false, admin.token, '203.0.113.8')).errors).toBeUndefined();
    await until(async () => (await found({ subjectId: driver.id })).length > 0);
    const [entry, ...others] = await found({ subjectId: driver.id });
    expect(others).toEqual([]);
    expect(entry).toEqual({
      id: expect.stringMatching(/^au_[0-9a-f]{32}$/),
      action: 'account.deactivated',
      actorId: admin.id,
      actorRole: 'admin',
      actor: { id: admin.id, type: 'ADMIN' },
      subjectId: driver.id,
      fields: ['isActive'],
      address: '203.0.113.7',
      createdAt: expect.any(String),
    });
    const { createdAt } = entry as unknown as { createdAt: string };
    expect(new Date(createdAt) > before && new Date(createdAt) <= users.clock.now()).toBe(true);
  });

  test.each([
    ['what a proxy forwards that is no address', 'Mona at home', null],
    ['an IPv4 address in its IPv6 form', '::ffff:203.0.113.9', '203.0.113.9'],
    ['an IPv6 address with a zone', 'fe80::7%eth0', 'fe80::7'],
  ])('has %s as %j', async (_what, forwarded, address) => {
    const driver = await users.newDriver();
    await setActive(driver.id, false, users.admin, forwarded);
    await until(async () => (await found({ subjectId: driver.id })).length > 0);
    expect((await found({ subjectId: driver.id }))[0]).toMatchObject({ address, actor: null });
  });

  test('has the address of the peer when no proxy is trusted', async () => {
    const open = await startUsers({ trustedProxies: [] });
    try {
      const driver = await open.newDriver();
      await setActive(driver.id, false, open.admin, '203.0.113.7', open.url);
      const [row] = await open.orm.em
        .getConnection()
        .execute<{ address: string }[]>(
          `select body #>> '{data,address}' as address from messaging.outbox where message_type = 'users.change-recorded.v1'`,
        );
      expect(row?.address).toBe('127.0.0.1');
    } finally {
      await open.stop();
    }
  });

  test('has a report that arrives repeatedly once', async () => {
    const change = report({ action: 'trip.cancelled', subjectId: tripOf('1') });
    await receive(change, change);
    await receive(change);
    expect(await found({ subjectId: tripOf('1') })).toEqual([
      expect.objectContaining({ action: 'trip.cancelled', actorId: 'system', actorRole: 'system', actor: null }),
    ]);
  });

  test('has a report of a later release, with an action and fields that this one does not know', async () => {
    await receive(report({ action: 'trip.teleported', subjectId: tripOf('2'), fields: ['planet'], more: 'data' }));
    expect(await found({ subjectId: tripOf('2') })).toMatchObject([{ action: 'trip.teleported', fields: ['planet'] }]);
  });

  test('lists entries newest first, by pages, whatever the order in which they arrive', async () => {
    const at = (minute: number) => new Date(Date.UTC(2030, 0, 1, 0, minute));
    const change = (minute: number) => report({ action: 'trip.updated', subjectId: tripOf('3') }, at(minute));
    await receive(change(2), change(0), change(1));
    const filter = { subjectId: tripOf('3') };
    const first = (await list({ filter, first: 2 })).data.auditLog;
    expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    const second = (await list({ filter, first: 2, after: first.pageInfo.endCursor })).data.auditLog;
    const times = [...first.edges, ...second.edges].map(({ node }: { node: { createdAt: string } }) => node.createdAt);
    expect(times).toEqual([at(2), at(1), at(0)].map((time) => time.toISOString()));
  });

  test('is filtered by actor, subject, action and time', async () => {
    const time = new Date('2031-01-01T00:00:00Z');
    const admin = `a_${'7'.repeat(32)}`;
    const [one, two] = [tripOf('4'), tripOf('5')];
    await receive(
      report({ action: 'trip.started', subjectId: one, actorId: admin, actorRole: 'admin' }, time),
      report({ action: 'trip.cancelled', subjectId: two, actorId: admin, actorRole: 'admin' }, time),
      report({ action: 'trip.cancelled', subjectId: one }, new Date(time.getTime() + 1_000)),
    );
    const subjects = async (filter: object) =>
      (await found({ after: '2030-12-31T00:00:00Z', ...filter })).map(({ subjectId, action }) => [subjectId, action]);
    expect(await subjects({ actorId: admin, action: 'trip.started' })).toEqual([[one, 'trip.started']]);
    expect(await subjects({ actorId: 'system' })).toEqual([[one, 'trip.cancelled']]);
    expect(await subjects({ subjectId: two })).toEqual([[two, 'trip.cancelled']]);
    expect(await subjects({ action: 'trip.cancelled', subjectId: one })).toEqual([[one, 'trip.cancelled']]);
    expect(await subjects({ after: time.toISOString() })).toEqual([[one, 'trip.cancelled']]);
    expect(await subjects({ before: new Date(time.getTime() + 1_000).toISOString() })).toHaveLength(2);
    expect(await subjects({ actorId: 'x'.repeat(50) })).toEqual([]);
  });

  test.each([
    ['an action that is not on the list', { action: 'trip.teleported' }, 'action'],
    ['a blank actor', { actorId: ' ' }, 'actorId'],
    ['an actor longer than its column', { actorId: 'x'.repeat(51) }, 'actorId'],
    ['a subject longer than its column', { subjectId: 'x'.repeat(51) }, 'subjectId'],
  ])('refuses %s', async (_what, filter, field) => {
    expect(refusalOf(await list({ filter }))).toEqual(badInput(field));
  });

  test('names in its schema every action that an entry can have', async () => {
    const { data } = await users.request('{ __type(name: "AuditLogEntry") { fields { name description } } }');
    const { description } = data.__type.fields.find(({ name }: { name: string }) => name === 'action');
    const named = description.match(/`[^`]+`/g).map((quoted: string) => quoted.slice(1, -1));
    expect(named).toEqual(auditActions);
  });

  test('refuses callers who are not admins', async () => {
    const { token } = await users.newDriver();
    for (const each of [token, users.service]) expect(refusalOf(await list({}, each))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await list({}, null))).toEqual({ code: 'UNAUTHENTICATED' });
  });

  test('keeps the database from changing an entry', async () => {
    await expect(sql(`update audit_entries set action = 'trip.updated'`)).rejects.toThrow('never changes');
  });
});

describe('pruning', () => {
  test('deletes entries older than the retention, in batches', async () => {
    await sql('delete from audit_entries');
    const days = (count: number) => new Date(users.clock.now().getTime() - count * 86_400_000);
    const fill = (count: number, from: number, made: Date) =>
      sql(
        `insert into audit_entries (id, created_at, updated_at, action, actor_id, actor_role, subject_id, fields)
         select 'au_' || lpad(at::text, 32, '0'), ?, ?, 'trip.updated', 'system', 'system', 't_1', '[]'
         from generate_series(?::int, ?::int) at`,
        [made, made, from, from + count - 1],
      );
    await fill(auditPruneBatch + 1, 1, days(31));
    await fill(2, 5_000, days(29));
    const prune = () => pruneAuditEntries(users.orm.em, users.clock.now(), 30);
    expect(await prune()).toBe(auditPruneBatch);
    expect(await prune()).toBe(1);
    expect(await prune()).toBe(0);
    expect(await sql('select id from audit_entries')).toHaveLength(2);
  });
});
