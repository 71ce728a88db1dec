import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { createOrm } from '#platform/database/open-database.ts';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { database } from '../service.ts';
import { makeManySessions } from '../testing/many-sessions.ts';
import { type SessionWork, sessionWork } from '../testing/session-work.ts';

const tokens = 50_000;
const large = ['oauth_tokens', 'oauth_authorizations', 'oauth_states', 'one_time_codes', 'failed_attempts'];
const now = new Date();
let stored: TestDatabase;
let orm: MikroORM;
let client: pg.Client;
let work: SessionWork;

beforeAll(async () => {
  stored = await testDatabase('auth');
  client = new pg.Client({ connectionString: stored.url });
  await client.connect();
  await makeManySessions(client, tokens, now);
  orm = await createOrm(database, { url: stored.url, poolMax: 1, logSql: false }, silent);
  work = await sessionWork(
    () => orm.em.fork(),
    () => now,
  );
}, 60_000);

afterAll(async () => {
  await orm?.close(true);
  await client?.end();
  await stored?.drop();
});

/** The number of sequential scans of each large table. */
async function scans(): Promise<Record<string, number>> {
  // The pool has one connection, so this flushes the statistics of the use case.
  await orm.em.fork().execute('select pg_stat_force_next_flush()');
  await orm.em.fork().execute('select 1');
  const { rows } = await client.query<{ relname: string; scans: number }>(
    'select relname, seq_scan::int as scans from pg_stat_user_tables where relname = any ($1)',
    [large],
  );
  return Object.fromEntries(rows.map((row) => [row.relname, row.scans]));
}

test.each([
  ['signing in', () => work.signIn(1)],
  ['refreshing', () => work.refresh(tokens - 1)],
  ['using a refresh token twice', () => work.refresh(tokens - 2).catch(() => {})],
  ["listing an account's sessions", () => work.list()],
  ['ending all of them', () => work.endAll()],
  ['pruning', () => work.prune()],
])('%s scans no large table', async (_name, run) => {
  const before = await scans();
  expect(Object.keys(before)).toHaveLength(large.length);
  await run();
  expect(await scans()).toEqual(before);
});

test('a sequential scan is counted', async () => {
  const before = await scans();
  await orm.em.fork().execute('select count(*) from failed_attempts where address like ?', ['%x%']);
  expect(await scans()).toEqual({ ...before, failed_attempts: (before.failed_attempts ?? 0) + 1 });
});
