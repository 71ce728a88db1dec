import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { migrateDown, migrateUp, migrationStatus } from '#platform/database/migrate.ts';
import { createOrm } from '#platform/database/open-database.ts';
import { withClient } from '#platform/database/with-client.ts';
import { projectRoot } from '#platform/settings.ts';
import { silent, testDatabase } from '#test-kit/templates.ts';
import { type DatabaseName, databaseNames, schemaOf } from '../cli/databases.ts';
import { type DatabaseDump, dumpDatabase, dumpScript } from '../cli/migrate/dump-database.ts';
import { populateTables } from './populate-tables.ts';

type Orm = Awaited<ReturnType<typeof createOrm>>;
type Work = (orm: Orm, url: string) => Promise<void>;

async function withEmptyDatabase(name: DatabaseName, work: Work): Promise<void> {
  const database = await testDatabase(name, true);
  const orm = await createOrm(await schemaOf(name), { url: database.url, poolMax: 4, logSql: false }, silent);
  try {
    await work(orm, database.url);
  } finally {
    await orm.close(true);
    await database.drop();
  }
}

const restore = (url: string, script: string) => withClient(url, (client) => client.query(script));

const dump = (url: string): Promise<DatabaseDump> => withClient(url, dumpDatabase);

/** The dump of a restored copy. PostgreSQL rewrites some expressions once, when it reads them back. */
async function restoredDump(name: DatabaseName, url: string): Promise<DatabaseDump> {
  const script = dumpScript(await dump(url));
  const copy = await testDatabase(name, true);
  try {
    await restore(copy.url, script);
    return await dump(copy.url);
  } finally {
    await copy.drop();
  }
}

const schemaDiff = (orm: Orm): Promise<string> => orm.schema.getUpdateSchemaSQL({ wrap: false });

const tablesOf = async (orm: Orm): Promise<string[]> => {
  const rows = await orm.em.getConnection().execute<{ name: string }[]>(
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_schema in ('public', 'messaging') and table_name <> 'migrations' order by 1`,
  );
  return rows.map(({ name }) => name);
};

describe.each([...databaseNames])('the %s database', (name) => {
  test('has the schema that its entities describe', () =>
    withEmptyDatabase(name, async (orm, url) => {
      await migrateUp(orm, url);
      expect(await schemaDiff(orm)).toBe('');
    }));

  test('migrates up, down and up again with rows in every table', () =>
    withEmptyDatabase(name, async (orm, url) => {
      await migrateUp(orm, url);
      const tables = await tablesOf(orm);
      await populateTables(orm, tables);
      while ((await migrationStatus(orm)).executed.length > 0) await migrateDown(orm, url);
      expect(await tablesOf(orm)).toEqual([]);
      await migrateUp(orm, url);
      expect(await tablesOf(orm)).toEqual(tables);
      expect((await migrationStatus(orm)).pending).toEqual([]);
    }));

  test('is migrated once when several instances start concurrently', () =>
    withEmptyDatabase(name, async (first, url) => {
      const schema = await schemaOf(name);
      const others = await Promise.all(
        [1, 2, 3].map(() => createOrm(schema, { url, poolMax: 2, logSql: false }, silent)),
      );
      const applied = await Promise.all([first, ...others].map((orm) => migrateUp(orm, url)));
      expect(applied.flat()).toHaveLength(schema.migrations.length);
      for (const orm of others) await orm.close(true);
    }));
});

const snapshots = databaseNames.flatMap((name) => {
  const folder = path.join(projectRoot, 'migrations', name, 'snapshots');
  return readdirSync(folder).map((file) => ({
    name,
    newest: path.basename(file, '.sql'),
    script: readFileSync(path.join(folder, file), 'utf8'),
  }));
});

/**
 * A snapshot in `migrations/NAME/snapshots` has the contents of a deployed database after the migration that it is named after.
 * These tests replay the later migrations over it, and fail when a migration that it includes has changed.
 */
describe.each(snapshots)('the snapshot of $name after $newest', ({ name, newest, script }) => {
  const withSnapshot = (work: Work) =>
    withEmptyDatabase(name, async (orm, url) => {
      await restore(url, script);
      await work(orm, url);
    });

  test('equals a database migrated from nothing to the same migration', () =>
    withEmptyDatabase(name, async (migrated, migratedUrl) => {
      await migrated.migrator.up({ to: newest });
      await withSnapshot(async (_orm, url) => {
        expect(await dump(url)).toEqual(await restoredDump(name, migratedUrl));
      });
    }));

  test('has the schema of the entities and equals a database migrated from nothing, after the later migrations', () =>
    withSnapshot(async (orm, url) => {
      const all = (await schemaOf(name)).migrations.map((migration) => migration.name);
      expect(await migrateUp(orm, url)).toEqual(all.slice(all.indexOf(newest) + 1));
      expect(await schemaDiff(orm)).toBe('');
      const migrated = await testDatabase(name);
      try {
        expect(await restoredDump(name, url)).toEqual(await restoredDump(name, migrated.url));
      } finally {
        await migrated.drop();
      }
    }));

  test('runs the later migrations up, down and up again with rows in every table', () =>
    withSnapshot(async (orm, url) => {
      await populateTables(orm, await tablesOf(orm));
      const later = await migrateUp(orm, url);
      for (const _migration of later) await migrateDown(orm, url);
      expect((await migrationStatus(orm)).executed.at(-1)).toBe(newest);
      expect(await migrateUp(orm, url)).toEqual(later);
      expect(await schemaDiff(orm)).toBe('');
    }));
});

test('reverting blocked seats makes them available again', () =>
  withEmptyDatabase('trips', async (orm, url) => {
    await migrateUp(orm, url);
    const sql = <Row>(text: string) => orm.em.getConnection().execute<Row[]>(text);
    await populateTables(orm, ['public.trips', 'public.seat_bookings']);
    await sql('update trips set total_seats = 9, available_seats = 6');
    await sql(
      `insert into seat_bookings (id, created_at, updated_at, is_deleted, trip_id, seat_number, passenger_id, passenger_name,
         passenger_phone, status, price, booked_at_utc)
       select 'bs_' || seat, now(), now(), true, id, seat, 'd_1', '', '', 'BLOCKED', 1, now() from trips, generate_series(2, 3) seat`,
    );
    await orm.migrator.down({ to: '20261202000000-booking-approval' });
    expect(await sql('select available_seats from trips')).toEqual([{ available_seats: 8 }]);
    expect(await sql('select status from seat_bookings')).toEqual([{ status: 'PENDING' }]);
    expect(await migrateUp(orm, url)).toContain('20261203000000-blocked-seats');
  }));
