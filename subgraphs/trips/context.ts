import type { WorkLimit } from '#platform/run/work-limit.ts';
import type { Caller } from '#platform/subgraph/caller.ts';
import type { RequestContext, SubgraphServices } from '#platform/subgraph/request-context.ts';
import type { SeatQueue } from './domain/bookings/book-seats/booking-queue.ts';
import type { Users } from './domain/users.ts';

/** The services that the trips resolvers use. */
export interface TripsServices extends SubgraphServices {
  users: (caller: Caller) => Users;
  queue: SeatQueue;
  /** Of requests to join a waiting list. */
  joinLimit: WorkLimit;
}

export type TripsContext = RequestContext<TripsServices>;
