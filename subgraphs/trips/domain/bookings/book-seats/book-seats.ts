import type { EntityManager } from '@mikro-orm/postgresql';
import { isAdmin } from '#contract/viewer.ts';
import { badUserInput } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { type BookingFacts, SeatBooking } from '../../../entities/seat-booking.ts';
import { bookingAskedEvent } from '../../../events/published.ts';
import { checkKey, earlierResult } from '../../idempotency.ts';
import type { Users } from '../../users.ts';
import { findRider, passengerToBookFor, type Rider } from './booked-passenger.ts';
import type { BookingDesk, DeskAnswer, DeskRequest, RequestRows } from './booking-queue.ts';

const operation = 'bookSeats';

export interface BookSeats extends ActionContext {
  tripId: string;
  seatNumbers: readonly number[];
  /** Whom an admin books for. */
  passengerId?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
  users: Users;
  desk: BookingDesk;
}

/**
 * Books every one of the seats, PENDING, or none: a passenger for themselves, an admin for a passenger. Returns the
 * bookings by seat. A new booking needs no unit of work: one is made of the manager only to read what was done before. Throws BAD_USER_INPUT, FORBIDDEN, NOT_FOUND, ACCOUNT_INACTIVE, TRIP_NOT_BOOKABLE, SEAT_TAKEN with the
 * seats that are, RATE_LIMITED, IDEMPOTENCY_CONFLICT.
 */
export async function bookSeats(em: EntityManager, booking: BookSeats): Promise<BookingFacts[]> {
  const { tripId, passengerId, idempotencyKey, actor, users, desk } = booking;
  requireId(tripId, 'tripId', 't');
  const seats = requireSeats(booking);
  const input = { tripId, seatNumbers: seats, passengerId: passengerId ?? actor.id };
  const key = checkKey({ operation, key: idempotencyKey, input });
  const bookedFor = passengerToBookFor(actor, passengerId);

  // The desk knows a repeated request by itself; this spares users the question, and the admin its answer.
  const earlier = key && isAdmin(actor) ? await earlierResult(em.fork(), actor.id, operation, key) : null;
  if (earlier) return readBookings(em, earlier);
  const rider = await findRider(actor, bookedFor, users);

  const answer = await desk.book(requestFor(booking, seats, rider, key));
  return answer.repeated ? readBookings(em, answer.ids) : newBookings(tripId, answer);
}

function requireSeats({ seatNumbers }: BookSeats): number[] {
  const distinct = new Set(seatNumbers).size === seatNumbers.length;
  const inRange = seatNumbers.length >= 1 && seatNumbers.length <= 100 && seatNumbers.every((seat) => seat >= 1);
  if (!distinct || !inRange) throw badUserInput('seatNumbers');
  return seatNumbers.toSorted((a, b) => a - b);
}

function requestFor(booking: BookSeats, seats: number[], rider: Rider, key: DeskRequest['key']): DeskRequest {
  const { tripId, actor, now } = booking;
  return {
    tripId,
    seats,
    accountId: actor.id,
    key,
    limitedPassenger: isAdmin(actor) ? null : rider.id,
    now,
    rows: () => rowsFor(booking, seats, rider, key),
  };
}

function rowsFor(booking: BookSeats, seats: number[], rider: Rider, key: DeskRequest['key']): RequestRows {
  const { tripId, actor, newId } = booking;
  const bookings = seats.map((seatNumber) => {
    const id = newId('b');
    const told = { tripId, bookingId: id, passengerId: rider.id, seatNumber };
    return {
      id,
      seat_number: seatNumber,
      passenger_id: rider.id,
      passenger_name: rider.name,
      passenger_phone: rider.phoneNumber,
      event: bookingAskedEvent(told, actor, booking),
    };
  });
  const ids = bookings.map(({ id }) => id);
  const kept = key && {
    id: newId('k'),
    account_id: actor.id,
    key: key.key,
    request_hash: key.hash(),
    result_ids: ids,
  };
  return { key: kept, bookings };
}

/** As the desk has just written them: there is no need to read them. */
function newBookings(tripId: string, { bookings, price, now }: DeskAnswer & { repeated: false }): BookingFacts[] {
  return bookings.map((booking) => ({
    id: booking.id,
    trip: { id: tripId },
    seatNumber: booking.seat_number,
    passengerId: booking.passenger_id,
    passengerName: booking.passenger_name,
    passengerPhone: booking.passenger_phone,
    status: 'PENDING',
    price,
    bookedAtUtc: now,
    confirmedAtUtc: null,
    cancelledAtUtc: null,
    cancellationReason: null,
  }));
}

function readBookings(em: EntityManager, ids: string[]): Promise<BookingFacts[]> {
  return em.fork().find(SeatBooking, { id: { $in: ids } }, { orderBy: { seatNumber: 'asc' } });
}
