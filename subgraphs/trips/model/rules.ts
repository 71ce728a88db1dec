import {
  type Asked,
  approvalMinutes,
  cities,
  type Outcome,
  people,
  type Told,
  type TripChange,
  vehicleSeats,
} from './actions.ts';
import type { Model, ModelBooking, ModelTrip } from './model.ts';

/** What of an observed round the model is held against. */
export interface Observed {
  /** The events of each trip, in their order. */
  events: ReadonlyMap<string, readonly Told[]>;
  /** The passengers whom several of the round's requests book for: their limits may be overshot. */
  crowded: ReadonlySet<string>;
}

/** The order that is being tried does not explain what was observed. */
export class Unexplained extends Error {}

const roleOf = (id: string) => ({ d: 'driver', p: 'passenger', a: 'admin' })[id[0] ?? ''] ?? 'system';
const iso = (instant: number) => new Date(instant).toISOString();

/** The steps of trips and bookings as the domain's tables have them, told anew: nothing here is the domain's code. */
export class Rules {
  readonly #model: Model;
  readonly #observed: Observed;

  constructor(model: Model, observed: Observed) {
    this.#model = model;
    this.#observed = observed;
  }

  /** Lets a request have its effect on the model. Throws Unexplained where it would have ended otherwise. */
  ask(asked: Asked, outcome: Outcome): void {
    const expected = this.#refusalOf(asked, outcome);
    if (expected) {
      if (!('refused' in outcome) || expected !== refusal(outcome.refused, outcome.details))
        throw new Unexplained(`${asked.kind}: ${expected}`);
      return;
    }
    if ('refused' in outcome) throw new Unexplained(`${asked.kind} would not have been refused`);
    this.#carryOut(asked, outcome.ids);
  }

  /** Expires what is due on a trip. Returns how many events that tells. */
  expire(tripId: string): number {
    const trip = this.#trip(tripId);
    const due = this.#model
      .bookingsOf(tripId, 'PENDING')
      .filter(
        ({ bookedAt }) => bookedAt + approvalMinutes * 60_000 <= this.#model.now || trip.departure <= this.#model.now,
      );
    if (trip.status === 'SCHEDULED') this.#cancelBookings(due, 'system', 'EXPIRED', null);
    return trip.status === 'SCHEDULED' ? due.length : 0;
  }

  remind(tripId: string): number {
    const trip = this.#trip(tripId);
    const ahead = trip.departure - this.#model.now;
    if (trip.status !== 'SCHEDULED' || trip.remindedAt !== null || ahead <= 0 || ahead > 3_600_000) return 0;
    this.#model.trips.set(tripId, { ...trip, remindedAt: this.#model.now });
    const confirmed = this.#model.bookingsOf(tripId, 'CONFIRMED');
    this.#tellTrip(tripId, 'trip-reminder-due', 'system', { passengerIds: passengersOf(confirmed) });
    return 1;
  }

  cancelForDriver(tripId: string): number {
    const trip = this.#trip(tripId);
    if (trip.status !== 'SCHEDULED') return 0;
    const active = this.#active(tripId);
    this.#cancelTrip(trip, 'system', null);
    return active.length + 1;
  }

  cancelForPassenger(tripId: string, passengerId: string): number {
    const trip = this.#trip(tripId);
    if (trip.status !== 'SCHEDULED') return 0;
    const theirs = this.#active(tripId).filter((booking) => booking.passengerId === passengerId);
    this.#cancelBookings(theirs, 'system', 'ACCOUNT_DELETED', null);
    return theirs.length;
  }

  /** A refusal as `CODE {details}`, or null. */
  #refusalOf(asked: Asked, outcome: Outcome): string | null {
    switch (asked.kind) {
      case 'createTrip':
        return this.#againstCreate(asked);
      case 'bookSeats':
        return this.#againstBook(asked, outcome);
      case 'confirmBooking':
      case 'cancelBooking':
        return this.#againstBookingStep(asked);
      case 'updateTrip':
        return this.#againstUpdate(asked);
      default: {
        const from = asked.kind === 'completeTrip' ? 'STARTED' : 'SCHEDULED';
        return this.#againstTripStep(asked, from, targets[asked.kind]);
      }
    }
  }

  #againstCreate(asked: Asked & { kind: 'createTrip' }): string | null {
    const prior = this.#prior(asked);
    if (prior) return prior.input === inputOf(asked) ? null : refusal('IDEMPOTENCY_CONFLICT');
    if (asked.departure <= this.#model.now) return refusal('BAD_USER_INPUT', { field: 'departureTime' });
    if (asked.vehicleId === 'v_unknown') return refusal('NOT_FOUND', { field: 'vehicleId' });
    if (!asked.vehicleId.endsWith(asked.actor) || asked.vehicleId.includes('unusable'))
      return refusal('VEHICLE_NOT_USABLE');
    return asked.totalSeats > vehicleSeats ? refusal('BAD_USER_INPUT', { field: 'totalSeats' }) : null;
  }

  #againstBook(asked: Asked & { kind: 'bookSeats' }, outcome: Outcome): string | null {
    const { actor, seats, tripId } = asked;
    const isAdmin = actor === people.admin;
    const badSeats = seats.length === 0 || new Set(seats).size < seats.length || seats.some((seat) => seat < 1);
    if (badSeats) return refusal('BAD_USER_INPUT', { field: 'seatNumbers' });
    if (isAdmin && asked.passengerId === null) return refusal('BAD_USER_INPUT', { field: 'passengerId' });
    if (!isAdmin && asked.passengerId !== null && asked.passengerId !== actor) return refusal('FORBIDDEN');
    const passengerId = asked.passengerId ?? actor;
    const prior = this.#prior(asked);
    if (prior) return prior.input === inputOf(asked) ? null : refusal('IDEMPOTENCY_CONFLICT');
    if (isAdmin && passengerId === people.unknownPassenger) return refusal('NOT_FOUND', { field: 'passengerId' });
    if (isAdmin && passengerId === people.deactivatedPassenger) return refusal('ACCOUNT_INACTIVE');

    const trip = this.#model.trips.get(tripId);
    if (!trip) return refusal('NOT_FOUND', { field: 'tripId' });
    if (seats.some((seat) => seat > trip.totalSeats)) return refusal('BAD_USER_INPUT', { field: 'seatNumbers' });
    if (trip.status !== 'SCHEDULED') return refusal('TRIP_NOT_BOOKABLE', { reason: trip.status });
    if (trip.departure <= this.#model.now) return refusal('TRIP_NOT_BOOKABLE', { reason: 'DEPARTED' });
    const held = this.#model.bookingsOf(tripId, 'PENDING', 'CONFIRMED', 'COMPLETED').map(({ seat }) => seat);
    const taken = seats.filter((seat) => held.includes(seat)).sort((a, b) => a - b);
    if (taken.length > 0) return refusal('SEAT_TAKEN', { seatNumbers: taken });

    const theirs = [...this.#model.bookings.values()].filter((booking) => booking.passengerId === passengerId);
    const pending = theirs.filter(({ status }) => status === 'PENDING').length;
    const onTrip = this.#active(tripId).filter((booking) => booking.passengerId === passengerId).length;
    const tooMany = !isAdmin && (onTrip + seats.length > 10 || pending + seats.length > 20);
    const overshoots = this.#observed.crowded.has(passengerId) && !('refused' in outcome);
    return tooMany && !overshoots ? refusal('RATE_LIMITED') : null;
  }

  #againstBookingStep({ kind, actor, bookingId }: Asked & { bookingId: string }): string | null {
    const booking = this.#model.bookings.get(bookingId);
    if (!booking) return refusal('NOT_FOUND', { field: 'bookingId' });
    const trip = this.#trip(booking.tripId);
    const manages = actor === people.admin || actor === trip.driverId;
    if (!manages && (kind === 'confirmBooking' || actor !== booking.passengerId)) return refusal('FORBIDDEN');
    const from = kind === 'confirmBooking' ? ['PENDING'] : ['PENDING', 'CONFIRMED'];
    if (from.includes(booking.status) && trip.status === 'SCHEDULED') return null;
    const to = kind === 'confirmBooking' ? 'CONFIRMED' : 'CANCELLED';
    return refusal('INVALID_TRANSITION', { from: booking.status, to });
  }

  #againstTripStep({ actor, tripId }: { actor: string; tripId: string }, from: string, to: string): string | null {
    const trip = this.#model.trips.get(tripId);
    if (!trip) return refusal('NOT_FOUND', { field: 'tripId' });
    if (actor !== people.admin && actor !== trip.driverId) return refusal('FORBIDDEN');
    return trip.status === from ? null : refusal('INVALID_TRANSITION', { from: trip.status, to });
  }

  #againstUpdate(asked: Asked & { kind: 'updateTrip' }): string | null {
    const { departure, totalSeats } = asked.change;
    if (departure !== undefined && departure <= this.#model.now)
      return refusal('BAD_USER_INPUT', { field: 'departureTime' });
    const against = this.#againstTripStep(asked, 'SCHEDULED', 'SCHEDULED');
    if (against) return against;
    const highest = Math.max(0, ...this.#active(asked.tripId).map(({ seat }) => seat));
    const fits = totalSeats === undefined || (totalSeats >= highest && totalSeats <= vehicleSeats);
    return fits ? null : refusal('BAD_USER_INPUT', { field: 'totalSeats' });
  }

  #carryOut(asked: Asked, ids: string[]): void {
    if (asked.kind === 'createTrip') this.#create(asked, ids);
    else if (asked.kind === 'bookSeats') this.#book(asked, ids);
    else if (asked.kind === 'updateTrip') this.#update(asked);
    else if (asked.kind === 'startTrip') this.#start(this.#trip(asked.tripId), asked.actor);
    else if (asked.kind === 'completeTrip') this.#complete(this.#trip(asked.tripId), asked.actor);
    else if (asked.kind === 'cancelTrip') this.#cancelTrip(this.#trip(asked.tripId), asked.actor, 'a sandstorm');
    else if ('bookingId' in asked) this.#stepOfBooking(asked);
  }

  #create(asked: Asked & { kind: 'createTrip' }, ids: string[]): void {
    if (this.#isRepeated(asked, ids)) return;
    const [id = ''] = ids;
    const { actor: driverId, vehicleId, departure, totalSeats, price, stops } = asked;
    const plain = { id, driverId, vehicleId, departure, totalSeats, price, stops };
    this.#model.trips.set(id, { ...plain, status: 'SCHEDULED', description: null, remindedAt: null });
    this.#tellTrip(id, 'trip-created', driverId, {});
  }

  #book(asked: Asked & { kind: 'bookSeats' }, ids: string[]): void {
    if (this.#isRepeated(asked, ids)) return;
    const trip = this.#trip(asked.tripId);
    const seats = asked.seats.toSorted((a, b) => a - b);
    if (ids.length !== seats.length) throw new Unexplained('another number of bookings');
    for (const [at, seat] of seats.entries()) {
      const booking: ModelBooking = {
        id: ids[at] ?? '',
        tripId: trip.id,
        seat,
        passengerId: asked.passengerId ?? asked.actor,
        status: 'PENDING',
        price: trip.price,
        bookedAt: this.#model.now,
        confirmedAt: null,
        cancelledAt: null,
        reason: null,
      };
      this.#model.bookings.set(booking.id, booking);
      this.#tellBooking(booking, 'booking-requested', asked.actor);
    }
  }

  #update({ tripId, actor, change }: Asked & { kind: 'updateTrip' }): void {
    const trip = this.#trip(tripId);
    const changed = changesOf(trip, change);
    if (changed.length === 0) return;
    const { departure = trip.departure, price = trip.price, totalSeats = trip.totalSeats, stops = trip.stops } = change;
    const description = change.description === undefined ? trip.description : change.description;
    const remindedAt = departure === trip.departure ? trip.remindedAt : null;
    this.#model.trips.set(tripId, { ...trip, departure, price, totalSeats, stops, description, remindedAt });
    this.#tellTrip(tripId, 'trip-updated', actor, { passengerIds: passengersOf(this.#active(tripId)), changed });
  }

  #start(trip: ModelTrip, actor: string): void {
    const passengerIds = passengersOf(this.#active(trip.id));
    this.#cancelBookings(this.#model.bookingsOf(trip.id, 'PENDING'), actor, 'TRIP_STARTED', null);
    this.#model.trips.set(trip.id, { ...trip, status: 'STARTED' });
    this.#tellTrip(trip.id, 'trip-started', actor, { passengerIds });
  }

  #complete(trip: ModelTrip, actor: string): void {
    const confirmed = this.#model.bookingsOf(trip.id, 'CONFIRMED');
    for (const booking of confirmed) this.#change(booking, { status: 'COMPLETED' }, 'booking-completed', actor);
    this.#model.trips.set(trip.id, { ...trip, status: 'COMPLETED' });
    this.#tellTrip(trip.id, 'trip-completed', actor, { passengerIds: passengersOf(confirmed) });
  }

  #cancelTrip(trip: ModelTrip, actor: string, reason: string | null): void {
    const active = this.#active(trip.id);
    this.#cancelBookings(active, actor, 'TRIP_CANCELLED', reason);
    this.#model.trips.set(trip.id, { ...trip, status: 'CANCELLED' });
    const passengerIds = passengersOf(active);
    this.#tellTrip(trip.id, 'trip-cancelled', actor, { passengerIds, ...(reason === null ? {} : { reason }) });
  }

  #stepOfBooking({ kind, actor, bookingId }: { kind: string; actor: string; bookingId: string }): void {
    const booking = this.#model.bookings.get(bookingId) as ModelBooking;
    const at = this.#model.now;
    if (kind === 'confirmBooking') {
      this.#change(booking, { status: 'CONFIRMED', confirmedAt: at }, 'booking-confirmed', actor);
    } else {
      this.#change(booking, { status: 'CANCELLED', cancelledAt: at }, 'booking-cancelled', actor);
    }
  }

  #cancelBookings(bookings: ModelBooking[], actor: string, cause: string, reason: string | null): void {
    for (const booking of bookings) {
      const cancelled = { status: 'CANCELLED', cancelledAt: this.#model.now, reason } as const;
      this.#change(booking, cancelled, 'booking-cancelled', actor, { cause });
    }
  }

  #change(booking: ModelBooking, to: Partial<ModelBooking>, type: string, actor: string, facts: object = {}): void {
    const changed = { ...booking, ...to };
    this.#model.bookings.set(booking.id, changed);
    this.#tellBooking(changed, type, actor, facts);
  }

  /** Whether the key was used before, so that nothing happens but the same answer. */
  #isRepeated(asked: Asked & { key: string | null }, ids: string[]): boolean {
    const prior = this.#prior(asked);
    if (prior && prior.ids.join() !== ids.join()) throw new Unexplained('another answer than the first');
    if (!prior && asked.key !== null) this.#model.keys.set(keyOf(asked, asked.key), { input: inputOf(asked), ids });
    return prior !== undefined;
  }

  #prior(asked: Asked & { key: string | null }) {
    return asked.key === null ? undefined : this.#model.keys.get(keyOf(asked, asked.key));
  }

  #tellTrip(tripId: string, type: string, actor: string, facts: object): void {
    const { driverId, departure, price, status } = this.#trip(tripId);
    this.#tell(tripId, type, {
      tripId,
      driverId,
      ...cities,
      departureTime: iso(departure),
      price,
      status,
      actor: { id: actor, role: roleOf(actor) },
      ...facts,
    });
  }

  #tellBooking({ id, tripId, seat, passengerId, status }: ModelBooking, type: string, actor: string, facts = {}): void {
    const { driverId, departure } = this.#trip(tripId);
    this.#tell(tripId, type, {
      bookingId: id,
      tripId,
      driverId,
      passengerId,
      seatNumber: seat,
      status,
      ...cities,
      departureTime: iso(departure),
      actor: { id: actor, role: roleOf(actor) },
      ...facts,
    });
  }

  /** The next event of the trip has to be this one. */
  #tell(tripId: string, name: string, data: Record<string, unknown>): void {
    const at = this.#model.told.get(tripId) ?? 0;
    const told = this.#observed.events.get(tripId)?.[at];
    const expected = { type: `trips.${name}.v1`, data };
    if (!told || canonical(told) !== canonical(expected)) {
      throw new Unexplained(`expected ${canonical(expected)}, told ${told ? canonical(told) : 'nothing'}`);
    }
    this.#model.told.set(tripId, at + 1);
  }

  #trip(tripId: string): ModelTrip {
    const trip = this.#model.trips.get(tripId);
    if (!trip) throw new Unexplained(`no trip ${tripId} yet`);
    return trip;
  }

  #active(tripId: string): ModelBooking[] {
    return this.#model.bookingsOf(tripId, 'PENDING', 'CONFIRMED');
  }
}

const targets = { startTrip: 'STARTED', completeTrip: 'COMPLETED', cancelTrip: 'CANCELLED' } as const;

function changesOf(trip: ModelTrip, change: TripChange): string[] {
  const changed: string[] = [];
  if (change.departure !== undefined && change.departure !== trip.departure) changed.push('departureTime');
  if (change.description !== undefined && change.description !== trip.description) changed.push('description');
  if (change.price !== undefined && change.price !== trip.price) changed.push('price');
  if (change.totalSeats !== undefined && change.totalSeats !== trip.totalSeats) changed.push('totalSeats');
  if (change.stops !== undefined && String(change.stops) !== String(trip.stops)) changed.push('stops');
  return changed;
}

const refusal = (code: string, details: Record<string, unknown> = {}): string => `${code} ${JSON.stringify(details)}`;
const passengersOf = (bookings: ModelBooking[]): string[] => [
  ...new Set(bookings.map(({ passengerId }) => passengerId)),
];
const keyOf = ({ kind, actor }: Asked, key: string): string => `${actor} ${kind} ${key}`;

/** What of a request makes it the same one. */
function inputOf(asked: Asked): string {
  if (asked.kind !== 'bookSeats') return JSON.stringify({ ...asked, key: null });
  const { tripId, seats, passengerId, actor } = asked;
  return JSON.stringify([tripId, seats.toSorted((a, b) => a - b), passengerId ?? actor]);
}

/** JSON with the keys of every object in one order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    each && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
