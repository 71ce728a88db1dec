import { z } from 'zod';
import { type Handler, handler } from '#platform/messaging/inbox/consumer.ts';
import type { SubgraphServices } from '#platform/subgraph/request-context.ts';
import { cancelBookingsOfPassenger, cancelTripsOfDriver } from '../domain/cancel-for-account.ts';

const account = z.object({ accountId: z.string(), accountType: z.enum(['DRIVER', 'PASSENGER', 'ADMIN']) });

/**
 * What trips does about others' events. A cancellation has a transaction of its own for each trip: repeated, it goes on where
 * it was cut off.
 */
export function handlersOf({ em, clock, newId }: SubgraphServices): Handler[] {
  const origin = (traceparent: string | undefined) => ({ now: clock.now(), newId, traceparent });
  return [
    handler('users.account-deactivated.v1', account, async (_tx, { data, traceparent }) => {
      if (data.accountType === 'DRIVER') await cancelTripsOfDriver(em, data.accountId, origin(traceparent));
    }),
    handler('users.account-deleted.v1', account, async (_tx, { data, traceparent }) => {
      if (data.accountType === 'DRIVER') await cancelTripsOfDriver(em, data.accountId, origin(traceparent));
      if (data.accountType === 'PASSENGER') {
        await cancelBookingsOfPassenger(em, data.accountId, origin(traceparent));
      }
    }),
  ];
}
