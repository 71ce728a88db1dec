import { approvalMinutes, type Outcome, type Request, type TripUpdate } from './actions.ts';
import { chosenSeats } from './chosen-seats.ts';
import { ExpectedEvents } from './expected-events.ts';
import { countOf, describeRefusal, earlierRequest, expectedRefusal, inputOf, keyOf } from './expected-refusals.ts';
import type { Model, ModelBooking, ModelTrip } from './model.ts';
import { type Observed, UnexplainedError } from './observed.ts';
import { WaitlistRules } from './waitlist-rules.ts';

/** The rules of trips and bookings, applied to a model. They share no code with the domain. */
export class Rules {
  readonly #model: Model;
  readonly #observed: Observed;
  readonly #events: ExpectedEvents;
  readonly #waitlist: WaitlistRules;

  constructor(model: Model, observed: Observed) {
    this.#model = model;
    this.#observed = observed;
    this.#events = new ExpectedEvents(model, observed);
    this.#waitlist = new WaitlistRules(model, observed, this.#events);
  }

  /** Applies a request to the model. Throws UnexplainedError when the rules demand another outcome. */
  apply(request: Request, outcome: Outcome): void {
    const refusal = expectedRefusal(this.#model, this.#observed, request, outcome);
    if (refusal) {
      if (!('refused' in outcome) || refusal !== describeRefusal(outcome.refused, outcome.details))
        throw new UnexplainedError(`${request.kind}: expected ${refusal}`);
      return;
    }
    if ('refused' in outcome) throw new UnexplainedError(`${request.kind}: expected no refusal`);
    this.#accept(request, outcome.ids);
  }

  /** Expires the overdue bookings of a trip. Returns the number of bookings. */
  expire(tripId: string): number {
    const trip = this.#model.requireTrip(tripId);
    const { now } = this.#model;
    const overdue = this.#model
      .bookingsOf(tripId, 'PENDING')
      .filter(({ bookedAt }) => bookedAt + approvalMinutes * 60_000 <= now || trip.departure <= now);
    if (trip.status !== 'SCHEDULED') return 0;
    this.#cancelBookings(overdue, 'system', 'EXPIRED', null);
    if (overdue.length > 0) this.#waitlist.bookWaiting(tripId);
    return overdue.length;
  }

  /** Sends a reminder if it is due. Returns the number of events. */
  remind(tripId: string): number {
    const trip = this.#model.requireTrip(tripId);
    const ahead = trip.departure - this.#model.now;
    if (trip.status !== 'SCHEDULED' || trip.remindedAt !== null || ahead <= 0 || ahead > 3_600_000) return 0;
    this.#model.trips.set(tripId, { ...trip, remindedAt: this.#model.now });
    const confirmed = this.#model.bookingsOf(tripId, 'CONFIRMED');
    this.#events.ofTrip(tripId, 'trip-reminder-due', 'system', { passengerIds: passengerIdsOf(confirmed) });
    return 1;
  }

  /** Cancels a trip of a closed driver account. Returns the number of events. */
  cancelForDriver(tripId: string): number {
    const trip = this.#model.requireTrip(tripId);
    if (trip.status !== 'SCHEDULED') return 0;
    const active = this.#model.activeBookingsOf(tripId);
    this.#cancelTrip(trip, 'system', null);
    return active.length + 1;
  }

  /** Cancels the bookings of a closed passenger account. Returns the number of bookings. */
  cancelForPassenger(tripId: string, passengerId: string): number {
    const trip = this.#model.requireTrip(tripId);
    if (trip.status !== 'SCHEDULED') return 0;
    const own = this.#model.activeBookingsOf(tripId).filter((booking) => booking.passengerId === passengerId);
    this.#cancelBookings(own, 'system', 'ACCOUNT_DELETED', null);
    if (own.length > 0) this.#waitlist.bookWaiting(tripId);
    return own.length;
  }

  /** Sweeps the waiting list of a trip. Returns whether that changed anything. */
  sweep(tripId: string): boolean {
    return this.#waitlist.sweep(tripId);
  }

  /** Ends the waiting entry of a closed passenger account. Returns whether there was one. */
  endEntry(tripId: string, passengerId: string): boolean {
    return this.#waitlist.endEntry(tripId, passengerId);
  }

  #accept(request: Request, ids: string[]): void {
    if (request.kind === 'createTrip') this.#create(request, ids);
    else if (request.kind === 'bookSeats') this.#book(request, ids);
    else if (request.kind === 'updateTrip') this.#update(request);
    else if (request.kind === 'startTrip') this.#start(this.#model.requireTrip(request.tripId), request.actor);
    else if (request.kind === 'completeTrip') this.#complete(this.#model.requireTrip(request.tripId), request.actor);
    else if (request.kind === 'cancelTrip')
      this.#cancelTrip(this.#model.requireTrip(request.tripId), request.actor, 'a sandstorm');
    else if (request.kind === 'blockSeats' || request.kind === 'unblockSeats') this.#block(request);
    else if (request.kind === 'joinWaitlist') this.#join(request, ids);
    else if (request.kind === 'leaveWaitlist') this.#waitlist.leave(request);
    else if ('bookingId' in request) this.#changeStatus(request);
  }

  #create(request: Request & { kind: 'createTrip' }, ids: string[]): void {
    if (this.#isRepeated(request, ids)) return;
    const [id = ''] = ids;
    const { actor: driverId, vehicleId, departure, totalSeats, price, stops, bookingApproval } = request;
    const columns = { id, driverId, vehicleId, departure, totalSeats, price, stops, bookingApproval };
    this.#model.trips.set(id, { ...columns, status: 'SCHEDULED', description: null, remindedAt: null });
    this.#events.ofTrip(id, 'trip-created', driverId, {});
  }

  #book(request: Request & { kind: 'bookSeats' }, ids: string[]): void {
    if (this.#isRepeated(request, ids)) return;
    const trip = this.#model.requireTrip(request.tripId);
    const count = countOf(request);
    if (ids.length !== count) throw new UnexplainedError(`${ids.length} bookings for ${count} seats`);
    const seats =
      typeof request.seats === 'number'
        ? chosenSeats(this.#model, this.#observed, trip, ids)
        : request.seats.toSorted((a, b) => a - b);
    for (const [at, seat] of seats.entries()) {
      const booking: ModelBooking = {
        id: ids[at] ?? '',
        tripId: trip.id,
        seat,
        passengerId: request.passengerId ?? request.actor,
        status: 'PENDING',
        price: trip.price,
        bookedAt: this.#model.now,
        confirmedAt: null,
        cancelledAt: null,
        reason: null,
      };
      this.#model.bookings.set(booking.id, booking);
      if (trip.bookingApproval === 'DRIVER') {
        this.#events.ofBooking(booking, 'booking-requested', request.actor);
        continue;
      }
      const atOnce = { approval: 'INSTANT' };
      this.#events.ofBooking(booking, 'booking-requested', request.actor, atOnce);
      const confirmed = { status: 'CONFIRMED', confirmedAt: booking.bookedAt } as const;
      this.#change(booking, confirmed, 'booking-confirmed', request.actor, atOnce);
    }
  }

  #join(request: Request & { kind: 'joinWaitlist' }, ids: string[]): void {
    if (!this.#isRepeated(request, ids)) this.#waitlist.join(request, ids[0] ?? '');
  }

  #update({ tripId, actor, update }: Request & { kind: 'updateTrip' }): void {
    const trip = this.#model.requireTrip(tripId);
    const changed = changedFields(trip, update);
    if (changed.length === 0) return;
    const { departure = trip.departure, price = trip.price, totalSeats = trip.totalSeats, stops = trip.stops } = update;
    const { bookingApproval = trip.bookingApproval } = update;
    const description = update.description === undefined ? trip.description : update.description;
    const remindedAt = departure === trip.departure ? trip.remindedAt : null;
    this.#model.trips.set(tripId, {
      ...trip,
      departure,
      price,
      totalSeats,
      stops,
      bookingApproval,
      description,
      remindedAt,
    });
    const passengerIds = passengerIdsOf(this.#model.activeBookingsOf(tripId));
    this.#events.ofTrip(tripId, 'trip-updated', actor, { passengerIds, changed });
    this.#waitlist.bookWaiting(tripId);
  }

  #block({ kind, tripId, actor, seats }: Request & { kind: 'blockSeats' | 'unblockSeats' }): void {
    const before = this.#model.blockedSeatsOf(tripId);
    const others = before.filter((seat) => !seats.includes(seat));
    const after = kind === 'blockSeats' ? [...others, ...seats].sort((a, b) => a - b) : others;
    if (after.length === before.length) return;
    this.#model.blocked.set(tripId, after);
    const passengerIds = passengerIdsOf(this.#model.activeBookingsOf(tripId));
    this.#events.ofTrip(tripId, 'trip-updated', actor, { passengerIds, changed: ['blockedSeats'] });
    if (kind === 'unblockSeats') this.#waitlist.bookWaiting(tripId);
  }

  #start(trip: ModelTrip, actor: string): void {
    const passengerIds = passengerIdsOf(this.#model.activeBookingsOf(trip.id));
    this.#cancelBookings(this.#model.bookingsOf(trip.id, 'PENDING'), actor, 'TRIP_STARTED', null);
    this.#waitlist.endSilently(trip.id);
    this.#model.trips.set(trip.id, { ...trip, status: 'STARTED' });
    this.#events.ofTrip(trip.id, 'trip-started', actor, { passengerIds });
  }

  #complete(trip: ModelTrip, actor: string): void {
    const confirmed = this.#model.bookingsOf(trip.id, 'CONFIRMED');
    for (const booking of confirmed) this.#change(booking, { status: 'COMPLETED' }, 'booking-completed', actor);
    this.#model.trips.set(trip.id, { ...trip, status: 'COMPLETED' });
    this.#events.ofTrip(trip.id, 'trip-completed', actor, { passengerIds: passengerIdsOf(confirmed) });
  }

  #cancelTrip(trip: ModelTrip, actor: string, reason: string | null): void {
    const active = this.#model.activeBookingsOf(trip.id);
    this.#cancelBookings(active, actor, 'TRIP_CANCELLED', reason);
    this.#waitlist.endSilently(trip.id);
    this.#model.trips.set(trip.id, { ...trip, status: 'CANCELLED' });
    const passengerIds = passengerIdsOf(active);
    this.#events.ofTrip(trip.id, 'trip-cancelled', actor, { passengerIds, ...(reason === null ? {} : { reason }) });
  }

  #changeStatus({ kind, actor, bookingId }: { kind: string; actor: string; bookingId: string }): void {
    const booking = this.#model.bookings.get(bookingId) as ModelBooking;
    const { now } = this.#model;
    if (kind === 'confirmBooking') {
      this.#change(booking, { status: 'CONFIRMED', confirmedAt: now }, 'booking-confirmed', actor);
    } else {
      this.#change(booking, { status: 'CANCELLED', cancelledAt: now }, 'booking-cancelled', actor);
      this.#waitlist.bookWaiting(booking.tripId);
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
    this.#events.ofBooking(changed, type, actor, facts);
  }

  /** Whether an earlier request had the same key, so that this one only returns its result. */
  #isRepeated(request: Request & { key: string | null }, ids: string[]): boolean {
    const earlier = earlierRequest(this.#model, request);
    if (earlier && earlier.ids.join() !== ids.join()) throw new UnexplainedError('expected the first result');
    if (!earlier && request.key !== null) {
      this.#model.keys.set(keyOf(request, request.key), { input: inputOf(request), ids });
    }
    return earlier !== undefined;
  }
}

function changedFields(trip: ModelTrip, update: TripUpdate): string[] {
  const changed: string[] = [];
  if (update.departure !== undefined && update.departure !== trip.departure) changed.push('departureTime');
  if (update.description !== undefined && update.description !== trip.description) changed.push('description');
  if (update.price !== undefined && update.price !== trip.price) changed.push('price');
  if (update.totalSeats !== undefined && update.totalSeats !== trip.totalSeats) changed.push('totalSeats');
  if (update.bookingApproval !== undefined && update.bookingApproval !== trip.bookingApproval)
    changed.push('bookingApproval');
  if (update.stops !== undefined && String(update.stops) !== String(trip.stops)) changed.push('stops');
  return changed;
}

const passengerIdsOf = (bookings: ModelBooking[]): string[] => [
  ...new Set(bookings.map(({ passengerId }) => passengerId)),
];
