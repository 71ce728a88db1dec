import type { MigrationObject } from '@mikro-orm/core';
import type { Migration } from '@mikro-orm/migrations';

/** What a migration does, without a database. */
export interface MigrationSql {
  isTransactional: boolean;
  /** In the order in which they run. */
  statements: string[];
}

type MigrationClass = new (...dependencies: ConstructorParameters<typeof Migration>) => Migration;

/** Runs `up` of a migration, and returns its statements. The queries of a migration find no rows. */
export async function sqlOfMigration({ class: migrationClass }: MigrationObject): Promise<MigrationSql> {
  const executed: string[] = [];
  const driver = {
    // A value takes the place of each parameter, as a linter knows none of the form `?`.
    execute: async (sql: string, parameters?: unknown[]) => {
      executed.push(parameters ? sql.replaceAll('?', 'null') : sql);
      return [];
    },
  };
  const [noDriver, noConfiguration] = [driver, {}] as unknown as ConstructorParameters<typeof Migration>;
  const migration = new (migrationClass as MigrationClass)(noDriver, noConfiguration);
  await migration.up();
  const added = migration.getQueries().map((query) => {
    if (typeof query !== 'string') throw new Error('a migration adds only texts of SQL');
    return query;
  });
  const statements = [...executed, ...added].map((sql) => sql.trim().replace(/;+$/, '')).filter(Boolean);
  return { isTransactional: migration.isTransactional(), statements };
}
