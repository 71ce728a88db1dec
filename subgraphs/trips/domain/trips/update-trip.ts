import type { EntityManager } from '@mikro-orm/postgresql';
import { badUserInput } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { optionalText } from '#platform/text.ts';
import { type BookingApproval, maxSeats, Trip } from '../../entities/trip.ts';
import { TripStop } from '../../entities/trip-stop.ts';
import { type TripChange, tripUpdatedEvent } from '../../events/published.ts';
import { recordChange } from '../../events/record-change.ts';
import { type LockedTrip, passengerIdsOf } from '../lock-trip.ts';
import { mayManageTrip } from '../permissions.ts';
import type { Users } from '../users.ts';
import { bookWaiting } from '../waitlist/book-waiting.ts';
import { readBlockedSeats } from './blocked-seats/blocked-seat-rows.ts';
import { changeTrip } from './change-trip.ts';
import { addStops, type CheckedStop, checkStops, readStops, type StopInput, sameStops } from './trip-stops.ts';

/** Undefined leaves a field unchanged; null clears an optional field. */
export interface UpdateTrip extends ActionContext {
  tripId: string;
  departureTime?: Date | null | undefined;
  arrivalTime?: Date | null | undefined;
  description?: string | null | undefined;
  price?: string | null | undefined;
  totalSeats?: number | null | undefined;
  bookingApproval?: BookingApproval | null | undefined;
  /** Replaces all stops. */
  stops?: readonly StopInput[] | null | undefined;
  users: Users;
}

/**
 * Changes a scheduled trip, and publishes `trip-updated` if a value changes. A new price and
 * a new approval of bookings apply to later bookings only.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, INVALID_TRANSITION
 */
export async function updateTrip(em: EntityManager, input: UpdateTrip): Promise<Trip> {
  const checked = checkInput(input);
  const capacity = await readCapacity(em, input);
  return changeTrip(em, input.tripId, input, async (tx, locked) => {
    const { trip, active } = locked;
    trip.requireScheduled('SCHEDULED');
    const changed = apply(locked, checked, { fewest: await highestTakenSeat(tx, locked), most: capacity });
    if (checked.stops && !sameStops(checked.stops, await readStops(tx, trip))) {
      // Deleted at once, because the new stops reuse the numbers of the old ones.
      await tx.nativeDelete(TripStop, { trip: trip.id });
      addStops(tx, trip, checked.stops, input);
      changed.push('stops');
    }
    if (changed.length === 0) return;
    trip.updatedAt = input.now;
    appendToOutbox(tx, tripUpdatedEvent(trip, { passengerIds: passengerIdsOf(active), changed }, input.actor, input));
    recordChange(tx, { action: 'trip.updated', subjectId: trip.id, fields: changed }, input);
    // A departure that moved into the future lets the list have seats that were freed after the old one.
    await bookWaiting(tx, trip, input);
  });
}

interface CheckedUpdate {
  departureTime: Date | undefined;
  arrivalTime: Date | null | undefined;
  description: string | null | undefined;
  price: string | undefined;
  totalSeats: number | undefined;
  bookingApproval: BookingApproval | undefined;
  stops: CheckedStop[] | undefined;
}

function checkInput(input: UpdateTrip): CheckedUpdate {
  requireId(input.tripId, 'tripId', 't');
  for (const field of ['departureTime', 'price', 'totalSeats', 'bookingApproval', 'stops'] as const) {
    if (input[field] === null) throw badUserInput(field, 'required');
  }
  const { departureTime, arrivalTime, description, price, totalSeats, stops, now } = input;
  if (departureTime && departureTime <= now) throw badUserInput('departureTime', 'past');
  if (price && Number(price) <= 0) throw badUserInput('price', 'amount');
  if (totalSeats != null && (totalSeats < 1 || totalSeats > maxSeats)) throw badUserInput('totalSeats');
  return {
    departureTime: departureTime ?? undefined,
    arrivalTime,
    description: description === undefined ? undefined : optionalText(description, 'description', 1000),
    price: price ?? undefined,
    totalSeats: totalSeats ?? undefined,
    bookingApproval: input.bookingApproval ?? undefined,
    stops: stops ? checkStops(stops) : undefined,
  };
}

/**
 * Reads the vehicle's capacity when the number of seats changes. Runs before the trip is locked, and only for an actor who may
 * change the trip: anyone else is refused without a request to users.
 */
async function readCapacity(em: EntityManager, { tripId, totalSeats, actor, users }: UpdateTrip): Promise<number> {
  if (totalSeats == null) return maxSeats;
  const trip = await em.findOne(Trip, { id: tripId });
  if (!trip || !mayManageTrip(actor, trip)) return maxSeats;
  const vehicle = await users.vehicle(trip.vehicleId);
  return vehicle?.seatCapacity ?? maxSeats;
}

async function highestTakenSeat(tx: EntityManager, { trip, active }: LockedTrip): Promise<number> {
  const booked = active.map(({ seatNumber }) => seatNumber);
  return Math.max(0, ...booked, ...(await readBlockedSeats(tx, trip.id)));
}

/**
 * Applies the update and returns the fields that changed.
 *
 * @throws Refusal BAD_USER_INPUT when the update does not fit the trip.
 */
function apply({ trip }: LockedTrip, checked: CheckedUpdate, seats: { fewest: number; most: number }): TripChange[] {
  const { departureTime, arrivalTime, description, price, totalSeats, bookingApproval } = checked;
  const departure = departureTime ?? trip.departureTimeUtc;
  const arrival = arrivalTime === undefined ? (trip.arrivalTimeUtc ?? null) : arrivalTime;
  if (arrival && arrival <= departure) throw badUserInput('arrivalTime');
  if (totalSeats !== undefined && (totalSeats < seats.fewest || totalSeats > seats.most))
    throw badUserInput('totalSeats');

  const changed: TripChange[] = [];
  if (departure.getTime() !== trip.departureTimeUtc.getTime()) {
    trip.moveDeparture(departure);
    changed.push('departureTime');
  }
  if (arrival?.getTime() !== trip.arrivalTimeUtc?.getTime()) {
    trip.arrivalTimeUtc = arrival;
    changed.push('arrivalTime');
  }
  if (description !== undefined && description !== (trip.description ?? null)) {
    trip.description = description;
    changed.push('description');
  }
  if (price !== undefined && price !== trip.price) {
    trip.price = price;
    changed.push('price');
  }
  if (totalSeats !== undefined && totalSeats !== trip.totalSeats) {
    trip.resize(totalSeats);
    changed.push('totalSeats');
  }
  if (bookingApproval !== undefined && bookingApproval !== trip.bookingApproval) {
    trip.bookingApproval = bookingApproval;
    changed.push('bookingApproval');
  }
  return changed;
}
