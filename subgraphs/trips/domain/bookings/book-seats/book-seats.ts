import type { EntityManager } from '@mikro-orm/postgresql';
import { isAdmin } from '#contract/viewer.ts';
import { badUserInput, Refusal } from '#platform/errors/refusal.ts';
import { requestScope } from '#platform/graphql/request-scope.ts';
import { requireId } from '#platform/ids.ts';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { type BookingFacts, SeatBooking } from '../../../entities/seat-booking.ts';
import { maxSeats } from '../../../entities/trip.ts';
import { unwrittenBookingRequestedEvent } from '../../../events/published.ts';
import { bookingCreation, changeRecordedEvent } from '../../../events/record-change.ts';
import { checkKey, findEarlierResult } from '../../idempotency.ts';
import { requireSeatNumbers } from '../../require-seat-numbers.ts';
import type { Users } from '../../users.ts';
import { type BookedPassenger, findPassenger, requirePassengerId } from './booked-passenger.ts';
import type { BookingRequest, BookingResult, BookingRows, SeatQueue } from './booking-queue.ts';
import type { RequestedSeats } from './decide-requests.ts';
import { passengerLimits } from './passenger-limits.ts';

export interface BookSeats extends ActionContext {
  tripId: string;
  /** The seats by their numbers. Either these or `seatCount`. */
  seatNumbers?: readonly number[] | null | undefined;
  /** How many seats, of any numbers. */
  seatCount?: number | null | undefined;
  /** The passenger for whom an admin books. */
  passengerId?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
  /** The time at which nobody waits for it any more, on the clock of `performance.now()`. */
  deadline?: number | undefined;
  users: Users;
  queue: SeatQueue;
}

/**
 * Books all of the seats or none, and publishes `booking-requested` for each: a passenger books for themselves, an admin for a
 * passenger. Seats that are only counted are adjacent where possible. A trip with instant approval confirms them at once, and
 * `booking-confirmed` follows. Returns the bookings, ordered by seat.
 *
 * New bookings need no unit of work, so this forks the manager only to read earlier ones.
 *
 * @throws Refusal BAD_USER_INPUT, FORBIDDEN, NOT_FOUND, ACCOUNT_INACTIVE, TRIP_NOT_BOOKABLE, SEAT_TAKEN with the taken seats
 * (with none when too few of any number are free), RATE_LIMITED, IDEMPOTENCY_CONFLICT, SUBGRAPH_TIMEOUT
 */
export async function bookSeats(em: EntityManager, input: BookSeats): Promise<BookingFacts[]> {
  const { tripId, passengerId, idempotencyKey, actor, users, queue } = input;
  requireId(tripId, 'tripId', 't');
  const requested = requireSeats(input);
  const seats = 'count' in requested ? { seatCount: requested.count } : { seatNumbers: requested.numbers };
  const key = checkKey({ key: idempotencyKey, input: { tripId, ...seats, passengerId: passengerId ?? actor.id } });
  const bookedFor = requirePassengerId(actor, passengerId);
  // The queue recognizes a repeated request too. This saves an admin's repeated request a call to users.
  const earlier = key && isAdmin(actor) ? await findEarlierResult(em.fork(), actor.id, 'bookSeats', key) : null;
  if (earlier) {
    requestScope.changed(tripId);
    return readBookings(em, earlier);
  }
  const passenger = await findPassenger(actor, bookedFor, users);

  // The event is appended by the statement of several requests, or was by that of an earlier one with the same key.
  const result = await queue.book(requestFor(input, requested, passenger, key)).catch((error) => {
    if (!hasChangedNothing(error)) requestScope.changed(tripId);
    throw error;
  });
  requestScope.changed(tripId);
  return result.repeated ? readBookings(em, result.ids) : factsOf(result);
}

/** The refusals by which a crowd is turned away. They leave the cached pages of the trip as they are. */
const refusalsOfCrowd: ReadonlySet<string> = new Set(['SEAT_TAKEN', 'TRIP_NOT_BOOKABLE', 'RATE_LIMITED']);

const hasChangedNothing = (error: unknown): boolean => error instanceof Refusal && refusalsOfCrowd.has(error.code);

function requireSeats({ seatNumbers, seatCount, actor }: BookSeats): RequestedSeats {
  if ((seatNumbers == null) === (seatCount == null)) throw badUserInput('seatNumbers', 'eitherSeats');
  if (seatNumbers == null) {
    const most = isAdmin(actor) ? maxSeats : passengerLimits.onTrip;
    if (seatCount == null || seatCount < 1 || seatCount > most) throw badUserInput('seatCount');
    return { count: seatCount };
  }
  return { numbers: requireSeatNumbers(seatNumbers) };
}

function requestFor(
  input: BookSeats,
  requested: RequestedSeats,
  passenger: BookedPassenger,
  key: BookingRequest['key'],
): BookingRequest {
  const { tripId, actor, now, deadline } = input;
  return {
    tripId,
    requested,
    accountId: actor.id,
    key,
    limitedPassenger: isAdmin(actor) ? null : passenger.id,
    now,
    deadline,
    rows: (seats) => rowsFor(input, seats, passenger, key),
  };
}

function rowsFor(
  input: BookSeats,
  seats: readonly number[],
  passenger: BookedPassenger,
  key: BookingRequest['key'],
): BookingRows {
  const { tripId, actor, newId } = input;
  const bookings = seats.map((seatNumber) => {
    const id = newId('b');
    const data = { tripId, bookingId: id, passengerId: passenger.id, seatNumber };
    return {
      id,
      seat_number: seatNumber,
      passenger_id: passenger.id,
      passenger_name: passenger.name,
      passenger_phone: passenger.phoneNumber,
      events: [unwrittenBookingRequestedEvent(data, actor, input), ...reportOf(id, input)],
      confirmed_event_id: newId('e'),
    };
  });
  const newKey = key && {
    id: newId('k'),
    account_id: actor.id,
    key: key.key,
    request_hash: key.hash(),
    result_ids: bookings.map(({ id }) => id),
  };
  return { key: newKey, bookings };
}

/** The report of an admin's booking to the audit log: one, also when the trip confirms the booking at once. */
function reportOf(bookingId: string, input: BookSeats): CloudEvent[] {
  const event = changeRecordedEvent(bookingCreation(bookingId, input.tripId), input);
  return event ? [event] : [];
}

/** The bookings as the queue has just written them, without reading them. */
function factsOf({ bookings, trip, now }: BookingResult & { repeated: false }): BookingFacts[] {
  const isInstant = trip.bookingApproval === 'INSTANT';
  return bookings.map((booking) => ({
    id: booking.id,
    trip: { id: trip.id },
    bookedTrip: trip,
    seatNumber: booking.seat_number,
    passengerId: booking.passenger_id,
    passengerName: booking.passenger_name,
    passengerPhone: booking.passenger_phone,
    status: isInstant ? 'CONFIRMED' : 'PENDING',
    price: trip.price,
    bookedAtUtc: now,
    confirmedAtUtc: isInstant ? now : null,
    cancelledAtUtc: null,
    cancellationReason: null,
  }));
}

function readBookings(em: EntityManager, ids: string[]): Promise<BookingFacts[]> {
  return em.fork().find(SeatBooking, { id: { $in: ids } }, { orderBy: { seatNumber: 'asc' } });
}
