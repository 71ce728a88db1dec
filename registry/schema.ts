import type { DatabaseSchema } from '#platform/database/open-database.ts';
import { migrations } from '../migrations/registry/index.ts';
import { usageEntities } from './usage/entities.ts';
import { versionEntities } from './versions/entities.ts';

/** The entities of the registry's database, and its migrations. */
export const registrySchema: DatabaseSchema = { entities: [...usageEntities, ...versionEntities], migrations };
