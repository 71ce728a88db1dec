import path from 'node:path';
import type { SubgraphServices } from '#platform/subgraph/request-context.ts';
import { type RunningSubgraph, type SubgraphOptions, startSubgraph } from '#platform/subgraph/start-subgraph.ts';
import type { SubgraphModule } from '#platform/subgraph/subgraph-module.ts';
import { migrations } from '../../migrations/users/index.ts';
import type { SubgraphSettings } from '../settings.ts';
import { entities } from './entities/index.ts';
import { handlers } from './events/consumed.ts';
import { resolvers } from './resolvers/index.ts';
import { readUsersSettings } from './settings.ts';

export const database = { entities, migrations };

/** Starts the users subgraph: database and server. */
export function createUsers(options: SubgraphOptions<SubgraphSettings>): Promise<RunningSubgraph> {
  return startSubgraph<SubgraphServices>(options, {
    schemaFile: path.join(import.meta.dirname, 'schema.graphql'),
    database,
    resolvers,
    services: (base) => base,
    handlers: () => handlers,
  });
}

export const subgraph: SubgraphModule<SubgraphSettings> = { readSettings: readUsersSettings, create: createUsers };
