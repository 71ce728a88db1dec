import type { EntityManager } from '@mikro-orm/postgresql';
import { constraintOf } from '#platform/database/constraint-of.ts';
import { badUserInput, notFound, Refusal, rateLimited } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import { appendToOutbox } from '#platform/messaging/outbox.ts';
import { isAdmin } from '#platform/security/viewer.ts';
import type { Given } from '#platform/subgraph/request-context.ts';
import { activeStatuses, SeatBooking, seatUnique } from '../entities/seat-booking.ts';
import type { Trip } from '../entities/trip.ts';
import { bookingRequestedEvent } from '../events.ts';
import { once } from './idempotency.ts';
import { lockTrip } from './lock-trip.ts';
import { findRider, passengerToBookFor, type Rider } from './rider.ts';
import type { Users } from './users.ts';

/** Brakes on one passenger, not invariants. */
const maxActiveOnTrip = 10;
const maxPending = 20;

export interface BookSeats extends Given {
  tripId: string;
  seatNumbers: readonly number[];
  /** Whom an admin books for. */
  passengerId?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
  users: Users;
}

/**
 * Books every one of the seats, PENDING, or none: a passenger for themselves, an admin for a passenger. Throws
 * BAD_USER_INPUT, FORBIDDEN, NOT_FOUND, ACCOUNT_INACTIVE, TRIP_NOT_BOOKABLE, SEAT_TAKEN with the seats that are,
 * RATE_LIMITED, IDEMPOTENCY_CONFLICT.
 */
export function bookSeats(em: EntityManager, booking: BookSeats): Promise<SeatBooking[]> {
  const { tripId, seatNumbers, passengerId, idempotencyKey, actor, users } = booking;
  requireId(tripId, 'tripId', 't');
  requireSeatNumbers(seatNumbers);
  const bookedFor = passengerToBookFor(actor, passengerId);
  const input = { tripId, seatNumbers: seatNumbers.toSorted((a, b) => a - b), passengerId: bookedFor };
  return once(em, { operation: 'bookSeats', key: idempotencyKey, input }, booking, {
    prepare: () => findRider(actor, bookedFor, users),
    work: (tx, rider) => takeSeats(tx, booking, rider),
    read: readBookings,
  });
}

async function takeSeats(tx: EntityManager, booking: BookSeats, rider: Rider): Promise<string[]> {
  const { tripId, seatNumbers, actor, now, newId } = booking;
  const trip = await lockTrip(tx, tripId);
  if (!trip) throw notFound('tripId');
  if (seatNumbers.some((seat) => seat > trip.totalSeats)) throw badUserInput('seatNumbers');
  const reason = trip.unbookableReason(now);
  if (reason) throw new Refusal('TRIP_NOT_BOOKABLE', { reason });
  await requireFree(tx, trip, seatNumbers);
  if (!isAdmin(actor)) await requireWithinLimits(tx, trip, rider, seatNumbers.length);

  trip.takeSeats(seatNumbers.length, now);
  const bookings = seatNumbers.map((seatNumber) =>
    tx.create(SeatBooking, {
      id: newId('b'),
      trip,
      seatNumber,
      passengerId: rider.id,
      passengerName: rider.name,
      passengerPhone: rider.phoneNumber,
      status: 'PENDING',
      price: trip.price,
      bookedAtUtc: now,
      createdAt: now,
      updatedAt: now,
    }),
  );
  for (const each of bookings) appendToOutbox(tx, bookingRequestedEvent(trip, each, actor, booking));
  await flushOrTaken(tx, seatNumbers);
  return bookings.map(({ id }) => id);
}

function requireSeatNumbers(seatNumbers: readonly number[]): void {
  const distinct = new Set(seatNumbers).size === seatNumbers.length;
  const inRange = seatNumbers.length >= 1 && seatNumbers.length <= 100 && seatNumbers.every((seat) => seat >= 1);
  if (!distinct || !inRange) throw badUserInput('seatNumbers');
}

async function requireFree(tx: EntityManager, trip: Trip, seatNumbers: readonly number[]): Promise<void> {
  const wanted = { trip, seatNumber: { $in: [...seatNumbers] }, status: { $in: [...activeStatuses] } };
  const taken = await tx.find(SeatBooking, wanted, { fields: ['seatNumber'], orderBy: { seatNumber: 'asc' } });
  if (taken.length > 0) throw new Refusal('SEAT_TAKEN', { seatNumbers: taken.map(({ seatNumber }) => seatNumber) });
}

async function requireWithinLimits(tx: EntityManager, trip: Trip, rider: Rider, seats: number): Promise<void> {
  const passengerId = rider.id;
  const onTrip = await tx.count(SeatBooking, { trip, passengerId, status: { $in: ['PENDING', 'CONFIRMED'] } });
  const pending = await tx.count(SeatBooking, { passengerId, status: 'PENDING' });
  if (onTrip + seats > maxActiveOnTrip || pending + seats > maxPending) throw rateLimited();
}

/** The database has the last word on whether a seat is free. */
async function flushOrTaken(tx: EntityManager, seatNumbers: readonly number[]): Promise<void> {
  try {
    await tx.flush();
  } catch (error) {
    if (constraintOf(error) === seatUnique) throw new Refusal('SEAT_TAKEN', { seatNumbers: [...seatNumbers] });
    throw error;
  }
}

async function readBookings(em: EntityManager, ids: string[]): Promise<SeatBooking[]> {
  return em.find(
    SeatBooking,
    { id: { $in: ids } },
    { orderBy: { seatNumber: 'asc' }, populate: ['trip'], refresh: true },
  );
}
