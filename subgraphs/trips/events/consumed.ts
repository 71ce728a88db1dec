import { z } from 'zod';
import { accountTypes } from '#contract/account-type.ts';
import { type Handler, handler } from '#platform/messaging/inbox/handler.ts';
import type { SubgraphServices } from '#platform/subgraph/request-context.ts';
import { cancelBookingsOfPassenger } from '../domain/bookings/cancel-bookings-of-passenger.ts';
import { cancelTripsOfDriver } from '../domain/trips/cancel-trips-of-driver.ts';
import { endEntriesOfPassenger } from '../domain/waitlist/end-entries-of-passenger.ts';

const account = z.object({ accountId: z.string(), accountType: z.enum(accountTypes) });

/** Handlers of the events that trips consumes. They are repeatable: each cancels one trip per transaction and skips cancelled ones. */
export function handlersOf({ em, clock, newId }: SubgraphServices): Handler[] {
  const origin = (traceparent: string | undefined) => ({ now: clock.now(), newId, traceparent });
  return [
    handler.repeatable('users.account-deactivated.v1', account, async ({ data, traceparent }) => {
      if (data.accountType === 'DRIVER') await cancelTripsOfDriver(em, data.accountId, origin(traceparent));
      if (data.accountType === 'PASSENGER') await endEntriesOfPassenger(em, data.accountId, origin(traceparent));
    }),
    handler.repeatable('users.account-deleted.v1', account, async ({ data, traceparent }) => {
      if (data.accountType === 'DRIVER') await cancelTripsOfDriver(em, data.accountId, origin(traceparent));
      if (data.accountType === 'PASSENGER') {
        // First, so that no entry becomes a booking after the bookings are cancelled.
        await endEntriesOfPassenger(em, data.accountId, origin(traceparent));
        await cancelBookingsOfPassenger(em, data.accountId, origin(traceparent));
      }
    }),
  ];
}
