import { describe, expect, test } from '@jest/globals';
import { migrateDown, migrateUp, migrationStatus } from '#platform/database/migrate.ts';
import { createOrm } from '#platform/database/open-database.ts';
import { type SubgraphName, subgraphNames } from '#platform/subgraph/settings.ts';
import { silent, testDatabase } from '#test-kit/templates.ts';
import { schemaOf } from '../subgraphs/schemas.ts';
import { populateTables } from './populate-tables.ts';

async function withEmptyDatabase(
  name: SubgraphName,
  work: (orm: Awaited<ReturnType<typeof createOrm>>, url: string) => Promise<void>,
) {
  const database = await testDatabase(name, true);
  const orm = await createOrm(await schemaOf(name), { url: database.url, poolMax: 4, logSql: false }, silent);
  try {
    await work(orm, database.url);
  } finally {
    await orm.close(true);
    await database.drop();
  }
}

const tablesOf = async (orm: Awaited<ReturnType<typeof createOrm>>): Promise<string[]> => {
  const rows = await orm.em.getConnection().execute<{ name: string }[]>(
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_schema in ('public', 'messaging') and table_name <> 'migrations' order by 1`,
  );
  return rows.map(({ name }) => name);
};

describe.each([...subgraphNames])('the %s database', (name) => {
  test('has the schema that its entities describe', () =>
    withEmptyDatabase(name, async (orm, url) => {
      await migrateUp(orm, url);
      expect(await orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe('');
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
