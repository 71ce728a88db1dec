import type { EntityManager } from '@mikro-orm/postgresql';
import { limits } from '#platform/limits.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { SeatBooking } from '../entities/seat-booking.ts';
import { Trip } from '../entities/trip.ts';
import { activeOn, cancelBookings, eachInItsTransaction, type LockedTrip, lockTrip } from './lock-trip.ts';
import { asSystem } from './system-context.ts';
import { cancelLockedTrip } from './trips/cancel-trip.ts';

/**
 * Cancels the scheduled trips of a driver whose account was deleted or deactivated, each in a transaction of its own. May be
 * repeated, and goes on where it was cut off. Returns how many it cancelled.
 */
export function cancelTripsOfDriver(em: EntityManager, driverId: string, origin: EventOrigin): Promise<number> {
  const next = async () => {
    const trips = await em.fork().find(Trip, { driverId, status: 'SCHEDULED' }, page);
    return trips.map(({ id }) => id);
  };
  return forEachScheduled(em, next, (tx, locked) => cancelLockedTrip(tx, locked, null, asSystem(origin)));
}

/**
 * Cancels the active bookings of a passenger whose account was deleted, while their trips are scheduled: each trip's in a
 * transaction of its own. May be repeated, and goes on where it was cut off. Returns of how many trips.
 */
export function cancelBookingsOfPassenger(
  em: EntityManager,
  passengerId: string,
  origin: EventOrigin,
): Promise<number> {
  const context: ActionContext = asSystem(origin);
  const next = async () => {
    const where = { passengerId, status: { $in: ['PENDING', 'CONFIRMED'] }, trip: { status: 'SCHEDULED' } } as const;
    const bookings = await em.fork().find(SeatBooking, where, { ...page, fields: ['trip'] });
    return [...new Set(bookings.map(({ trip }) => trip.id))];
  };
  return forEachScheduled(em, next, (tx, { trip, active }) => {
    const theirs = active.filter((booking) => booking.passengerId === passengerId);
    cancelBookings(tx, trip, theirs, { cause: 'ACCOUNT_DELETED', reason: null }, context);
  });
}

const page = { orderBy: { id: 'asc' }, limit: limits.workerBatch } as const;

/** Until no trip is left: what the step does to one makes `next` leave it out. */
async function forEachScheduled(
  em: EntityManager,
  next: () => Promise<string[]>,
  step: (tx: EntityManager, locked: LockedTrip) => void,
): Promise<number> {
  let done = 0;
  for (let tripIds = await next(); tripIds.length > 0; tripIds = await next()) {
    await eachInItsTransaction(em, tripIds, async (tx, tripId) => {
      const trip = await lockTrip(tx, tripId);
      if (trip?.status !== 'SCHEDULED') return;
      step(tx, await activeOn(tx, trip));
      done++;
    });
  }
  return done;
}
