import path from 'node:path';
import type { RequestContext, SubgraphServices } from '#platform/subgraph/request-context.ts';
import { type RunningSubgraph, type SubgraphOptions, startSubgraph } from '#platform/subgraph/start-subgraph.ts';
import { migrations } from '../../migrations/notifications/index.ts';
import { Arrivals } from './arrivals.ts';
import { entities } from './entities/index.ts';
import { resolvers } from './resolvers/index.ts';

/** What the resolvers of notifications are given. */
export interface NotificationsServices extends SubgraphServices {
  arrivals: Arrivals;
}

export type NotificationsContext = RequestContext<NotificationsServices>;

export const database = { entities, migrations };

/** Brings the notifications subgraph up: database and server. */
export function createNotifications(options: SubgraphOptions): Promise<RunningSubgraph> {
  return startSubgraph<NotificationsServices>(options, {
    schemaFile: path.join(import.meta.dirname, 'schema.graphql'),
    database,
    resolvers,
    services: (base) => ({ ...base, arrivals: new Arrivals() }),
  });
}
