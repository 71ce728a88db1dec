import type { EntityManager } from '@mikro-orm/postgresql';
import { advisoryLocks } from '#platform/database/advisory-lock.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import { type ActionContext, systemContext } from '#platform/subgraph/action-context.ts';
import { SeatBooking } from '../../entities/seat-booking.ts';
import { type Trip, unbookableReason } from '../../entities/trip.ts';
import { WaitlistEntry } from '../../entities/waitlist-entry.ts';
import { bookingConfirmedEvent, bookingRequestedEvent, waitlistBookedEvent } from '../../events/published.ts';
import { bookingCreation, recordChange } from '../../events/record-change.ts';
import { allowsMore } from '../bookings/book-seats/passenger-limits.ts';
import { readSeatAvailability } from '../bookings/book-seats/read-seat-availability.ts';
import { chooseSeats } from '../bookings/choose-seats.ts';

/**
 * Books the free seats of a locked trip for its waiting list, in the order of the list. An entry that waits for more seats than
 * are free, or with which its passenger would exceed the limits, is passed over and stays. Publishes `booking-requested` for each
 * seat, then `booking-confirmed` if the trip confirms at once, and `waitlist-booked` for each entry, as the system.
 *
 * Every step that frees seats calls it in its transaction, so that no seat is free while an entry waits that fits.
 */
export async function bookWaiting(tx: EntityManager, trip: Trip, origin: EventOrigin): Promise<void> {
  if (trip.availableSeats === 0 || unbookableReason(trip, origin.now) !== null) return;
  // A new booking may take the seat of one that this transaction has cancelled, and inserts are written before updates.
  await tx.flush();
  const where = { trip: trip.id, status: 'WAITING', seatCount: { $lte: trip.availableSeats } } as const;
  const entries = await tx.find(WaitlistEntry, where, { orderBy: { turn: 'asc' } });
  if (entries.length === 0) return;

  const passengers = entries.map(({ passengerId }) => passengerId);
  // The lists of other trips may book for them at the same time, and pending seats count on all trips.
  await advisoryLocks(
    tx,
    passengers.map((id) => `waiting ${id}`),
  );
  const { taken_seats, active_seats } = await readSeatAvailability(tx, {
    tripId: trip.id,
    seats: Array.from({ length: trip.totalSeats }, (_, at) => at + 1),
    keys: [],
    passengers,
  });
  const taken = new Set(taken_seats);
  const activeOf = new Map((active_seats ?? []).map((active) => [active.passenger_id, active]));
  for (const entry of entries) {
    const active = activeOf.get(entry.passengerId);
    const fits =
      entry.seatCount <= trip.availableSeats && active && allowsMore(active, entry.seatCount, trip.bookingApproval);
    const seats = fits ? chooseSeats(trip.totalSeats, taken, entry.seatCount) : null;
    if (!seats) continue;
    for (const seat of seats) taken.add(seat);
    bookEntry(tx, trip, entry, seats, systemContext(origin));
  }
}

function bookEntry(
  tx: EntityManager,
  trip: Trip,
  entry: WaitlistEntry,
  seats: readonly number[],
  context: ActionContext,
): void {
  const bookings = seats.map((seatNumber) => bookSeat(tx, trip, entry, seatNumber, context));
  trip.takeSeats(seats.length, context.now);
  entry.book(
    bookings.map(({ id }) => id),
    context.now,
  );
  appendToOutbox(tx, waitlistBookedEvent(trip, entry, bookings, context.actor, context));
}

function bookSeat(
  tx: EntityManager,
  trip: Trip,
  { passengerId, passengerName, passengerPhone }: WaitlistEntry,
  seatNumber: number,
  context: ActionContext,
): SeatBooking {
  const { actor, now, newId } = context;
  const booking = tx.create(SeatBooking, {
    id: newId('b'),
    trip,
    seatNumber,
    passengerId,
    passengerName,
    passengerPhone,
    status: 'PENDING',
    price: trip.price,
    bookedAtUtc: now,
    createdAt: now,
    updatedAt: now,
  });
  const facts = trip.bookingApproval === 'INSTANT' ? ({ approval: 'INSTANT' } as const) : {};
  appendToOutbox(tx, bookingRequestedEvent(trip, booking, actor, context, facts));
  recordChange(tx, bookingCreation(booking.id, trip.id), context);
  if (trip.bookingApproval === 'INSTANT') {
    booking.confirm(now);
    appendToOutbox(tx, bookingConfirmedEvent(trip, booking, actor, context, facts));
  }
  return booking;
}
