import type { MikroORM } from '@mikro-orm/postgresql';
import { type DatabaseSettings, openDatabase } from '#platform/database/open-database.ts';
import { oneTry } from '#platform/database/wait-for-database.ts';
import type { Log } from '#platform/log.ts';
import { registrySchema } from './schema.ts';

/** Where the registry is, and how statements reach it. */
export type RegistrySettings = Pick<DatabaseSettings, 'url' | 'directUrl' | 'namedStatements'>;

/** Connections of a process. */
const poolMax = 2;

/**
 * Opens the registry's database. Creates it if it is missing, and applies the pending migrations. The caller closes it.
 *
 * @throws DatabaseFault when the server does not answer at once, or refuses the user.
 */
export function openRegistry(registry: RegistrySettings, log: Log): Promise<MikroORM> {
  return openDatabase(registrySchema, { ...registry, poolMax, logSql: false, wait: oneTry }, log);
}
