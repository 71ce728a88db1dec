import type { DatabaseSchema } from '#platform/database/open-database.ts';
import type { Environment } from '#platform/settings.ts';
import { registryDatabase, registryDirectVariable, registryVariable } from '../registry/settings.ts';
import * as subgraphs from '../subgraphs/list.ts';
import * as subgraphModules from '../subgraphs/load.ts';

/** The name of a database: a subgraph's, or the registry's. Its migrations are in `migrations/NAME`. */
export type DatabaseName = subgraphs.SubgraphName | 'registry';

/** The databases of the platform. */
export const databaseNames: readonly DatabaseName[] = [...subgraphs.subgraphNames, 'registry'];

/** The database that a platform may lack. */
export const optionalDatabase: DatabaseName = 'registry';

/**
 * The databases that the settings of a command name, or the embedded server has. The registry is optional: it is left out where the
 * variables name every other database alone, and in production where none names it.
 */
export function databasesIn(set: Environment): readonly DatabaseName[] {
  const isEmbedded = set.NODE_ENV !== 'production' && subgraphs.subgraphNames.some((name) => !isNamed(name, set));
  const hasServer = set.DATABASE_URL || set.DIRECT_DATABASE_URL;
  return hasServer || isNamed('registry', set) || isEmbedded ? databaseNames : subgraphs.subgraphNames;
}

/** Returns the name of a database on its server. */
export function databaseNameOf(name: DatabaseName): string {
  return name === 'registry' ? registryDatabase : subgraphs.databaseNameOf(name);
}

/** The variable with a database's own URL, which takes precedence over the server's. */
export function databaseVariable(name: DatabaseName): Uppercase<`${DatabaseName}_database_url`> {
  return name === 'registry' ? registryVariable : subgraphs.databaseVariable(name);
}

/** The variable with a database's own URL past PgBouncer. */
export function directDatabaseVariable(name: DatabaseName): Uppercase<`${DatabaseName}_direct_database_url`> {
  return name === 'registry' ? registryDirectVariable : subgraphs.directDatabaseVariable(name);
}

/** Returns whether a variable of its own names a database. */
export const isNamed = (name: DatabaseName, set: Environment): boolean =>
  Boolean(set[databaseVariable(name)] || set[directDatabaseVariable(name)]);

/** Loads the entities and the migrations of a database, without any service. */
export async function schemaOf(name: DatabaseName): Promise<DatabaseSchema> {
  if (name !== 'registry') return subgraphModules.schemaOf(name);
  const { registrySchema } = await import('../registry/schema.ts');
  return registrySchema;
}
