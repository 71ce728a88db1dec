import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { onServer } from '#platform/database/server-url.ts';
import { projectRoot } from '#platform/settings.ts';
import { hasInstalledPostgres, type InstalledPostgres, startInstalledPostgres } from '#test-kit/installed-postgres.ts';
import { killCommands } from '#test-kit/process.ts';
import { query } from '#test-kit/query.ts';
import { hasRedis, startRedis, type TestRedis } from '#test-kit/redis.ts';
import { until } from '#test-kit/until.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import { PlatformProcesses } from './platform-processes.ts';

const what = 'a platform that starts on restored databases';
const describeRestored = hasInstalledPostgres(what) && hasRedis(what) ? describe : describe.skip;
const patience = 60_000;

/** The order of the tests is that of the platform's life: each goes on where the one before has ended. */
describeRestored('a platform on restored databases', () => {
  let server: InstalledPostgres;
  let redis: TestRedis;
  let platform: PlatformProcesses;
  let root: string;
  let tripId: string;
  let passenger: { accessToken: string; refreshToken: string };

  beforeAll(async () => {
    [server, redis] = await Promise.all([startInstalledPostgres({ fsync: 'off' }), startRedis()]);
    root = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-backups-'));
    platform = await PlatformProcesses.create({ DATABASE_URL: server.url, REDIS_URL: redis.url });
    await platform.start();
    passenger = await platform.signIn(demoAccounts.passengers[0].phoneNumber, 'PASSENGER');
    const [trip] = await rows(
      'trip',
      `update trips set total_seats = 45, available_seats = available_seats + 45 - total_seats
       where id = (select min(id) from trips where status = 'SCHEDULED' and driver_id = $1) returning id`,
      [demoAccounts.drivers[0].id],
    );
    tripId = trip?.id ?? '';
  });

  afterAll(async () => {
    await platform?.destroy();
    await killCommands();
    await Promise.all([server?.stop(), redis?.stop()]);
    await fs.rm(root, { recursive: true, force: true });
  });

  /** Connects for the query alone: a restoration refuses to run beside other clients. */
  const rows = (database: string, text: string, values: unknown[] = []): Promise<Record<string, string>[]> =>
    query(onServer(server.url, database), text, values);
  const isSent = async () =>
    (await rows('trip', `select from messaging.outbox where status = 'PENDING' limit 1`)).length === 0;
  /** How many notifications each booking has caused. */
  const notified = async (): Promise<Record<string, number>> => {
    const found = await rows(
      'notifications',
      `select data ->> 'bookingId' as booking, count(*)::int as count from notifications
       where notification_type = 'BOOKING_REQUESTED' group by 1`,
    );
    return Object.fromEntries(found.map(({ booking, count }) => [booking, Number(count)]));
  };
  const untilNotified = (bookingId: string) => until(async () => (await notified())[bookingId] !== undefined, patience);
  const bookings = async () =>
    (
      await rows('trip', 'select id from seat_bookings where trip_id = $1 and passenger_id = $2 order by id', [
        tripId,
        demoAccounts.passengers[0].id,
      ])
    ).map(({ id }) => id);
  const restore = (...args: string[]) => platform.masar(['db', 'restore', '--from', root, '--replace', ...args]);

  const made: Record<'handled' | 'sent' | 'later' | 'unread', string> = {
    handled: '',
    sent: '',
    later: '',
    unread: '',
  };

  test('every event of the restored state has one effect, and what came later is gone', async () => {
    const before = await notified();
    made.handled = await platform.book(tripId, 31, passenger.accessToken);
    await untilNotified(made.handled);
    await platform.shutDown('notifications');
    made.sent = await platform.book(tripId, 32, passenger.accessToken);
    await until(isSent, patience);

    const backup = await platform.masar(['db', 'backup', '--to', root]);
    expect([backup.code, backup.printed]).toEqual([0, expect.stringContaining('one state of all')]);

    // Redis is ahead from here on: what was sent is acknowledged, and has events that the backup does not know.
    await platform.start('notifications');
    await untilNotified(made.sent);
    made.later = await platform.book(tripId, 33, passenger.accessToken, 'a key');
    await untilNotified(made.later);
    await platform.shutDown('notifications');
    made.unread = await platform.book(tripId, 34, passenger.accessToken);
    await until(isSent, patience);
    await platform.shutDown();

    const restored = await restore();
    expect([restored.code, restored.printed]).toEqual([0, expect.stringContaining('deleted the events in Redis')]);
    expect(restored.printed).not.toContain('keeps the effects');
    await platform.start();
    await untilNotified(made.sent);
    await until(isSent, patience);
    // A later booking is handled after everything that could have been sent before it.
    const next = await platform.book(tripId, 35, passenger.accessToken);
    await untilNotified(next);
    expect(await notified()).toEqual({ ...before, [made.handled]: 1, [made.sent]: 1, [next]: 1 });
    expect(await bookings()).toEqual([made.handled, made.sent, next]);
    const orphans = await rows(
      'notifications',
      'select id from messaging.envelope where source = $1 and id <> all ($2)',
      ['trips', (await rows('trip', 'select id from messaging.outbox')).map(({ id }) => id)],
    );
    expect(orphans).toEqual([]);
  });

  test('an idempotency key of a lost booking books anew', async () => {
    const again = await platform.book(tripId, 33, passenger.accessToken, 'a key');
    expect(again).not.toBe(made.later);
    expect(await platform.book(tripId, 33, passenger.accessToken, 'a key')).toBe(again);
    await untilNotified(again);
  });

  test('sessions are those of the backup: one that has ended since is open, and a token that was issued since is unknown', async () => {
    const [refreshed, ended] = [
      await platform.signIn(demoAccounts.passengers[1].phoneNumber, 'PASSENGER'),
      await platform.signIn(demoAccounts.passengers[2].phoneNumber, 'PASSENGER'),
    ];
    expect(await platform.masar(['db', 'backup', '--to', root])).toMatchObject({ code: 0 });
    const successor = await platform.refresh(refreshed.refreshToken);
    const newcomer = await platform.signIn(demoAccounts.passengers[3].phoneNumber, 'PASSENGER');
    await platform.run('mutation { signOut(input: { everywhere: false }) { endedSessions } }', {}, ended.accessToken);
    await platform.shutDown();
    expect(await restore('--drop-replaced')).toMatchObject({ code: 0 });
    await platform.start();
    await expect(platform.refresh(newcomer.refreshToken)).rejects.toThrow('INVALID_REFRESH_TOKEN');
    await expect(platform.refresh(ended.refreshToken)).resolves.toMatchObject({ accessToken: expect.any(String) });
    // The successor of a token is derived from it, so that a client which knows either goes on.
    await expect(platform.refresh(refreshed.refreshToken)).resolves.toMatchObject({
      refreshToken: successor.refreshToken,
    });
    await expect(platform.run('{ me { __typename } }', {}, passenger.accessToken)).resolves.toBeDefined();

    // docs/backups.md has the statements that end every session.
    const guide = await fs.readFile(path.join(projectRoot, 'docs', 'backups.md'), 'utf8');
    await rows('auth', /```sql\n([\s\S]*?)```/.exec(guide)?.[1] ?? '');
    await expect(platform.refresh(ended.refreshToken)).rejects.toThrow('INVALID_REFRESH_TOKEN');
    await expect(platform.signIn(demoAccounts.passengers[2].phoneNumber, 'PASSENGER')).resolves.toBeDefined();
  });

  test('one restored database handles again what it has forgotten, and the effects of its lost events are named', async () => {
    const admin = await platform.signInAdmin();
    const driver = demoAccounts.drivers[2].id;
    const scheduled = () =>
      rows('trip', `select id from trips where driver_id = $1 and status = 'SCHEDULED'`, [driver]);
    expect((await scheduled()).length).toBeGreaterThan(0);
    const deactivate = `mutation ($input: SetAccountActiveInput!) { setAccountActive(input: $input) { account { isActive } } }`;
    await platform.run(deactivate, { input: { accountId: driver, isActive: false } }, admin);
    await until(async () => (await scheduled()).length === 0, patience);
    const lost = await platform.book(tripId, 36, passenger.accessToken);
    await untilNotified(lost);
    const kept = await notified();
    await platform.shutDown();

    const restored = await restore('--service', 'trips');
    expect(restored.code).toBe(0);
    expect(restored.printed).toContain(
      'notifications keeps the effects of 1 events trips.booking-requested.v1, which trips',
    );
    expect((await scheduled()).length).toBeGreaterThan(0);
    await platform.start();
    await until(async () => (await scheduled()).length === 0, patience);
    const next = await platform.book(tripId, 37, passenger.accessToken);
    await untilNotified(next);
    expect(await notified()).toEqual({ ...kept, [next]: 1 });
  });

  test('the events cannot be brought in line while a service runs', async () => {
    const run = await platform.masar(['events', 'after-restore']);
    expect([run.code, run.printed]).toEqual([
      1,
      expect.stringMatching(/Stop the services[\s\S]*trip: masar of 127\.0\.0\.1/),
    ]);
  });
});
