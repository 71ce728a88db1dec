import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { createOrm } from '#platform/database/open-database.ts';
import { withClient } from '#platform/database/with-client.ts';
import { explainAll, type Plan } from '#test-kit/statement-plans.ts';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { database } from '../../service.ts';
import { type AuditLogFilter, listAuditEntries } from './list-audit-entries.ts';
import { pruneAuditEntries } from './prune-audit-entries.ts';

/** The pages that a page of entries may read; the table has some 2,000. */
const few = 200;

const id = (prefix: string, at: number) => `${prefix}_${String(at).padStart(32, '0')}`;
const now = new Date('2030-05-01T00:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

let stored: TestDatabase;
let orm: MikroORM;
let plans: () => Plan[];

beforeAll(async () => {
  stored = await testDatabase('users');
  // One entry a minute. The system makes most changes, admin 7 makes few.
  await withClient(stored.url, async (client) => {
    await client.query(
      `insert into audit_entries (id, created_at, updated_at, action, actor_id, actor_role, subject_id, fields)
       select 'au_' || lpad(at::text, 32, '0'), made, made, case when at % 500 = 0 then 'trip.updated' else 'booking.cancelled' end,
         case when at % 10 = 0 then 'a_' || lpad((at / 10 % 100)::text, 32, '0') else 'system' end, 'system',
         'b_' || lpad((at % 20000)::text, 32, '0'), '["status"]'
       from generate_series(1, 100000) at, lateral (select $1::timestamptz - at * interval '1 minute' as made) time`,
      [now],
    );
    await client.query('vacuum analyze audit_entries');
  });
  orm = await createOrm(database, { url: stored.url, poolMax: 1, logSql: false }, silent);
  plans = explainAll(orm);
}, 60_000);

afterAll(async () => {
  await orm?.close(true);
  await stored?.drop();
});

const filters: Record<string, AuditLogFilter> = {
  'no filter': {},
  'an admin': { actorId: id('a', 7) },
  'the system': { actorId: 'system' },
  'a subject': { subjectId: id('b', 7) },
  'a rare action': { action: 'trip.updated' },
  'a common action': { action: 'booking.cancelled' },
  'a time': { after: hoursAgo(800), before: hoursAgo(700) },
  'an admin and a time': { actorId: id('a', 7), before: hoursAgo(700) },
  'an action and a time': { action: 'trip.updated', after: hoursAgo(1_000) },
  'a subject and an actor': { subjectId: id('b', 10), actorId: id('a', 1) },
};

test.each(Object.entries(filters))('the entries of %s are read from an index', async (_name, filter) => {
  const first = await listAuditEntries(orm.em.fork(), filter, {});
  expect(first.edges.length).toBeGreaterThan(0);
  await listAuditEntries(orm.em.fork(), filter, { after: first.edges.at(-1)?.cursor ?? null });
  await listAuditEntries(orm.em.fork(), filter, { last: 20 });
  const costly = plans().filter(({ blocks, scanned }) => blocks > few || scanned.includes('audit_entries'));
  expect(costly).toEqual([]);
});

test('pruning reads the oldest entries from an index', async () => {
  expect(await pruneAuditEntries(orm.em, now, 730)).toBe(0);
  const [plan] = plans();
  expect(plan?.scanned).toEqual([]);
  expect(plan?.blocks).toBeLessThan(few);
});
