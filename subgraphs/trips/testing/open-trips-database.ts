import type { MikroORM } from '@mikro-orm/postgresql';
import { createOrm } from '#platform/database/open-database.ts';
import { silent } from '#test-kit/templates.ts';
import { database } from '../service.ts';

/** Opens a migrated trips database, with connections of the test's own. */
export const openTripsDatabase = (url: string): Promise<MikroORM> =>
  createOrm(database, { url, poolMax: 5, logSql: false }, silent);
