import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { systemContext } from '#platform/subgraph/action-context.ts';
import { Trip } from '../../entities/trip.ts';
import { forEachScheduledTrip } from '../for-each-trip.ts';
import { cancelLockedTrip } from './cancel-trip.ts';

/** Trips that one query finds. */
const batchSize = 100;

/**
 * Cancels the scheduled trips of a deleted or deactivated driver, each in a transaction of its own. It is safe to repeat or to
 * interrupt.
 *
 * @returns The number of trips.
 */
export function cancelTripsOfDriver(em: EntityManager, driverId: string, origin: EventOrigin): Promise<number> {
  const nextBatch = async () => {
    const where = { driverId, status: 'SCHEDULED' } as const;
    const trips = await em.fork().find(Trip, where, { orderBy: { id: 'asc' }, limit: batchSize });
    return trips.map(({ id }) => id);
  };
  return forEachScheduledTrip(em, nextBatch, (tx, locked) => cancelLockedTrip(tx, locked, null, systemContext(origin)));
}
