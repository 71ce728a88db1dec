import path from 'node:path';
import { limits } from '#platform/limits.ts';
import { BackgroundLoop, type Job } from '#platform/run/background-loop.ts';
import type { SubgraphServices } from '#platform/subgraph/request-context.ts';
import { type RunningSubgraph, type SubgraphOptions, startSubgraph } from '#platform/subgraph/start-subgraph.ts';
import type { SubgraphModule } from '#platform/subgraph/subgraph-module.ts';
import { migrations } from '../../migrations/trips/index.ts';
import type { TripsServices } from './context.ts';
import { BookingDesk } from './domain/bookings/book-seats/booking-queue.ts';
import { expireBookings } from './domain/scheduled/expire-bookings.ts';
import { pruneKeys } from './domain/scheduled/prune-idempotency-keys.ts';
import { remindOfTrips } from './domain/scheduled/remind-of-trips.ts';
import { entities } from './entities/index.ts';
import { handlersOf } from './events/consumed.ts';
import { resolvers } from './resolvers/index.ts';
import { readTripsSettings, type TripsSettings } from './settings.ts';
import { usersClient } from './users-client.ts';

export const database = { entities, migrations };

/** Brings the trips subgraph up: database, worker, server. */
export function createTrips(options: SubgraphOptions<TripsSettings>): Promise<RunningSubgraph> {
  const { settings, log } = options;
  return startSubgraph<TripsServices>(options, {
    schemaFile: path.join(import.meta.dirname, 'schema.graphql'),
    database,
    resolvers,
    services: (base, lifecycle) => {
      const desk = new BookingDesk(base.em, base.wake);
      const { workerInterval: interval } = settings;
      lifecycle.add('worker', new BackgroundLoop(jobsOf(base, settings), { interval, startDelay: interval, log }));
      return { ...base, desk, users: usersClient(settings.urls.users) };
    },
    handlers: handlersOf,
  });
}

/** What time does to trips and bookings. Any number of instances do it at once. */
function jobsOf({ em, clock, newId }: SubgraphServices, { approvalMinutes }: TripsSettings): Record<string, Job> {
  const origin = () => ({ now: clock.now(), newId });
  return {
    expireBookings: async () => (await expireBookings(em, { ...origin(), approvalMinutes })) >= limits.workerBatch,
    remindOfTrips: async () => (await remindOfTrips(em, origin())) >= limits.workerBatch,
    pruneKeys: async () => (await pruneKeys(em, clock.now())) >= limits.pruneBatch,
  };
}

export const subgraph: SubgraphModule<TripsSettings> = { readSettings: readTripsSettings, create: createTrips };
