import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { hasInstalledPostgres } from '#test-kit/installed-postgres.ts';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import type { Manifest } from '../../cli/db/backups/manifest.ts';
import { describeFile, findBackup } from '../../cli/db/backups/store.ts';
import { verifyBackup } from '../../cli/db/backups/verify-backup.ts';
import { databaseVariable, subgraphNames } from '../../subgraphs/list.ts';
import { BackupScene } from './backup-scene.ts';

const describeWithPostgres = hasInstalledPostgres('backups of PostgreSQL 15') ? describe : describe.skip;

describeWithPostgres('masar db, on PostgreSQL 15', () => {
  const scene = new BackupScene();
  const { masar, backup, on, countOf, connection, databases, urlOf } = scene;

  beforeAll(() => scene.start());
  beforeEach(() => scene.beforeEach());
  afterEach(() => scene.afterEach());
  afterAll(() => scene.stop());

  test('backs up all databases and the roles, lists and verifies the backup', async () => {
    const made = await backup();
    expect(made.code).toBe(0);
    expect(made.printed).toMatch(/trips +[\d.]+ [kM]B, PostgreSQL 15\.\d+.*\ntrips +[\d.]+ kB in [\d.]+ s/);
    const listed = await masar(['db', 'list', '--from', scene.root, '--json']);
    const [manifest]: (Manifest & { name: string })[] = JSON.parse(listed.printed);
    expect(manifest).toMatchObject({ isConsistent: true, madeBy: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    const [trips] = manifest?.databases.filter(({ name }) => name === 'trips') ?? [];
    expect(trips).toMatchObject({ database: 'trip', major: 15, dumpedBy: expect.any(Number), roles: ['masar'] });
    expect(trips?.rows['public.trips']).toBe(await countOf('trip', 'trips'));
    expect(trips?.migrations[0]).toMatch(/^\d{14}-init$/);
    expect(trips?.constraints).toContain('public.seat_bookings seat_bookings_active_seat_unique');
    const folder = path.join(scene.root, manifest?.name ?? '');
    expect(await fs.readFile(path.join(folder, 'roles.sql'), 'utf8')).toContain('CREATE ROLE masar');
    for (const name of await fs.readdir(folder)) {
      expect([name, (await fs.stat(path.join(folder, name))).mode & 0o777]).toEqual([name, 0o600]);
    }
    expect((await masar(['db', 'list', '--from', scene.root])).printed).toMatch(
      /5 databases, [\d.]+ kB, one state of all[\s\S]*trips +\d{14}-/,
    );
    const verified = await masar(['db', 'verify', '--from', scene.root]);
    expect([verified.code, verified.printed]).toEqual([0, expect.stringContaining('sound: ')]);
  });

  test('verifies a backup with the PostgreSQL that npm installed, which is newer', async () => {
    await backup();
    const programs = [path.join(scene.root, 'programs')];
    await fs.mkdir(programs[0] ?? '');
    await fs.symlink('/usr/lib/postgresql/15/bin/pg_restore', path.join(programs[0] ?? '', 'pg_restore'));
    const options = { programs, signal: new AbortController().signal, report: () => {} };
    expect(await verifyBackup(await findBackup(scene.root), options)).toEqual([]);
  });

  test('finds what is wrong with the databases: seats that do not add up, and effects of events that never were', async () => {
    const wrong = `update trips set available_seats = available_seats - 1 where id = (select min(id) from trips)`;
    const right = wrong.replace('- 1', '+ 1');
    await on('trip', (client) => client.query(wrong));
    const id = `e_${Date.now().toString(16).padStart(12, '0')}${'0'.repeat(20)}`;
    const orphan = `insert into messaging.envelope (id, source, message_type, subject, status, execution_time, created_at)
      values ($1, 'trips', 'trips.trip-started.v1', 't_1', 'DONE', now(), now())`;
    await on('notifications', (client) => client.query(orphan, [id]));
    await backup();
    const seats = await masar(['db', 'verify', '--from', scene.root]);
    expect(seats.code).toBe(1);
    expect(seats.printed).toContain('1 trips whose available seats are not their seats less the bookings');
    await on('trip', (client) => client.query(right));
    await backup();
    const events = await masar(['db', 'verify', '--from', scene.root]);
    expect(events.code).toBe(1);
    expect(events.printed).toContain(
      'notifications has handled 1 events trips.trip-started.v1 that trips does not have',
    );
    await on('notifications', (client) => client.query('delete from messaging.envelope where id = $1', [id]));
  });

  test('a folder that cannot be written, and a server that is away, are named in one line', async () => {
    const noFolder = await masar(['db', 'backup', '--to', '/dev/null/backups']);
    expect(noFolder).toEqual({ code: 1, printed: "ENOTDIR: not a directory, mkdir '/dev/null/backups'\n" });
    await backup();
    for (const args of [
      ['backup', '--to', scene.root],
      ['restore', '--from', scene.root],
    ]) {
      const away = await masar(['db', ...args], { DATABASE_URL: 'postgres://masar@127.0.0.1:9/postgres' });
      expect([away.code, away.printed]).toEqual([
        1,
        expect.stringMatching(/^The database at 127.0.0.1:9 cannot be used: no server answers.*\n$/),
      ]);
    }
  });

  test('a damaged file is neither verified nor restored', async () => {
    await backup();
    const { folder } = await findBackup(scene.root);
    const file = path.join(folder, 'trips.dump');
    const bytes = await fs.readFile(file);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await fs.writeFile(file, bytes);
    for (const args of [['verify'], ['restore', '--replace']]) {
      const run = await masar(['db', ...args, '--from', scene.root]);
      expect([run.code, run.printed]).toEqual([1, expect.stringContaining('trips.dump has another checksum')]);
    }
  });

  test('restores all databases in place of the present ones, only with --replace and while nothing is connected', async () => {
    await on('trip', (client) => client.query(`alter database trip set lock_timeout = '7s'`));
    await backup();
    const before = await countOf('trip', 'trips');
    await on('trip', (client) => client.query('truncate trips cascade'));
    const restore = ['db', 'restore', '--from', scene.root];
    const refused = await masar(restore);
    expect([refused.code, refused.printed]).toEqual([
      1,
      expect.stringContaining('not empty: user, trip, notifications, auth, registry. To replace them, pass --replace.'),
    ]);
    const withoutRedis = await masar([...restore, '--replace'], { REDIS_URL: 'redis://127.0.0.1:9' });
    expect([withoutRedis.code, withoutRedis.printed]).toEqual([
      1,
      expect.stringContaining('The Redis of REDIS_URL cannot be used: Redis does not answer.'),
    ]);
    const client = await connection('auth');
    const inUse = await masar([...restore, '--replace']);
    expect([inUse.code, inUse.printed]).toEqual([
      1,
      expect.stringContaining('auth: a psql of 127.0.0.1, 1 connection'),
    ]);
    expect([await countOf('trip', 'trips'), await databases()]).toEqual([
      0,
      ['auth', 'notifications', 'registry', 'trip', 'user'],
    ]);
    await client.end();

    const restored = await masar([...restore, '--replace']);
    expect(restored.code).toBe(0);
    expect(await countOf('trip', 'trips')).toBe(before);
    expect(await on('trip', async (each) => (await each.query('show lock_timeout')).rows[0].lock_timeout)).toBe('7s');
    const [old] = (await databases()).filter((name) => name.startsWith('trip_before_'));
    expect(restored.printed).toContain(`the database trip of before is now ${old}`);
    expect(await countOf(old ?? '', 'trips')).toBe(0);
    expect((await masar(['migrate', 'status', '--service', 'trips'])).printed).toContain('pending: none');
  });

  test('restores one database, deletes the one before, and keeps the others', async () => {
    await backup();
    const [trips, accounts] = [await countOf('trip', 'trips'), await countOf('user', 'drivers')];
    await on('trip', (client) => client.query('truncate trips cascade'));
    await on('user', (client) => client.query('truncate drivers cascade'));
    const present = await databases();
    const args = ['--service', 'trips', '--replace', '--drop-replaced'];
    expect(await masar(['db', 'restore', '--from', scene.root, ...args])).toMatchObject({ code: 0 });
    expect([await countOf('trip', 'trips'), await countOf('user', 'drivers')]).toEqual([trips, 0]);
    expect(await databases()).toEqual(present);
    expect(await masar(['db', 'restore', '--from', scene.root, '--replace', '--drop-replaced'])).toMatchObject({
      code: 0,
    });
    expect(await countOf('user', 'drivers')).toBe(accounts);
  });

  test('the registry may be missing in the backup, on the server and in the settings', async () => {
    await backup();
    const whole = (await findBackup(scene.root)).name;
    const restore = async (...args: string[]) => {
      const run = await masar(['db', 'restore', '--from', scene.root, '--replace', '--drop-replaced', ...args]);
      return { ...run, registries: (await databases()).filter((name) => /^registry(_away)?$/.test(name)) };
    };
    await on('postgres', (client) => client.query('alter database registry rename to registry_away'));
    expect(await backup()).toMatchObject({
      code: 0,
      printed: expect.stringContaining('registry      has no database'),
    });
    expect((await masar(['db', 'list', '--from', scene.root])).printed).toContain('4 databases');
    expect(await masar(['db', 'verify', '--from', scene.root])).toMatchObject({ code: 0 });
    expect(await restore()).toMatchObject({ code: 0, registries: ['registry_away'] });
    await on('postgres', (client) => client.query('alter database registry_away rename to registry'));
    await on('registry', (client) => client.query('create table later ()'));
    const kept = await restore();
    expect(kept).toMatchObject({ code: 0, printed: expect.stringContaining('registry      stays as it is') });
    expect(await countOf('registry', 'later')).toBe(0);
    // The subgraphs may run while the registry alone is restored.
    await connection('trip');
    const alone = await restore('--backup', whole, '--service', 'registry');
    expect([alone.code, alone.registries]).toEqual([0, ['registry']]);
    expect(alone.printed).not.toContain('events');
    await expect(countOf('registry', 'later')).rejects.toThrow('does not exist');
  });

  test('restores into databases that do not exist, and leaves none when that fails', async () => {
    await on('postgres', (client) => client.query('create role reporting'));
    await on('trip', (client) => client.query('grant select on trips to reporting'));
    await backup();
    await on('trip', (client) => client.query('revoke all on trips from reporting; drop role reporting'));
    const target = { TRIPS_DATABASE_URL: urlOf('new_trip') };
    const restore = ['db', 'restore', '--from', scene.root, '--service', 'trips'];
    const refused = await masar(restore, target);
    expect([refused.code, refused.printed]).toEqual([
      1,
      expect.stringContaining('the server lacks the roles reporting.'),
    ]);
    expect(await databases()).not.toContain('new_trip');
    const { folder, manifest } = await findBackup(scene.root);
    expect(await masar([...restore, '--no-roles'], target)).toMatchObject({ code: 0 });
    expect(await countOf('new_trip', 'trips')).toBe(await countOf('trip', 'trips'));
    await on('postgres', (client) => client.query('drop database new_trip'));
    const before = await databases();
    await cutFile(folder, manifest, 'notifications');
    const failed = await masar(['db', 'restore', '--from', scene.root, '--no-roles', '--replace'], target);
    expect(failed.code).toBe(1);
    expect(await databases()).toEqual(before);
  });

  test('a backup that is killed or interrupted is not listed, and the next one removes it', async () => {
    const blocker = await connection('trip');
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      await blocker.query('begin');
      await blocker.query('lock table trips in access exclusive mode');
      const run = scene.run(['db', 'backup', '--to', scene.root]);
      await run.prints('trips  ');
      const waiting = `select from pg_locks where not granted and relation = 'trips'::regclass`;
      await until(async () => ((await blocker.query(waiting)).rowCount ?? 0) > 0);
      const second = await backup();
      expect([second.code, second.printed]).toEqual([1, expect.stringContaining('another backup into')]);
      run.signal(signal);
      expect(await run.exited()).toBe(signal === 'SIGKILL' ? 'SIGKILL' : 1);
      await blocker.query('rollback');
      const listed = await masar(['db', 'list', '--from', scene.root]);
      expect([listed.code, /\d databases/.test(listed.printed)]).toEqual([0, false]);
      expect(listed.printed.includes('is not complete')).toBe(signal === 'SIGKILL');
      if (signal === 'SIGTERM') expect(run.output()).toContain('interrupted: it is not kept');
    }
    expect(await backup()).toMatchObject({ code: 0 });
    expect((await masar(['db', 'list', '--from', scene.root])).printed).not.toContain('not complete');
  });

  test('keeps the newest backups', async () => {
    const [first, second] = [await backup('--keep', '2'), await backup('--keep', '2')];
    expect([first.printed, second.printed].join()).not.toContain('deleted');
    expect((await backup('--keep', '1')).printed.match(/deleted: /g)).toHaveLength(2);
    expect((await masar(['db', 'list', '--from', scene.root])).printed.match(/databases/g)).toHaveLength(1);
    expect((await backup('--keep', '0')).code).toBe(1);
  });

  test('a full disk fails the backup, and keeps the earlier ones', async () => {
    const full = path.join(scene.root, 'small');
    await fs.mkdir(full);
    const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
    const run = (...args: string[]) => execFileSync([...sudo, ...args][0] ?? '', [...sudo, ...args].slice(1));
    try {
      run('mount', '-t', 'tmpfs', '-o', 'size=200k,mode=0777', 'tmpfs', full);
    } catch {
      process.stderr.write('\nSKIPPED, because no file system can be mounted here: a full disk during a backup\n');
      return;
    }
    try {
      expect(await masar(['db', 'backup', '--to', full])).toMatchObject({ code: 0 });
      const failed = await masar(['db', 'backup', '--to', full]);
      expect([failed.code, failed.printed]).toEqual([1, expect.stringContaining('No space left on device')]);
      expect((await findBackup(full)).name).toBeDefined();
      expect((await fs.readdir(full)).filter((name) => name.startsWith('.unfinished'))).toEqual([]);
    } finally {
      run('umount', full);
    }
  });

  test('a server that is newer than every installed pg_dump is exit 2, with the package to install', async () => {
    const newer: TestDatabase[] = [];
    const environment: Record<string, string> = {};
    try {
      for (const name of subgraphNames) {
        const database = await testDatabase(name);
        newer.push(database);
        environment[databaseVariable(name)] = database.url;
      }
      const run = await masar(['db', 'backup', '--to', scene.root], environment);
      expect([run.code, run.printed]).toEqual([2, expect.stringContaining('postgresql-client-18')]);
      expect((await fs.readdir(scene.root)).filter((name) => name !== '.lock')).toEqual([]);
    } finally {
      for (const database of newer) await database.drop();
    }
  });
});

/** Cuts the file of a database in half, and describes it as it is. */
async function cutFile(folder: string, manifest: Manifest, name: string): Promise<void> {
  const entry = manifest.databases.find((each) => each.name === name);
  const file = path.join(folder, entry?.file.name ?? '');
  await fs.truncate(file, Math.floor((entry?.file.bytes ?? 0) / 2));
  if (entry) entry.file = await describeFile(folder, entry.file.name);
  await fs.writeFile(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
}
