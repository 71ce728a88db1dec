import type { MikroORM } from '@mikro-orm/postgresql';
import { createOrm } from '#platform/database/open-database.ts';
import { silent } from '#test-kit/templates.ts';
import { database } from '../service.ts';

/** Connections of the test's own to a migrated database. */
export const openedOn = (url: string): Promise<MikroORM> =>
  createOrm(database, { url, poolMax: 5, logSql: false }, silent);
