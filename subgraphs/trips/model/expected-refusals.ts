import { type Outcome, people, type Request, vehicleSeats } from './actions.ts';
import type { Model, ModelEntry, ModelKey } from './model.ts';
import type { Observed } from './observed.ts';

type BookRequest = Request & { kind: 'bookSeats' };

export const countOf = ({ seats }: BookRequest): number => (typeof seats === 'number' ? seats : seats.length);

/** The status that each of these requests gives a trip. */
const targets = { startTrip: 'STARTED', completeTrip: 'COMPLETED', cancelTrip: 'CANCELLED' } as const;

export const describeRefusal = (code: string, details: Record<string, unknown> = {}): string =>
  `${code} ${JSON.stringify(details)}`;

/** Returns the refusal that the rules demand for a request, as `CODE {details}`, or null when they accept it. */
export function expectedRefusal(model: Model, observed: Observed, request: Request, outcome: Outcome): string | null {
  switch (request.kind) {
    case 'createTrip':
      return refuseCreate(model, request);
    case 'bookSeats':
      return refuseBook(model, observed, request, outcome);
    case 'confirmBooking':
    case 'cancelBooking':
      return refuseBookingChange(model, request);
    case 'blockSeats':
    case 'unblockSeats':
      return refuseBlocking(model, request);
    case 'joinWaitlist':
      return refuseJoin(model, request);
    case 'leaveWaitlist':
      return refuseLeave(model, request);
    case 'updateTrip':
      return refuseUpdate(model, request);
    default: {
      const from = request.kind === 'completeTrip' ? 'STARTED' : 'SCHEDULED';
      return refuseTripChange(model, request, from, targets[request.kind]);
    }
  }
}

function refuseCreate(model: Model, request: Request & { kind: 'createTrip' }): string | null {
  const earlier = earlierRequest(model, request);
  if (earlier) return refuseRepeated(earlier, request);
  if (request.departure <= model.now) return describeRefusal('BAD_USER_INPUT', { field: 'departureTime' });
  if (request.vehicleId === 'v_unknown') return describeRefusal('NOT_FOUND', { field: 'vehicleId' });
  if (!request.vehicleId.endsWith(request.actor) || request.vehicleId.includes('inactive'))
    return describeRefusal('VEHICLE_NOT_USABLE');
  return request.totalSeats > vehicleSeats ? describeRefusal('BAD_USER_INPUT', { field: 'totalSeats' }) : null;
}

function refuseBook(model: Model, observed: Observed, request: BookRequest, outcome: Outcome): string | null {
  const { actor } = request;
  const isAdmin = actor === people.admin;
  const invalid = invalidSeats(request, isAdmin);
  if (invalid) return describeRefusal('BAD_USER_INPUT', { field: invalid });
  if (isAdmin && request.passengerId === null) return describeRefusal('BAD_USER_INPUT', { field: 'passengerId' });
  if (!isAdmin && request.passengerId !== null && request.passengerId !== actor) return describeRefusal('FORBIDDEN');
  const passengerId = request.passengerId ?? actor;
  const earlier = earlierRequest(model, request);
  if (earlier) return refuseRepeated(earlier, request);
  if (isAdmin && passengerId === people.unknownPassenger) return describeRefusal('NOT_FOUND', { field: 'passengerId' });
  if (isAdmin && passengerId === people.deactivatedPassenger) return describeRefusal('ACCOUNT_INACTIVE');
  const unbookable = refuseSeats(model, request);
  if (unbookable) return unbookable;
  const isLimited = !isAdmin && model.exceedsLimits(request.tripId, passengerId, countOf(request));
  const mayExceed = observed.concurrentPassengers.has(passengerId) && !('refused' in outcome);
  return isLimited && !mayExceed ? describeRefusal('RATE_LIMITED') : null;
}

/** The field whose value is invalid on any trip. */
function invalidSeats({ seats }: BookRequest, isAdmin: boolean): string | null {
  if (typeof seats === 'number') return seats < 1 || (seats > 10 && !isAdmin) ? 'seatCount' : null;
  return areInvalid(seats) ? 'seatNumbers' : null;
}

const areInvalid = (seats: number[]): boolean =>
  seats.length === 0 || new Set(seats).size < seats.length || seats.some((seat) => seat < 1);

function refuseBlocking(model: Model, request: Request & { kind: 'blockSeats' | 'unblockSeats' }): string | null {
  const { kind, tripId, seats } = request;
  const badSeats = describeRefusal('BAD_USER_INPUT', { field: 'seatNumbers' });
  if (areInvalid(seats)) return badSeats;
  const refusal = refuseTripChange(model, request, 'SCHEDULED', 'SCHEDULED');
  const trip = model.trips.get(tripId);
  const isTheirs = !refusal?.startsWith('FORBIDDEN');
  if (trip && isTheirs && seats.some((seat) => seat > trip.totalSeats)) return badSeats;
  if (refusal || kind === 'unblockSeats') return refusal;
  const booked = model.bookedSeatsOf(tripId).filter((seat) => seats.includes(seat));
  return booked.length > 0 ? describeRefusal('SEAT_TAKEN', { seatNumbers: booked }) : null;
}

function refuseSeats(model: Model, { tripId, seats }: BookRequest): string | null {
  const trip = model.trips.get(tripId);
  if (!trip) return describeRefusal('NOT_FOUND', { field: 'tripId' });
  const numbers = typeof seats === 'number' ? [] : seats;
  if (numbers.some((seat) => seat > trip.totalSeats))
    return describeRefusal('BAD_USER_INPUT', { field: 'seatNumbers' });
  const reason = model.unbookable(trip);
  if (reason) return describeRefusal('TRIP_NOT_BOOKABLE', { reason });
  const unavailable = model.takenSeatsOf(tripId);
  const taken = numbers.filter((seat) => unavailable.includes(seat)).sort((a, b) => a - b);
  const tooFew = typeof seats === 'number' && model.availableSeats(trip) < seats;
  return tooFew || taken.length > 0 ? describeRefusal('SEAT_TAKEN', { seatNumbers: taken }) : null;
}

function refuseJoin(model: Model, request: Request & { kind: 'joinWaitlist' }): string | null {
  const { tripId, count } = request;
  const badCount = describeRefusal('BAD_USER_INPUT', { field: 'seatCount' });
  if (count < 1 || count > 10) return badCount;
  const earlier = earlierRequest(model, request);
  if (earlier) return refuseRepeated(earlier, request);
  const trip = model.trips.get(tripId);
  if (!trip) return describeRefusal('NOT_FOUND', { field: 'tripId' });
  if (count > trip.totalSeats) return badCount;
  const reason = model.unbookable(trip);
  return reason ? describeRefusal('TRIP_NOT_BOOKABLE', { reason }) : null;
}

function refuseLeave(model: Model, { tripId, actor }: Request & { kind: 'leaveWaitlist' }): string | null {
  const entry = newestEntryOf(model, tripId, actor);
  if (!entry) return describeRefusal('NOT_FOUND', { field: 'tripId' });
  if (entry.status === 'WAITING' || entry.status === 'LEFT') return null;
  return describeRefusal('INVALID_TRANSITION', { from: entry.status, to: 'LEFT' });
}

/** The last entry of a passenger on a trip: each takes a later turn than those before it. */
export function newestEntryOf(model: Model, tripId: string, passengerId: string): ModelEntry | undefined {
  const own = [...model.entries.values()].filter((each) => each.tripId === tripId && each.passengerId === passengerId);
  return own.sort((a, b) => b.turn - a.turn)[0];
}

function refuseBookingChange(model: Model, { kind, actor, bookingId }: Request & { bookingId: string }): string | null {
  const booking = model.bookings.get(bookingId);
  if (!booking) return describeRefusal('NOT_FOUND', { field: 'bookingId' });
  const trip = model.requireTrip(booking.tripId);
  const manages = actor === people.admin || actor === trip.driverId;
  if (!manages && (kind === 'confirmBooking' || actor !== booking.passengerId)) return describeRefusal('FORBIDDEN');
  const from = kind === 'confirmBooking' ? ['PENDING'] : ['PENDING', 'CONFIRMED'];
  if (from.includes(booking.status) && trip.status === 'SCHEDULED') return null;
  const to = kind === 'confirmBooking' ? 'CONFIRMED' : 'CANCELLED';
  return describeRefusal('INVALID_TRANSITION', { from: booking.status, to });
}

function refuseTripChange(
  model: Model,
  { actor, tripId }: { actor: string; tripId: string },
  from: string,
  to: string,
): string | null {
  const trip = model.trips.get(tripId);
  if (!trip) return describeRefusal('NOT_FOUND', { field: 'tripId' });
  if (actor !== people.admin && actor !== trip.driverId) return describeRefusal('FORBIDDEN');
  return trip.status === from ? null : describeRefusal('INVALID_TRANSITION', { from: trip.status, to });
}

function refuseUpdate(model: Model, request: Request & { kind: 'updateTrip' }): string | null {
  const { departure, totalSeats } = request.update;
  if (departure !== undefined && departure <= model.now)
    return describeRefusal('BAD_USER_INPUT', { field: 'departureTime' });
  const refusal = refuseTripChange(model, request, 'SCHEDULED', 'SCHEDULED');
  if (refusal) return refusal;
  const highest = Math.max(0, ...model.takenSeatsOf(request.tripId));
  const fits = totalSeats === undefined || (totalSeats >= highest && totalSeats <= vehicleSeats);
  return fits ? null : describeRefusal('BAD_USER_INPUT', { field: 'totalSeats' });
}

/** The earlier request with the same idempotency key. */
export function earlierRequest(model: Model, request: Request & { key: string | null }): ModelKey | undefined {
  return request.key === null ? undefined : model.keys.get(keyOf(request, request.key));
}

const refuseRepeated = (earlier: ModelKey, request: Request): string | null =>
  earlier.input === inputOf(request) ? null : describeRefusal('IDEMPOTENCY_CONFLICT');

export const keyOf = ({ kind, actor }: Request, key: string): string => `${actor} ${kind} ${key}`;

/** The input that repeated requests have to share. */
export function inputOf(request: Request): string {
  if (request.kind !== 'bookSeats') return JSON.stringify({ ...request, key: null });
  const { tripId, seats, passengerId, actor } = request;
  return JSON.stringify([
    tripId,
    typeof seats === 'number' ? seats : seats.toSorted((a, b) => a - b),
    passengerId ?? actor,
  ]);
}
