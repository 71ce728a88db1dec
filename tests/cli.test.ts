import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { migrateUp, migrationStatus } from '#platform/database/migrate.ts';
import { createOrm } from '#platform/database/open-database.ts';
import { isAlive } from '#platform/run/process-alive.ts';
import { projectRoot } from '#platform/settings.ts';
import { freePort } from '#test-kit/free-port.ts';
import { type Command, command, killCommands, pathWithoutProjectNode, stopPostgres } from '#test-kit/process.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { serverUrl, silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { databaseNames, schemaOf } from '../cli/databases.ts';
import { createMigration } from '../cli/migrate/create-migration.ts';
import { decrypt } from '../subgraphs/auth/domain/secrets.ts';

const databases: TestDatabase[] = [];
const environment: Record<string, string> = {};

beforeAll(async () => {
  environment.DATABASE_URL = serverUrl();
  for (const name of databaseNames) {
    const database = await testDatabase(name, true);
    databases.push(database);
    environment[`${name.toUpperCase()}_DATABASE_URL`] = database.url;
  }
});

afterEach(killCommands);

afterAll(async () => {
  for (const database of databases) await database.drop();
});

/** Waits for the exit of a command. */
async function finished(run: Command): Promise<{ code: number | NodeJS.Signals | null; printed: string }> {
  return { code: await run.exited(), printed: run.output() };
}

const masar = (args: string[], input = '', more: Record<string, string> = {}) =>
  finished(command('node', ['cli/main.ts', ...args], { ...environment, ...more }, { input }));

describe('masar migrate', () => {
  test('lists pending migrations, applies them, and reverts the newest', async () => {
    expect((await masar(['migrate', 'status'])).printed).toMatch(/trips +applied: none\ntrips +pending: \d{14}-init, /);
    expect(await masar(['migrate', 'up'])).toMatchObject({
      code: 0,
      printed: expect.stringMatching(/auth +applied: \d{14}-init[\s\S]*\nregistry +applied: \d{14}-usage/),
    });
    const newest = (await schemaOf('trips')).migrations.at(-1);
    expect(await masar(['migrate', 'down', '--service', 'trips'])).toMatchObject({
      code: 0,
      printed: expect.stringMatching(`trips +reverted: ${newest?.name}`),
    });
    expect((await masar(['migrate', 'status', '--service', 'trips'])).printed).toContain(`pending: ${newest?.name}`);
    expect((await masar(['migrate', 'up', '--service', 'trips'])).code).toBe(0);
    expect((await masar(['migrate', 'down'])).code).toBe(1);
    expect((await masar(['migrate', 'up', '--service', 'trains'])).printed).toContain(
      'users, trips, notifications, auth, registry',
    );
  });

  test('creates a migration, and its way back, from the difference between the database and the entities', async () => {
    const database = await testDatabase('trips');
    const root = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-migration-'));
    const folder = path.join(root, 'migrations', 'trips');
    await fs.cp(path.join(projectRoot, 'migrations', 'trips'), folder, { recursive: true });
    const schema = await schemaOf('trips');
    const options = { url: database.url, poolMax: 2, logSql: false };
    const orm = await createOrm(schema, options, silent);
    try {
      await orm.em.getConnection().execute('alter table trips drop column reminded_at');
      const message = await createMigration(orm, 'trips', 'remind-again', new Date('2031-02-03T04:05:06Z'), root);
      expect(message).toContain('migrations/trips/20310203040506-remind-again.ts');
      const index = await fs.readFile(path.join(folder, 'index.ts'), 'utf8');
      expect(index).toContain(`{ name: '20310203040506-remind-again', class: RemindAgain }`);
      expect(await createMigration(orm, 'trips', 'later', new Date('2031-02-03T04:05:00Z'), root)).toContain(
        'migrations/trips/20310203040507-later.ts: review it,',
      );
      await fs.writeFile(path.join(root, 'package.json'), '{ "type": "module" }');
      await fs.symlink(path.join(projectRoot, 'node_modules'), path.join(root, 'node_modules'));
      const file = pathToFileURL(path.join(folder, '20310203040506-remind-again.ts')).href;
      const { RemindAgain } = (await import(file)) as { RemindAgain: (typeof schema.migrations)[number]['class'] };
      const migrations = [...schema.migrations, { name: 'remind-again', class: RemindAgain }];
      const next = await createOrm({ ...schema, migrations }, options, silent);
      try {
        expect(await migrateUp(next, database.url)).toEqual(['remind-again']);
        expect(await next.schema.getUpdateSchemaSQL({ wrap: false })).toBe('');
        await next.migrator.down();
        expect((await migrationStatus(next)).pending).toEqual(['remind-again']);
        expect(await next.schema.getUpdateSchemaSQL({ wrap: false })).toContain('reminded_at');
      } finally {
        await next.close(true);
      }
    } finally {
      await orm.close(true);
      await database.drop();
      await fs.rm(root, { recursive: true, force: true });
    }
  });

  test('refuses a migration name that cannot be a file name', async () => {
    const refused = await masar(['migrate', 'create', '--service', 'trips', '--name', '../away']);
    expect(refused).toMatchObject({ code: 1, printed: expect.stringMatching(/^error: option '--name <name>'/) });
  });
});

test('masar events and masar keys say in one line that a database is not migrated', async () => {
  const AUTH_KEY_SECRET = 'a secret of the tests, of 32 characters';
  for (const args of [
    ['events', 'stats'],
    ['events', 'list-dead'],
    ['events', 'resync'],
    ['keys', 'rotate'],
  ]) {
    const name = args[0] === 'keys' ? 'auth' : 'users';
    const empty = await testDatabase(name, true);
    const { code, printed } = await masar(args, '', {
      [`${name.toUpperCase()}_DATABASE_URL`]: empty.url,
      AUTH_KEY_SECRET,
    });
    await empty.drop();
    const line = `The database of ${name} lacks tables that this command needs. Run \`npm run migrate -- up --service ${name}\` first.\n`;
    expect([args, code, printed]).toEqual([args, 1, line]);
  }
});

test('masar keys rotate creates a key encrypted with the secret of auth', async () => {
  expect((await masar(['migrate', 'up', '--service', 'auth'])).code).toBe(0);
  const AUTH_KEY_SECRET = 'a secret of the tests, of 32 characters';
  const rotated = await masar(['keys', 'rotate'], '', { AUTH_KEY_SECRET });
  expect(rotated).toMatchObject({ code: 0, printed: expect.stringMatching(/^made [\w-]{43}: /) });
  const url = environment.AUTH_DATABASE_URL as string;
  const orm = await createOrm(await schemaOf('auth'), { url, poolMax: 1, logSql: false }, silent);
  const keys = await orm.em
    .getConnection()
    .execute<{ kid: string; status: string; private_jwk: string }[]>(
      'select kid, status, private_jwk from signing_keys',
    );
  await orm.close(true);
  expect(keys).toEqual([expect.objectContaining({ status: 'ACTIVE', kid: /made (\S+):/.exec(rotated.printed)?.[1] })]);
  expect(JSON.parse(decrypt(AUTH_KEY_SECRET, keys[0]?.private_jwk ?? ''))).toHaveProperty('d');
  expect(await masar(['keys', 'rotate'], '', { NODE_ENV: 'production' })).toMatchObject({
    code: 1,
    printed: expect.stringContaining('AUTH_KEY_SECRET'),
  });
});

test('masar admin create creates an admin, and refuses an email that is taken', async () => {
  const created = await masar(['admin', 'create', '--email', 'first@masar.test'], 'a good password\n');
  expect(created).toMatchObject({ code: 0, printed: expect.stringMatching(/created a_[0-9a-f]{32}/) });
  expect(await masar(['admin', 'create', '--email', 'FIRST@masar.test'], 'a good password')).toMatchObject({
    code: 1,
    printed: expect.stringContaining('EMAIL_TAKEN'),
  });
  expect(await masar(['admin', 'create', '--email', 'second@masar.test'], 'short')).toMatchObject({
    code: 1,
    printed: expect.stringContaining('password'),
  });
  expect((await masar(['admin', 'create'], 'x')).code).toBe(1);
  const orm = await createOrm(
    await schemaOf('users'),
    { url: environment.USERS_DATABASE_URL as string, poolMax: 1, logSql: false },
    silent,
  );
  const reports = await orm.em
    .getConnection()
    .execute<{ data: object }[]>(
      `select body -> 'data' as data from messaging.outbox where message_type = 'users.change-recorded.v1'`,
    );
  await orm.close(true);
  expect(reports.map(({ data }) => data)).toEqual([
    expect.objectContaining({ action: 'account.created', actorId: 'system', actorRole: 'system', address: null }),
  ]);
});

test('masar seed inserts the demo data once, and refuses to run in production', async () => {
  const execute = async <Row>(name: 'users' | 'notifications', sql: string): Promise<Row[]> => {
    const url = environment[`${name.toUpperCase()}_DATABASE_URL`] as string;
    const orm = await createOrm(await schemaOf(name), { url, poolMax: 1, logSql: false }, silent);
    try {
      return await orm.em.getConnection().execute<Row[]>(sql);
    } finally {
      await orm.close(true);
    }
  };
  expect((await masar(['seed'])).code).toBe(0);
  await execute('notifications', `update recipients set locale = 'EN', is_active = false`);
  const unreachable = 'postgres://127.0.0.1:1/auth'; // No demo data is in auth.
  expect((await masar(['seed'], '', { AUTH_DATABASE_URL: unreachable })).code).toBe(0);
  expect(
    await execute(
      'users',
      'select (select count(*)::int from passengers) as passengers, (select count(*)::int from drivers) as drivers, (select count(*)::int from vehicles) as vehicles',
    ),
  ).toEqual([{ passengers: 5, drivers: 3, vehicles: 3 }]);
  expect(await execute('notifications', 'select distinct locale, is_active from recipients')).toEqual([
    { locale: 'EN', is_active: false },
  ]);
  expect(await masar(['seed'], '', { NODE_ENV: 'production' })).toMatchObject({
    code: 1,
    printed: expect.stringContaining('NODE_ENV: '),
  });
});

test('a command starts no PostgreSQL if the settings name its databases, nor in production', async () => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-cli-'));
  const dataDir = path.join(folder, 'data');
  const run = (args: string[], more: Record<string, string>) =>
    finished(command('node', ['cli/main.ts', ...args], { DATA_DIR: dataDir, ...more }));
  try {
    const named = { TRIPS_DATABASE_URL: environment.TRIPS_DATABASE_URL as string };
    expect(await run(['migrate', 'status', '--service', 'trips'], named)).toMatchObject({ code: 0 });
    expect(await run(['migrate', 'up'], { ...named, NODE_ENV: 'production' })).toMatchObject({
      code: 1,
      printed: expect.stringMatching(/DATABASE_URL: is needed in production, or USERS_DATABASE_URL/),
    });
    expect((await run(['seed'], { NODE_ENV: 'production' })).printed).toContain('NODE_ENV: ');
    expect(existsSync(dataDir)).toBe(false);
  } finally {
    await stopPostgres(dataDir);
    await fs.rm(folder, { recursive: true, force: true });
  }
});

test('npm run compose -- --check finds the committed supergraph up to date', async () => {
  expect(await finished(command('npm', ['run', 'compose', '--', '--check']))).toMatchObject({
    code: 0,
    printed: expect.stringContaining('supergraph.graphql is in step'),
  });
});

test("masar runs on the project's own Node, whatever Node the machine has", async () => {
  for (const run of [['npx', 'masar', '--help'] as const, ['node', 'cli/masar.js', '--help'] as const]) {
    const [file, ...args] = run;
    expect(await finished(command(file, args, { PATH: pathWithoutProjectNode() }))).toMatchObject({
      code: 0,
      printed: expect.stringContaining('Usage: masar'),
    });
  }
  const unknown = await finished(
    command('node', ['cli/masar.js', 'subgraph', 'trains'], { PATH: pathWithoutProjectNode() }),
  );
  expect(unknown.code).toBe(1);
});

test('masar forwards SIGTERM to the process that it started, and exits with it', async () => {
  const port = await freePort();
  const run = command('node', ['cli/masar.js', 'subgraph', 'trips'], {
    ...environment,
    PATH: pathWithoutProjectNode(),
    PORT: String(port),
  });
  await run.prints('"ready"');
  const pid = Number(/"pid":(\d+)/.exec(run.output())?.[1]);
  run.signal('SIGTERM');
  expect(await run.exited()).toBe(0);
  expect(isAlive(pid)).toBe(false);
});

test('the gateway serves a supergraph file without subgraphs of the platform or a database', async () => {
  const port = await freePort();
  const gateway = command('node', ['gateway/main.ts', '--supergraph', 'supergraph.graphql', '--port', String(port)]);
  await gateway.prints('"ready"');
  const url = `http://127.0.0.1:${port}/graphql`;
  expect((await requestGraphQL(url, '{ __type(name: "Trip") { name } }')).data).toEqual({ __type: { name: 'Trip' } });
  expect((await requestGraphQL(url, '{ me { id } }', {}, 'a.b.c')).errors?.[0]?.extensions.code).toBe(
    'UNAUTHENTICATED',
  );
  gateway.signalGroup('SIGTERM');
  expect(await gateway.exited()).toBe(0);
  const refused = command('npm', ['run', 'gateway', '--', '--supergraph', 'nowhere.graphql', '--port', String(port)]);
  expect(await refused.exited()).toBe(1);
  expect(refused.output()).toMatch(/ENOENT.*nowhere\.graphql/);
});
