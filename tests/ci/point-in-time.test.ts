import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { onServer } from '#platform/database/server-url.ts';
import { projectRoot } from '#platform/settings.ts';
import { hasInstalledPostgres, type InstalledPostgres, startInstalledPostgres } from '#test-kit/installed-postgres.ts';
import { hasProgram } from '#test-kit/installed-program.ts';
import { settingsIn } from '#test-kit/postgres-settings.ts';
import { killCommands } from '#test-kit/process.ts';
import { query } from '#test-kit/query.ts';
import { hasRedis, startRedis, type TestRedis } from '#test-kit/redis.ts';
import { until } from '#test-kit/until.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import { PlatformProcesses } from './platform-processes.ts';

const what = 'point-in-time recovery with pgBackRest';
const describeRecovery =
  hasInstalledPostgres(what) && hasRedis(what) && hasProgram('pgbackrest', what, 'version') ? describe : describe.skip;
const patience = 60_000;
const deployed = (name: string) => fs.readFile(path.join(projectRoot, 'deploy', 'pgbackrest', name), 'utf8');

/** Where pgBackRest of the test has its files, in place of those of deploy/pgbackrest/pgbackrest.conf. */
const pgBackRestIn = (folder: string, port: number) => ({
  PGBACKREST_CONFIG: path.join(folder, 'pgbackrest.conf'),
  PGBACKREST_PG1_PATH: path.join(folder, 'data'),
  PGBACKREST_PG1_PORT: String(port),
  PGBACKREST_PG1_SOCKET_PATH: folder,
  PGBACKREST_PG1_USER: 'masar',
  PGBACKREST_REPO1_PATH: path.join(folder, 'repository'),
  PGBACKREST_SPOOL_PATH: path.join(folder, 'spool'),
  PGBACKREST_LOG_PATH: path.join(folder, 'log-of-pgbackrest'),
  PGBACKREST_LOCK_PATH: path.join(folder, 'lock'),
});

/** The commands of a crontab with users. */
const commandsOf = (text: string): string[] =>
  [...text.matchAll(/^[\d*](?:\S* +){5}postgres +(.*)$/gm)].map(([, line]) => line ?? '');

describeRecovery('point-in-time recovery', () => {
  let server: InstalledPostgres;
  let redis: TestRedis;
  let platform: PlatformProcesses;

  beforeAll(async () => {
    redis = await startRedis();
    server = await startInstalledPostgres(settingsIn('deploy/pgbackrest/postgresql.conf'), pgBackRestIn);
    await fs.writeFile(path.join(server.folder, 'pgbackrest.conf'), await deployed('pgbackrest.conf'));
    await server.run('pgbackrest', ['--stanza=masar', 'stanza-create']);
    platform = await PlatformProcesses.create({ DATABASE_URL: server.url, REDIS_URL: redis.url });
    await platform.start();
  });

  afterAll(async () => {
    await platform?.destroy();
    await killCommands();
    await Promise.all([server?.stop(), redis?.stop()]);
  });

  const rows = (database: string, text: string, values: unknown[] = []): Promise<Record<string, string>[]> =>
    query(onServer(server.url, database), text, values);
  const notified = async (bookingId: string) => {
    const found = await rows('notifications', `select from notifications where data ->> 'bookingId' = $1`, [bookingId]);
    return found.length;
  };
  const now = async () => {
    const [row] = await rows('postgres', `select to_char(clock_timestamp(), 'YYYY-MM-DD HH24:MI:SS.USOF') as now`);
    return row?.now ?? '';
  };

  test('the commands of the schedule run', async () => {
    const commands = commandsOf(await deployed('schedule.cron'));
    expect(commands.map((line) => line.split(' ').at(-1))).toEqual(['backup', 'backup', 'check', 'verify']);
    for (const line of commands) expect([line, await server.run('sh', ['-c', line])]).toEqual([line, '']);
    const [stanza] = JSON.parse(await server.run('pgbackrest', ['--stanza=masar', '--output=json', 'info']));
    expect(stanza.status.code).toBe(0);
    expect(stanza.backup.map(({ type }: { type: string }) => type)).toEqual(['full', 'diff']);
  });

  test('a trip that was deleted by mistake is back, as of the second before, and so are its bookings', async () => {
    const { accessToken } = await platform.signIn(demoAccounts.passengers[0].phoneNumber, 'PASSENGER');
    const enlarge = `update trips set total_seats = 45, available_seats = available_seats + 45 - total_seats
      where status = 'SCHEDULED' and driver_id = $1 returning id`;
    const [lost, other] = await rows('trip', enlarge, [demoAccounts.drivers[0].id]);
    const [lostId, otherId] = [lost?.id ?? '', other?.id ?? ''];
    const booking = await platform.book(lostId, 31, accessToken);
    await until(async () => (await notified(booking)) === 1, patience);

    // At least a second before the mistake, by the clock of the server.
    const target = await now();
    await until(
      async () =>
        (await rows('postgres', `select where now() > $1::timestamptz + interval '1 second'`, [target])).length > 0,
    );
    await rows('trip', 'delete from seat_bookings where trip_id = $1', [lostId]);
    await rows('trip', 'delete from trip_stops where trip_id = $1', [lostId]);
    await rows('trip', 'delete from trips where id = $1', [lostId]);
    const later = await platform.book(otherId, 31, accessToken);
    await until(async () => (await notified(later)) === 1, patience);
    // The moment of a commit, by which an operator finds the target.
    const [commit] = await rows(
      'trip',
      `select pg_xact_commit_timestamp(xmin) > $2::timestamptz as after from seat_bookings where id = $1`,
      [later, target],
    );
    expect(commit?.after).toBe(true);

    await platform.shutDown();
    await server.shutDown();
    const recovery = ['--delta', '--type=time', `--target=${target}`, '--target-action=promote'];
    await server.run('pgbackrest', ['--stanza=masar', ...recovery, 'restore']);
    await server.start();
    expect(await rows('trip', 'select id from trips where id = $1', [lostId])).toHaveLength(1);
    expect(await rows('trip', 'select id from seat_bookings where id = any ($1)', [[booking, later]])).toEqual([
      { id: booking },
    ]);

    const lined = await platform.masar(['events', 'after-restore']);
    expect([lined.code, lined.printed]).toEqual([0, expect.stringContaining('deleted the events in Redis')]);
    expect(lined.printed).not.toContain('keeps the effects');
    await platform.start();
    const next = await platform.book(lostId, 32, accessToken);
    await until(async () => (await notified(next)) === 1, patience);
    expect([await notified(booking), await notified(later)]).toEqual([1, 0]);
    // The recovered server archives on, in a timeline of its own.
    await server.run('pgbackrest', ['--stanza=masar', 'check']);
    await server.run('pgbackrest', ['--stanza=masar', '--type=full', 'backup']);
  });
});
