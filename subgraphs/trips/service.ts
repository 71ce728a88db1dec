import path from 'node:path';
import { InProcessFeed, type LiveFeed } from '#platform/messaging/live-feed.ts';
import { CommittedEvents } from '#platform/messaging/outbox.ts';
import type { Caller, RequestContext, SubgraphServices } from '#platform/subgraph/request-context.ts';
import { type RunningSubgraph, type SubgraphOptions, startSubgraph } from '#platform/subgraph/start-subgraph.ts';
import { migrations } from '../../migrations/trips/index.ts';
import { BookingDesk } from './domain/booking-desk.ts';
import type { Users } from './domain/users.ts';
import { entities } from './entities/index.ts';
import { resolvers } from './resolvers/index.ts';
import { usersClient } from './users-client.ts';

/** What the resolvers of trips are given. */
export interface TripsServices extends SubgraphServices {
  users: (caller: Caller) => Users;
  feed: LiveFeed;
  desk: BookingDesk;
}

export type TripsContext = RequestContext<TripsServices>;

export const database = { entities, migrations };

/** Brings the trips subgraph up: database, live feed, server. */
export function createTrips(options: SubgraphOptions): Promise<RunningSubgraph> {
  const feed = new InProcessFeed();
  return startSubgraph<TripsServices>(options, {
    schemaFile: path.join(import.meta.dirname, 'schema.graphql'),
    database,
    resolvers,
    subscribers: [new CommittedEvents((events) => feed.publish(events))],
    services: (base, lifecycle) => {
      lifecycle.add('live feed', feed);
      const desk = new BookingDesk(base.em, (events) => feed.publish(events));
      return { ...base, feed, desk, users: usersClient(options.settings.urls.users) };
    },
  });
}
