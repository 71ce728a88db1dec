import type { DatabaseSchema } from '#platform/database/open-database.ts';
import type { SubgraphName } from '#platform/subgraph/settings.ts';

/** What each subgraph stores, for whatever migrates or seeds without running it. */
const schemas: Record<SubgraphName, () => Promise<DatabaseSchema>> = {
  users: async () => ({
    entities: (await import('./users/entities/index.ts')).entities,
    migrations: (await import('../migrations/users/index.ts')).migrations,
  }),
  trips: async () => ({
    entities: (await import('./trips/entities/index.ts')).entities,
    migrations: (await import('../migrations/trips/index.ts')).migrations,
  }),
  notifications: async () => ({
    entities: (await import('./notifications/entities/index.ts')).entities,
    migrations: (await import('../migrations/notifications/index.ts')).migrations,
  }),
  auth: async () => ({
    entities: (await import('./auth/entities/index.ts')).entities,
    migrations: (await import('../migrations/auth/index.ts')).migrations,
  }),
};

export function schemaOf(name: SubgraphName): Promise<DatabaseSchema> {
  return schemas[name]();
}
