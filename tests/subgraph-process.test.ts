import net from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { freePort } from '#test-kit/free-port.ts';
import { command, killCommands } from '#test-kit/process.ts';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';

let database: TestDatabase | undefined;

afterEach(async () => {
  await killCommands();
  await database?.drop();
  database = undefined;
});

const npmRun = (name: string, environment: Record<string, string>) =>
  command('npm', ['run', 'subgraph', '--', name], environment);
/** Without npm, so that the exit code is that of the process. */
const subgraph = (name: string, environment: Record<string, string>) =>
  command('node', ['cli/main.ts', 'subgraph', name], environment);

describe('the process of one subgraph', () => {
  test('migrates an empty database, becomes ready and exits on SIGTERM, also when several start concurrently', async () => {
    database = await testDatabase('trips', true);
    const ports = [await freePort(), await freePort(), await freePort()];
    const environments = ports.map((port) => ({
      PORT: String(port),
      TRIPS_DATABASE_URL: database?.url ?? '',
      LOG_SQL: String(port === ports[0]),
    }));
    const [logging, silent, throughNpm] = [
      subgraph('trips', environments[0] ?? {}),
      subgraph('trips', environments[1] ?? {}),
      npmRun('trips', environments[2] ?? {}),
    ];
    for (const each of [logging, silent, throughNpm]) await each.prints('"ready"');
    for (const port of ports) {
      const health = await fetch(`http://127.0.0.1:${port}/health/ready`);
      expect([health.status, await health.json()]).toEqual([
        200,
        { status: 'up', checks: { database: { status: 'up' } } },
      ]);
    }
    const outputs = [logging, silent, throughNpm].map((each) => each.output());
    expect(outputs.filter((output) => output.includes('"migrated"'))).toHaveLength(1);
    expect(outputs.map((output) => output.includes('select 1'))).toEqual([true, false, false]);
    for (const each of [logging, silent, throughNpm]) each.signalGroup('SIGTERM');
    expect([await logging.exited(), await silent.exited()]).toEqual([0, 0]);
    // npm may end by the signal after the subgraph has exited.
    expect([0, 'SIGTERM']).toContain(await throughNpm.exited());
  }, 60_000);

  test('waits for a database that starts later', async () => {
    database = await testDatabase('trips');
    const target = new URL(database.url);
    const proxyPort = await freePort();
    const url = new URL(database.url);
    url.port = String(proxyPort);
    const waiting = subgraph('trips', {
      PORT: String(await freePort()),
      TRIPS_DATABASE_URL: url.href,
      DATABASE_WAIT_TRIES: '30',
      DATABASE_WAIT_SECONDS: '1',
    });
    await waiting.prints('does not answer yet');
    const proxy = net.createServer((socket) => {
      const upstream = net.connect(Number(target.port), target.hostname);
      socket.pipe(upstream).pipe(socket);
      for (const each of [socket, upstream]) each.on('error', () => {});
    });
    await new Promise<void>((resolve) => proxy.listen(proxyPort, '127.0.0.1', resolve));
    try {
      await waiting.prints('"ready"');
      waiting.signalGroup('SIGINT');
      expect(await waiting.exited()).toBe(0);
    } finally {
      await new Promise((resolve) => proxy.close(resolve));
    }
  }, 60_000);

  test.each(['refuses connections', 'never answers'])(
    'stops in order when Redis %s',
    async (behaviour) => {
      database = await testDatabase('notifications');
      const redis = net.createServer((socket) => void socket.on('error', () => {}).resume());
      await new Promise<void>((resolve) => redis.listen(0, '127.0.0.1', resolve));
      const { port } = redis.address() as net.AddressInfo;
      if (behaviour === 'refuses connections') await new Promise((resolve) => redis.close(resolve));
      const without = subgraph('notifications', {
        PORT: String(await freePort()),
        NOTIFICATIONS_DATABASE_URL: database.url,
        SERVICE_CLIENT_SECRET: 'x'.repeat(32),
        REDIS_URL: `redis://127.0.0.1:${port}`,
      });
      await without.prints('"ready"');
      without.signal('SIGTERM');
      expect(await without.exited()).toBe(0);
      expect(without.output()).not.toContain('did not stop in time');
      if (redis.listening) await new Promise((resolve) => redis.close(resolve));
    },
    60_000,
  );

  test('exits with 1 after the last connection attempt has failed', async () => {
    const databasePort = await freePort();
    const withoutDatabase = subgraph('trips', {
      PORT: String(await freePort()),
      TRIPS_DATABASE_URL: `postgres://127.0.0.1:${databasePort}/trip`,
      DATABASE_WAIT_TRIES: '2',
      DATABASE_WAIT_SECONDS: '0',
    });
    expect(await withoutDatabase.exited()).toBe(1);
    const [waited, fault, ...others] = withoutDatabase.output().trim().split('\n');
    expect(JSON.parse(waited ?? '')).toMatchObject({ attempt: 1, tries: 2, at: `127.0.0.1:${databasePort}` });
    expect([fault, others]).toEqual([expect.stringContaining('no server answers (ECONNREFUSED)'), []]);
  });

  test('refuses to start when a migration fails', async () => {
    database = await testDatabase('trips', true);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('create table trips (in_the_way int)');
    await client.end();
    const refused = subgraph('trips', { PORT: String(await freePort()), TRIPS_DATABASE_URL: database.url });
    expect(await refused.exited()).toBe(1);
    expect(refused.output()).toContain('already exists');
    expect(refused.output()).not.toContain('"ready"');
    expect(await tablesOf(database)).toEqual(['migrations', 'trips']);
  });

  test('names every missing setting, and for an unknown subgraph the known ones', async () => {
    const unconfigured = subgraph('auth', {});
    expect(await unconfigured.exited()).toBe(1);
    for (const name of ['DATABASE_URL', 'AUTH_KEY_SECRET', 'SERVICE_CLIENT_SECRET'])
      expect(unconfigured.output()).toContain(`${name}: `);
    const unknown = npmRun('trains', {});
    expect(await unknown.exited()).toBe(1);
    expect(unknown.output()).toContain('users, trips, notifications, auth');
  });
});

async function tablesOf({ url }: TestDatabase): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query("select tablename from pg_tables where schemaname = 'public' order by 1");
    return rows.map(({ tablename }) => tablename);
  } finally {
    await client.end();
  }
}
