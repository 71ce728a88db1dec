import fc from 'fast-check';
import type { BookingStatus } from '../entities/seat-booking.ts';
import type { BookingApproval, TripStatus } from '../entities/trip.ts';
import { type Action, inactiveVehicleOf, people, vehicleOf, vehicleSeats } from './actions.ts';
import type { Model } from './model.ts';

/** An action that depends on the trips and bookings that exist when it runs. */
export type Step = (model: Model) => Action;

/** Concurrent steps, or time that passes. */
export type Round = { steps: Step[] } | { minutes: number };

const anyActor = fc.constantFrom(...people.drivers, ...people.passengers, people.admin);
const managers = fc.constantFrom(...people.drivers, people.admin);
const bookingActors = fc.constantFrom(...people.passengers, ...people.passengers, people.admin);
const mostly = (likely: fc.Arbitrary<string>) =>
  fc.oneof({ arbitrary: likely, weight: 9 }, { arbitrary: anyActor, weight: 1 });
const price = fc.constantFrom('50.00', '75.50', '120.00');
const key = fc.option(fc.constantFrom('k1', 'k2'), { freq: 3 });
const minutesAhead = fc.integer({ min: -20, max: 400 });
const stops = fc.array(fc.constantFrom('Taif', 'Rabigh'), { maxLength: 2 });
const bookingApproval = fc.constantFrom<BookingApproval[]>('DRIVER', 'DRIVER', 'INSTANT');
const pick = fc.nat({ max: 30 });

/** Usually selects one of the likely ids, preferably a new one; sometimes any id, or an unknown one. */
function select(likely: readonly string[], all: readonly string[], at: number, prefix: string): string {
  const unknown = `${prefix}_${'9'.repeat(32)}`;
  const ids = at < 22 && likely.length > 0 ? likely : all;
  return at === 30 ? unknown : (ids[ids.length - 1 - (at % Math.max(1, Math.min(ids.length, 9)))] ?? unknown);
}

function tripAt(model: Model, at: number, status: TripStatus = 'SCHEDULED'): string {
  const likely = [...model.trips.values()].filter((trip) => trip.status === status).map(({ id }) => id);
  return select(likely, [...model.trips.keys()], at, 't');
}

function bookingAt(model: Model, at: number, ...statuses: BookingStatus[]): string {
  const likely = [...model.bookings.values()].filter(({ status }) => statuses.includes(status)).map(({ id }) => id);
  return select(likely, [...model.bookings.keys()], at, 'b');
}

const inMinutes = ({ now }: Model, minutes: number) => now + minutes * 60_000;

const createTrip: fc.Arbitrary<Step> = fc
  .record({
    actor: fc.constantFrom(...people.drivers),
    vehicle: fc.constantFrom('own', 'own', 'own', 'own', 'inactive', 'other', 'unknown'),
    minutes: minutesAhead,
    totalSeats: fc.integer({ min: 1, max: vehicleSeats + 1 }),
    price,
    stops,
    bookingApproval,
    key,
  })
  .map(({ vehicle, minutes, ...rest }) => (model) => {
    const otherDriver = rest.actor === 'd_1' ? 'd_2' : 'd_1';
    const vehicles = {
      own: vehicleOf(rest.actor),
      inactive: inactiveVehicleOf(rest.actor),
      other: vehicleOf(otherDriver),
    };
    const vehicleId = vehicle === 'unknown' ? 'v_unknown' : vehicles[vehicle as keyof typeof vehicles];
    return { kind: 'createTrip', vehicleId, departure: inMinutes(model, minutes), ...rest };
  });

const updateTrip: fc.Arbitrary<Step> = fc
  .record({
    actor: mostly(managers),
    trip: pick,
    change: fc.oneof(
      fc.record({ price }),
      fc.record({ totalSeats: fc.integer({ min: 1, max: vehicleSeats + 1 }) }),
      fc.record({ minutes: minutesAhead }),
      fc.record({ description: fc.constantFrom('a note', null) }),
      fc.record({ stops }),
      fc.record({ bookingApproval }),
    ),
  })
  .map(({ actor, trip, change }) => (model) => {
    const update = 'minutes' in change ? { departure: inMinutes(model, change.minutes) } : change;
    return { kind: 'updateTrip', actor, tripId: tripAt(model, trip), update };
  });

/** Usually the trip's driver, who is allowed. */
const usuallyDriver = (model: Model, tripId: string, actor: string, at: number): string =>
  at < 20 ? (model.trips.get(tripId)?.driverId ?? actor) : actor;

const tripStep = (kind: 'startTrip' | 'completeTrip' | 'cancelTrip'): fc.Arbitrary<Step> =>
  fc.record({ actor: mostly(managers), trip: pick, by: pick }).map(({ actor, trip, by }) => (model) => {
    const tripId = tripAt(model, trip, kind === 'completeTrip' ? 'STARTED' : 'SCHEDULED');
    return { kind, actor: usuallyDriver(model, tripId, actor, by), tripId };
  });

const bookSeats: fc.Arbitrary<Step> = fc
  .record({
    actor: bookingActors,
    trip: pick,
    seats: fc.oneof<fc.MaybeWeightedArbitrary<number[] | number>[]>(
      { arbitrary: fc.integer({ min: 1, max: 4 }), weight: 6 },
      { arbitrary: fc.constantFrom(0, 9, 10, 11), weight: 2 },
      { arbitrary: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }), weight: 10 },
      {
        arbitrary: fc.uniqueArray(fc.integer({ min: 1, max: vehicleSeats }), { minLength: 5, maxLength: 9 }),
        weight: 3,
      },
      { arbitrary: fc.constantFrom<number[]>([], [0], [2, 2]), weight: 1 },
    ),
    passenger: fc.constantFrom(...people.passengers, people.deactivatedPassenger, people.unknownPassenger, null),
    forAnother: fc.nat({ max: 11 }),
    key,
  })
  .map(({ actor, trip, seats, passenger, forAnother, key }) => (model) => {
    const passengerId = actor === people.admin || forAnother === 0 ? passenger : null;
    return { kind: 'bookSeats', actor, tripId: tripAt(model, trip), seats, passengerId, key };
  });

/** Books as many free seats as possible. */
const bookFree: fc.Arbitrary<Step> = fc
  .record({ actor: fc.constantFrom(...people.passengers), trip: pick, most: fc.integer({ min: 3, max: 9 }) })
  .map(({ actor, trip, most }) => (model) => {
    const tripId = tripAt(model, trip);
    const taken = model.takenSeatsOf(tripId);
    const total = model.trips.get(tripId)?.totalSeats ?? 1;
    const free = Array.from({ length: total }, (_, at) => at + 1).filter((seat) => !taken.includes(seat));
    return { kind: 'bookSeats', actor, tripId, seats: free.slice(0, most), passengerId: null, key: null };
  });

const seatsToBlock = fc.oneof(
  { arbitrary: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }), weight: 9 },
  { arbitrary: fc.constantFrom<number[]>([], [0], [2, 2], [vehicleSeats + 1]), weight: 1 },
);

const blockingStep = (kind: 'blockSeats' | 'unblockSeats'): fc.Arbitrary<Step> =>
  fc
    .record({ actor: mostly(managers), trip: pick, by: pick, seats: seatsToBlock })
    .map(({ actor, trip, by, seats }) => (model) => {
      const tripId = tripAt(model, trip);
      return { kind, actor: usuallyDriver(model, tripId, actor, by), tripId, seats };
    });

/** Usually a trip with few free seats. */
function fullestTripAt(model: Model, at: number): string {
  const scheduled = [...model.trips.values()].filter(({ status }) => status === 'SCHEDULED');
  const byFreeSeats = scheduled.sort((a, b) => model.availableSeats(a) - model.availableSeats(b));
  return at < 24 ? (byFreeSeats[at % 3]?.id ?? tripAt(model, at)) : tripAt(model, at);
}

const waitlistActors = fc.constantFrom(...people.passengers);

const joinWaitlist: fc.Arbitrary<Step> = fc
  .record({
    actor: waitlistActors,
    trip: pick,
    count: fc.constantFrom(0, 1, 1, 1, 2, 2, 3, 6, 10, 11),
    /** Seats beyond those that are free. */
    missing: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 4 }),
    key,
  })
  .map(({ trip, count, missing, ...rest }) => (model) => {
    const tripId = fullestTripAt(model, trip);
    const found = model.trips.get(tripId);
    const tooMany = found && missing !== null && Math.min(10, found.totalSeats, model.availableSeats(found) + missing);
    return { kind: 'joinWaitlist', tripId, ...rest, count: tooMany || count };
  });

const leaveWaitlist: fc.Arbitrary<Step> = fc
  .record({ actor: waitlistActors, trip: pick, entry: pick })
  .map(({ actor, trip, entry }) => (model) => {
    const waiting = [...model.entries.values()].filter(({ status }) => status === 'WAITING');
    const chosen = entry < 22 ? waiting[entry % Math.max(1, waiting.length)] : undefined;
    if (chosen) return { kind: 'leaveWaitlist', actor: chosen.passengerId, tripId: chosen.tripId };
    return { kind: 'leaveWaitlist', actor, tripId: tripAt(model, trip) };
  });

/** Frees seats of a trip for which passengers wait. */
const freeWaited: fc.Arbitrary<Step> = fc
  .record({ entry: pick, booking: pick, way: fc.constantFrom('cancel', 'cancel', 'unblock', 'add') })
  .map(({ entry, booking, way }) => (model) => {
    const waiting = [...model.entries.values()].filter(({ status }) => status === 'WAITING');
    const tripId = waiting[entry % Math.max(1, waiting.length)]?.tripId ?? tripAt(model, entry);
    const actor = people.admin;
    const seats = [...model.blockedSeatsOf(tripId)];
    if (way === 'unblock' && seats.length > 0) return { kind: 'unblockSeats', actor, tripId, seats };
    const totalSeats = (model.trips.get(tripId)?.totalSeats ?? 0) + 3;
    if (way === 'add' && totalSeats <= vehicleSeats)
      return { kind: 'updateTrip', actor, tripId, update: { totalSeats } };
    const active = model.activeBookingsOf(tripId);
    const bookingId = active[booking % Math.max(1, active.length)]?.id ?? bookingAt(model, booking, 'PENDING');
    return { kind: 'cancelBooking', actor, bookingId };
  });

const bookingStep = (kind: 'confirmBooking' | 'cancelBooking'): fc.Arbitrary<Step> =>
  fc.record({ actor: anyActor, booking: pick, by: pick }).map(({ actor, booking, by }) => (model) => {
    const bookingId = bookingAt(model, booking, 'PENDING', kind === 'cancelBooking' ? 'CONFIRMED' : 'PENDING');
    const tripId = model.bookings.get(bookingId)?.tripId ?? '';
    return { kind, actor: usuallyDriver(model, tripId, actor, by), bookingId };
  });

const job: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.constant<Step>(() => ({ kind: 'expireBookings' })), weight: 5 },
  { arbitrary: fc.constant<Step>(() => ({ kind: 'remindOfTrips' })), weight: 5 },
  { arbitrary: fc.constant<Step>(() => ({ kind: 'sweepWaitlists' })), weight: 5 },
  fc.constantFrom(...people.drivers).map(
    (driverId): Step =>
      () => ({ kind: 'closeDriver', driverId }),
  ),
  fc.constantFrom(...people.passengers).map(
    (passengerId): Step =>
      () => ({ kind: 'closePassenger', passengerId }),
  ),
);

/** Names the step in a counterexample. The error shows the action. */
const named = (name: string, arbitrary: fc.Arbitrary<Step>): fc.Arbitrary<Step> =>
  arbitrary.map((step) => Object.assign(step, { [fc.toStringMethod]: () => name }));

const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: named('bookSeats', bookSeats), weight: 8 },
  { arbitrary: named('bookSeats', bookFree), weight: 3 },
  { arbitrary: named('confirmBooking', bookingStep('confirmBooking')), weight: 3 },
  { arbitrary: named('cancelBooking', bookingStep('cancelBooking')), weight: 3 },
  { arbitrary: named('updateTrip', updateTrip), weight: 3 },
  { arbitrary: named('createTrip', createTrip), weight: 2 },
  { arbitrary: named('joinWaitlist', joinWaitlist), weight: 4 },
  { arbitrary: named('leaveWaitlist', leaveWaitlist), weight: 1 },
  { arbitrary: named('freeWaited', freeWaited), weight: 3 },
  { arbitrary: named('blockSeats', blockingStep('blockSeats')), weight: 2 },
  { arbitrary: named('unblockSeats', blockingStep('unblockSeats')), weight: 1 },
  { arbitrary: named('startTrip', tripStep('startTrip')), weight: 1 },
  { arbitrary: named('completeTrip', tripStep('completeTrip')), weight: 2 },
  { arbitrary: named('cancelTrip', tripStep('cancelTrip')), weight: 1 },
  { arbitrary: named('job', job), weight: 3 },
);

const round: fc.Arbitrary<Round> = fc.oneof(
  { arbitrary: fc.record({ minutes: fc.constantFrom(5, 45, 90, 181) }), weight: 1 },
  { arbitrary: fc.array(step, { minLength: 1, maxLength: 1 }).map((steps) => ({ steps })), weight: 2 },
  { arbitrary: fc.array(step, { minLength: 4, maxLength: 6 }).map((steps) => ({ steps })), weight: 3 },
);

const countSteps = (rounds: readonly Round[]): number =>
  rounds.reduce((sum, each) => sum + ('steps' in each ? each.steps.length : 0), 0);

/** At least twenty steps, in rounds of one step or of four to six concurrent ones. */
export const sequences: fc.Arbitrary<Round[]> = fc
  .array(round, { minLength: 5, maxLength: 9, size: 'max' })
  .filter((rounds) => countSteps(rounds) >= 20);
