import path from 'node:path';
import { BackgroundLoop, type Job } from '#platform/run/background-loop.ts';
import type { SubgraphServices } from '#platform/subgraph/request-context.ts';
import { type RunningSubgraph, type SubgraphOptions, startSubgraph } from '#platform/subgraph/start-subgraph.ts';
import type { SubgraphModule } from '#platform/subgraph/subgraph-module.ts';
import { migrations } from '../../migrations/trips/index.ts';
import type { TripsServices } from './context.ts';
import { BookingQueue } from './domain/bookings/book-seats/booking-queue.ts';
import { expireBookings, expiryBatch } from './domain/scheduled/expire-bookings.ts';
import { pruneBatch, pruneIdempotencyKeys } from './domain/scheduled/prune-idempotency-keys.ts';
import { reminderBatch, remindOfTrips } from './domain/scheduled/remind-of-trips.ts';
import { joinLimit } from './domain/waitlist/join-waitlist.ts';
import { WaitlistSweep } from './domain/waitlist/waitlist-sweep.ts';
import { entities } from './entities/index.ts';
import { handlersOf } from './events/consumed.ts';
import { measureBookings } from './measure-bookings.ts';
import { resolvers } from './resolvers/index.ts';
import { readTripsSettings, type TripsSettings } from './settings.ts';
import { usersClient } from './users-client.ts';

export const database = { entities, migrations };

/** Starts the trips subgraph: database, scheduled jobs and server. */
export function createTrips(options: SubgraphOptions<TripsSettings>): Promise<RunningSubgraph> {
  const { settings, log } = options;
  return startSubgraph<TripsServices>(options, {
    schemaFile: path.join(import.meta.dirname, 'schema.graphql'),
    database,
    resolvers,
    services: (base, lifecycle, { metrics }) => {
      const queue = measureBookings(metrics, new BookingQueue(base.em, base.wake));
      const { workerInterval: interval } = settings;
      lifecycle.add(
        'scheduled jobs',
        new BackgroundLoop(jobsOf(base, settings), { interval, startDelay: interval, log }),
      );
      return { ...base, queue, joinLimit: joinLimit(), users: usersClient(settings.urls.users) };
    },
    handlers: handlersOf,
  });
}

/** Every instance runs these jobs concurrently. */
function jobsOf({ em, clock, newId }: SubgraphServices, { approvalMinutes }: TripsSettings): Record<string, Job> {
  const origin = () => ({ now: clock.now(), newId });
  const sweep = new WaitlistSweep(em);
  return {
    expireBookings: async () => (await expireBookings(em, { ...origin(), approvalMinutes })) >= expiryBatch,
    remindOfTrips: async () => (await remindOfTrips(em, origin())) >= reminderBatch,
    sweepWaitlists: () => sweep.run(origin()),
    pruneIdempotencyKeys: async () => (await pruneIdempotencyKeys(em, clock.now())) >= pruneBatch,
  };
}

export const subgraph: SubgraphModule<TripsSettings> = { readSettings: readTripsSettings, create: createTrips };
