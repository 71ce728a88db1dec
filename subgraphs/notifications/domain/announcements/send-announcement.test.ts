import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { until } from '#test-kit/until.ts';
import { type NotificationsHarness, newId, startNotifications } from '../../testing/harness.ts';
import { continueAnnouncements } from './continue-announcements.ts';

let notifications: NotificationsHarness;
beforeAll(async () => {
  notifications = await startNotifications();
});
beforeEach(() => notifications.clear());
afterAll(() => notifications.stop());

const idOf = (number: number): string => `p_${String(number).padStart(32, '0')}`;
const audienceOf = (count: number, prefix = 'p', type = 'PASSENGER') =>
  notifications.sql(
    `insert into recipients (id, created_at, updated_at, account_id, account_type)
     select '${prefix}r_' || at, now(), now(), '${prefix}_' || lpad(at::text, 32, '0'), '${type}'
     from generate_series(1, ${count}) at`,
  );
/** Makes every insert for one account fail. */
const failFor = async (accountId: string) => {
  await notifications.sql(
    `alter table notifications add constraint one_refused check (recipient_id <> '${accountId}')`,
  );
  return { lift: () => notifications.sql('alter table notifications drop constraint one_refused') };
};
const countSent = async () =>
  (
    await notifications.sql<{ all: number; accounts: number }>(
      'select count(*)::int as all, count(distinct recipient_id)::int as accounts from notifications',
    )
  )[0] ?? { all: 0, accounts: 0 };
const progress = () =>
  notifications.sql<{ status: string; recipient_count: number }>(
    'select status, recipient_count from announcements order by id',
  );
/** Continues, as the background job does, until every announcement is sent. */
const sendAll = () =>
  until(async () => {
    await continueAnnouncements(notifications.orm.em, { now: notifications.clock.now(), newId });
    return (await progress()).every(({ status }) => status === 'SENT');
  }, 60_000);

interface Row {
  recipient_id: string;
  recipient_type: string;
  notification_type: string;
  title: string;
  body: string;
  data: unknown;
  is_read: boolean;
  sent_at_utc: Date;
}
const sent = () => notifications.sql<Row>('select * from notifications order by recipient_id');
const send = (input: Record<string, unknown>, token: string | null = notifications.admin.token) =>
  notifications.request(
    'mutation ($input: SendAnnouncementInput!) { sendAnnouncement(input: $input) { recipientCount } }',
    { input: { title: 'Eid', body: 'No trips tomorrow', audience: ['DRIVER'], ...input } },
    token,
  );

describe('sendAnnouncement', () => {
  test('notifies each active account of the audience once', async () => {
    const driver = await notifications.newPerson('driver');
    const passenger = await notifications.newPerson('passenger');
    await notifications.saveAccount(driver, 'DRIVER');
    await notifications.saveAccount(passenger, 'PASSENGER');
    await notifications.saveAccount(notifications.admin, 'ADMIN');
    await notifications.saveAccount(await notifications.newPerson('driver'), 'DRIVER', false);
    const { data } = await send({ title: ' Eid ', audience: ['PASSENGER', 'DRIVER', 'DRIVER'] });
    expect(data).toEqual({ sendAnnouncement: { recipientCount: 2 } });
    const same = {
      notification_type: 'ANNOUNCEMENT',
      title: 'Eid',
      body: 'No trips tomorrow',
      data: null,
      is_read: false,
    };
    expect(await sent()).toMatchObject(
      [
        { recipient_id: driver.id, recipient_type: 'DRIVER', ...same },
        { recipient_id: passenger.id, recipient_type: 'PASSENGER', ...same },
      ].toSorted((a, b) => (a.recipient_id < b.recipient_id ? -1 : 1)),
    );
  });

  test('uses the latest state of an account', async () => {
    const driver = await notifications.newPerson('driver');
    await notifications.saveAccount(driver, 'DRIVER');
    await notifications.saveAccount(driver, 'DRIVER', false);
    expect(await notifications.announce(['DRIVER'])).toBe(0);
    await notifications.saveAccount(driver, 'DRIVER', true);
    expect(await notifications.announce(['DRIVER'])).toBe(1);
    expect(await notifications.sql('select account_id from recipients')).toHaveLength(1);
  });

  test('reaches an audience of several batches', async () => {
    await audienceOf(2_500);
    expect((await send({ audience: ['PASSENGER'] })).data.sendAnnouncement.recipientCount).toBe(2_500);
    await until(async () => (await countSent()).all === 2_500);
    expect(await countSent()).toEqual({ all: 2_500, accounts: 2_500 });
    await until(async () => (await progress()).every(({ status }) => status === 'SENT'));
    expect(await progress()).toEqual([{ status: 'SENT', recipient_count: 2_500 }]);
  });

  test('sends nothing when the first batch fails', async () => {
    await audienceOf(10);
    const failing = await failFor(idOf(10));
    const answer = await send({ audience: ['PASSENGER'] });
    await failing.lift();
    expect(refusalOf(answer)).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
    expect(await sent()).toEqual([]);
    expect(await progress()).toEqual([]);
  });

  test('continues after a failed batch, and notifies nobody twice', async () => {
    await audienceOf(2_500);
    const failing = await failFor(idOf(1_700));
    await send({ audience: ['PASSENGER'] });
    const origin = { now: notifications.clock.now(), newId };
    // Skips the announcement while the background job has it locked.
    const failures: unknown[] = [];
    await until(async () => {
      await continueAnnouncements(notifications.orm.em, origin).catch((failure) => failures.push(failure));
      return failures.length > 0;
    });
    expect(String(failures[0])).toContain('one_refused');
    expect(await countSent()).toEqual({ all: 1_000, accounts: 1_000 });
    await failing.lift();
    await sendAll();
    expect(await countSent()).toEqual({ all: 2_500, accounts: 2_500 });
  });

  test('is not delayed by another announcement that fails', async () => {
    await audienceOf(1_500);
    await audienceOf(1_500, 'd', 'DRIVER');
    const failing = await failFor(idOf(1_200));
    await send({ audience: ['PASSENGER'] });
    await send({ audience: ['DRIVER'] });
    await until(async () => {
      await continueAnnouncements(notifications.orm.em, { now: notifications.clock.now(), newId }).catch(() => {});
      return (await progress())[1]?.status === 'SENT';
    });
    expect(await progress()).toEqual([
      { status: 'SENDING', recipient_count: 1_000 },
      { status: 'SENT', recipient_count: 1_500 },
    ]);
    await failing.lift();
    await sendAll();
    expect(await countSent()).toEqual({ all: 3_000, accounts: 3_000 });
  });

  test('reaches 100,000 accounts once each, from concurrent instances and across a lost connection', async () => {
    const people = 100_000;
    await audienceOf(people);
    await send({ audience: ['PASSENGER'] });
    const origin = { now: notifications.clock.now(), newId };
    const killed = await notifications.sql<{ cut: boolean }>(
      `select pg_terminate_backend(pid) as cut from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and application_name = 'masar'`,
    );
    expect(killed.length).toBeGreaterThan(0);
    const instance = async (): Promise<void> => {
      for (let more = true; more; ) more = await continueAnnouncements(notifications.orm.em, origin);
    };
    await Promise.allSettled([instance(), instance()]);
    await sendAll();
    expect(await countSent()).toEqual({ all: people, accounts: people });
    expect(await progress()).toEqual([{ status: 'SENT', recipient_count: people }]);
  }, 90_000);

  test('is later than earlier ones, even when the clock goes back', async () => {
    const driver = await notifications.newPerson('driver');
    await notifications.saveAccount(driver, 'DRIVER');
    await notifications.announce(['DRIVER'], 'first');
    notifications.clock.advance(-60_000);
    await notifications.announce(['DRIVER'], 'second');
    notifications.clock.advance(60_000);
    const rows = await notifications.sql<{ title: string }>('select title from notifications order by sent_at_utc, id');
    expect(rows.map(({ title }) => title)).toEqual(['first', 'second']);
  });

  test.each([
    ['a blank title', { title: '  ' }, 'title'],
    ['a title longer than its column', { title: 'x'.repeat(201) }, 'title'],
    ['a blank body', { body: '' }, 'body'],
    ['a body longer than its column', { body: 'x'.repeat(2_001) }, 'body'],
    ['an empty audience', { audience: [] }, 'audience'],
    ['an unknown audience', { audience: ['CAT'] }, 'audience'],
  ])('refuses %s', async (_what, input, field) => {
    expect(refusalOf(await send(input))).toEqual(badInput(field));
  });

  test('accepts a title and a body as long as their columns', async () => {
    await notifications.saveAccount(await notifications.newPerson('driver'), 'DRIVER');
    const { data } = await send({ title: '😀'.repeat(200), body: 'ب'.repeat(2_000) });
    expect(data.sendAnnouncement.recipientCount).toBe(1);
  });

  test('refuses callers who are not admins', async () => {
    for (const role of ['driver', 'passenger'] as const) {
      const { token } = await notifications.newPerson(role);
      expect(refusalOf(await send({ title: '' }, token))).toEqual({ code: 'FORBIDDEN' });
    }
    expect(refusalOf(await send({}, notifications.service))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await send({}, null))).toEqual({ code: 'UNAUTHENTICATED' });
    expect(await sent()).toEqual([]);
  });
});
