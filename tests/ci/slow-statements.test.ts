import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withClient } from '#platform/database/with-client.ts';
import { hasInstalledPostgres, type InstalledPostgres, startInstalledPostgres } from '#test-kit/installed-postgres.ts';
import { runInProcess } from '#test-kit/run-in-process.ts';
import { dbCommand } from '../../cli/db/command.ts';
import { databaseVariable, subgraphNames } from '../../subgraphs/list.ts';

const describeWithPostgres = hasInstalledPostgres('statements counted by pg_stat_statements')
  ? describe
  : describe.skip;

/** One database stands for those of all subgraphs. */
const slow = (url: string, ...args: string[]) => {
  const variables = Object.fromEntries(subgraphNames.map((name) => [databaseVariable(name), url]));
  return runInProcess({ ...variables, NODE_ENV: 'production' }, () =>
    dbCommand().parseAsync(['slow', '--service', 'trips', ...args], { from: 'user' }),
  );
};

describeWithPostgres('masar db slow, on PostgreSQL 15', () => {
  let counting: InstalledPostgres;
  let other: InstalledPostgres;

  beforeAll(async () => {
    [counting, other] = await Promise.all([
      startInstalledPostgres({ shared_preload_libraries: 'pg_stat_statements' }),
      startInstalledPostgres(),
    ]);
    for (const { url } of [counting, other]) {
      await withClient(url, (client) =>
        client.query('create schema statistics; create extension pg_stat_statements schema statistics'),
      );
    }
  });

  afterAll(async () => {
    await counting.stop();
    await other.stop();
  });

  test('lists the statements that took the most time, without values', async () => {
    await withClient(counting.url, async (client) => {
      for (let call = 0; call < 3; call++) await client.query(`select pg_sleep(0.1), 'a secret' as personal`);
    });
    const { out, err } = await slow(counting.url, '--json', '--limit', '1');
    expect(err).toBe('');
    expect(JSON.parse(out)).toEqual([
      {
        database: 'trips',
        total: expect.any(Number),
        mean: expect.any(Number),
        longest: expect.any(Number),
        calls: 3,
        rows: 3,
        statement: 'select pg_sleep($1), $2 as personal',
      },
    ]);
    expect(JSON.parse(out)[0].mean).toBeGreaterThanOrEqual(100);
    expect((await slow(counting.url)).out).toMatch(/^database +seconds +mean ms .*\ntrips +0\.3 +1\d\d/);
  });

  test('says what to set where the extension is not loaded, and succeeds', async () => {
    const { code, err } = await slow(other.url);
    expect(code).toBeUndefined();
    expect(err).toContain("set shared_preload_libraries = 'pg_stat_statements'");
  });
});
