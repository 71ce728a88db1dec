import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { MigrationObject } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';
import { defineEntity, type MikroORM, p } from '@mikro-orm/postgresql';
import pg from 'pg';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { migrateDown, migrateUp, migrationStatus } from './migrate.ts';
import { createOrm } from './open-database.ts';

/** The ORM starts with no fewer entities than one. */
const PlaceSchema = defineEntity({ name: 'Place', tableName: 'places', properties: { name: p.text().primary() } });
class Place extends PlaceSchema.class {}
PlaceSchema.setClass(Place);

let database: TestDatabase;
let client: pg.Client;
const orms: MikroORM[] = [];

beforeEach(async () => {
  database = await testDatabase('users', true);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('create table places (name text)');
});

afterEach(async () => {
  await client.end();
  for (const orm of orms.splice(0)) await orm.close(true);
  await database.drop();
});

async function ormOf(migrations: MigrationObject[]): Promise<MikroORM> {
  const orm = await createOrm(
    { entities: [Place], migrations },
    { url: database.url, poolMax: 2, logSql: false },
    silent,
  );
  orms.push(orm);
  return orm;
}

/** A migration of these statements, in a transaction. */
function migration(name: string, ...statements: string[]): MigrationObject {
  return {
    name,
    class: class extends Migration {
      override up(): void {
        for (const sql of statements) this.addSql(sql);
      }

      override down(): void {
        this.addSql('alter table places drop column note');
      }
    },
  };
}

/** A migration of these statements, each on its own. */
function withoutTransaction(name: string, ...statements: string[]): MigrationObject {
  return {
    name,
    class: class extends Migration {
      override isTransactional(): boolean {
        return false;
      }

      override up(): void {
        for (const sql of statements) this.addSql(sql);
      }
    },
  };
}

const buildIndex = [
  'set lock_timeout = 0',
  'drop index concurrently if exists places_name_index',
  'create index concurrently places_name_index on places (name)',
];

const addNote = migration('add-note', 'alter table places add note text');

async function withBlockedTable(work: (blocker: pg.Client) => Promise<void>): Promise<void> {
  const blocker = new pg.Client({ connectionString: database.url });
  await blocker.connect();
  try {
    await blocker.query('begin');
    await blocker.query('select from places');
    await work(blocker);
  } finally {
    await blocker.end();
  }
}

test('a migration that does not get its lock gives up, lets the statements behind it run, and fails in the end', () =>
  withBlockedTable(async () => {
    const orm = await ormOf([migration('first', 'create table other (id int)'), addNote]);
    const patience = { timeout: 300, tries: 3, pause: 10 };
    const migrating = migrateUp(orm, database.url, patience).then(
      () => 'applied',
      (error) => error.message,
    );
    const waits = `select from pg_stat_activity where application_name = 'masar migrate' and wait_event_type = 'Lock'`;
    const observer = new pg.Client({ connectionString: database.url });
    await observer.connect();
    await until(async () => ((await observer.query(waits)).rowCount ?? 0) > 0);
    await observer.end();
    // It queues behind the migration, which queues behind the transaction that stays open.
    await client.query('select from places');
    expect(await migrating).toBe(
      'The migration add-note did not get the locks that it needs within 300 ms, 3 times. Find the transactions that keep them, and repeat it.',
    );
    expect(await migrationStatus(orm)).toEqual({ executed: ['first'], pending: ['add-note'] });
  }));

test('a migration that gives up is repeated until it gets its lock, and so is its way back', () =>
  withBlockedTable(async (blocker) => {
    const orm = await ormOf([addNote]);
    const patience = { timeout: 20, tries: 1_000, pause: 10 };
    const failures = async () =>
      Number(
        (await client.query(`select xact_rollback from pg_stat_database where datname = current_database()`)).rows[0]
          .xact_rollback,
      );
    const before = await failures();
    const migrating = migrateUp(orm, database.url, patience);
    await until(async () => (await failures()) > before);
    await blocker.query('commit');
    expect(await migrating).toEqual(['add-note']);

    await blocker.query('begin');
    await blocker.query('select from places');
    const reverting = migrateDown(orm, database.url, patience);
    const between = await failures();
    await until(async () => (await failures()) > between);
    await blocker.query('commit');
    expect(await reverting).toEqual(['add-note']);
    expect(await migrateDown(orm, database.url)).toEqual([]);
  }));

test('builds an index outside a transaction while other instances wait to migrate', async () => {
  const migrations = [withoutTransaction('index', ...buildIndex)];
  const all = await Promise.all(Array.from({ length: 4 }, () => ormOf(migrations)));
  const applied = await Promise.all(all.map((orm) => migrateUp(orm, database.url)));
  expect(applied.flat()).toEqual(['index']);
  const { rows } = await client.query(
    `select indisvalid from pg_index where indexrelid = 'places_name_index'::regclass`,
  );
  expect(rows).toEqual([{ indisvalid: true }]);
});

test('an index whose building was interrupted is built anew', async () => {
  await client.query(`insert into places values ('one'), ('one')`);
  const unique = buildIndex.map((sql) => sql.replace('create index', 'create unique index'));
  const orm = await ormOf([withoutTransaction('index', ...unique)]);
  await expect(migrateUp(orm, database.url)).rejects.toThrow('places_name_index');
  expect((await client.query(`select from pg_index where not indisvalid`)).rowCount).toBe(1);
  expect((await migrationStatus(orm)).pending).toEqual(['index']);
  await client.query('truncate places');
  expect(await migrateUp(orm, database.url)).toEqual(['index']);
  expect((await client.query(`select from pg_index where not indisvalid`)).rowCount).toBe(0);
});

test('what a migration sets lasts no longer than it', async () => {
  const orm = await ormOf([
    withoutTransaction('index', 'set statement_timeout = 0', ...buildIndex),
    migration(
      'settings',
      `create table seen as select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock`,
    ),
  ]);
  await migrateUp(orm, database.url);
  expect((await client.query('select * from seen')).rows).toEqual([{ statement: '15s', lock: '3s' }]);
});
