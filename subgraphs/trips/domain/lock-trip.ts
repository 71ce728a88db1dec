import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { namedStatement, runNamed } from '#platform/database/named-statements.ts';
import { requestScope } from '#platform/graphql/request-scope.ts';
import { SeatBooking } from '../entities/seat-booking.ts';
import { Trip } from '../entities/trip.ts';

/** A locked trip with its active bookings. */
export interface LockedTrip {
  trip: Trip;
  /** The pending and confirmed bookings, ordered by seat. */
  active: SeatBooking[];
}

/** Reads a trip and locks it until the transaction ends. Every transition of a trip and of its bookings takes this lock first. */
export function lockTrip(tx: EntityManager, id: string): Promise<Trip | null> {
  // A repeated request changes nothing: an earlier one has, whose event may not have arrived at the gateway yet.
  requestScope.changed(id);
  return tx.findOne(Trip, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}

const lockStatement = namedStatement('lock_trip', 'select from trips where id = $1 for no key update');

/** As {@link lockTrip}, without reading the trip. */
export async function lockTripRow(tx: EntityManager, id: string): Promise<void> {
  await runNamed(tx, lockStatement, [id]);
}

/** As {@link lockTrip}, for background jobs: null also when another transaction has the lock. A later run finds the trip again. */
export function lockTripIfFree(tx: EntityManager, id: string): Promise<Trip | null> {
  return tx.findOne(Trip, { id }, { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE, refresh: true });
}

export async function withActiveBookings(tx: EntityManager, trip: Trip): Promise<LockedTrip> {
  const where = { trip, status: { $in: ['PENDING', 'CONFIRMED'] } } as const;
  return { trip, active: await tx.find(SeatBooking, where, { orderBy: { seatNumber: 'asc' } }) };
}

/** The passengers of the bookings, each once. */
export const passengerIdsOf = (bookings: readonly SeatBooking[]): string[] => [
  ...new Set(bookings.map(({ passengerId }) => passengerId)),
];
