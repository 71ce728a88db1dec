import { databaseNames, schemaOf } from '../../databases.ts';
import { allowedMigrations } from './allowed.ts';
import { lintMigrations, type Migrations } from './lint-migrations.ts';
import { hotTables, quietTables } from './tables.ts';

/** Lints all migrations, prints what is wrong with them, and returns the exit code: 0 fine, 1 not fine, 2 could not run. */
export async function runMigrationLint(): Promise<0 | 1 | 2> {
  const migrations: Migrations = {};
  for (const name of databaseNames) migrations[name] = (await schemaOf(name)).migrations;
  let faults: string[];
  try {
    faults = await lintMigrations(migrations, { hot: hotTables, quiet: quietTables, allowed: allowedMigrations });
  } catch (error) {
    console.error('migrate lint could not run:', (error as Error).message);
    return 2;
  }
  for (const fault of faults) console.error(fault);
  return faults.length > 0 ? 1 : 0;
}
