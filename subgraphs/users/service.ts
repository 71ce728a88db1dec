import path from 'node:path';
import type { SubgraphServices } from '#platform/subgraph/request-context.ts';
import { type RunningSubgraph, type SubgraphOptions, startSubgraph } from '#platform/subgraph/start-subgraph.ts';
import { migrations } from '../../migrations/users/index.ts';
import { entities } from './entities/index.ts';
import { handlers } from './events/consumed.ts';
import { resolvers } from './resolvers/index.ts';

export const database = { entities, migrations };

/** Starts the users subgraph: database and server. */
export function createUsers(options: SubgraphOptions): Promise<RunningSubgraph> {
  return startSubgraph<SubgraphServices>(options, {
    schemaFile: path.join(import.meta.dirname, 'schema.graphql'),
    database,
    resolvers,
    services: (base) => base,
    handlers: () => handlers,
  });
}
