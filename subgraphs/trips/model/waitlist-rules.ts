import type { Request } from './actions.ts';
import { chosenSeats } from './chosen-seats.ts';
import type { ExpectedEvents } from './expected-events.ts';
import { newestEntryOf } from './expected-refusals.ts';
import type { Model, ModelBooking, ModelEntry, ModelTrip } from './model.ts';
import { type Observed, UnexplainedError } from './observed.ts';

/** The rules of waiting lists, applied to a model. */
export class WaitlistRules {
  readonly #model: Model;
  readonly #observed: Observed;
  readonly #events: ExpectedEvents;

  constructor(model: Model, observed: Observed, events: ExpectedEvents) {
    this.#model = model;
    this.#observed = observed;
    this.#events = events;
  }

  join({ tripId, actor, count }: Request & { kind: 'joinWaitlist' }, id: string): void {
    const waiting = this.#model.waitingOn(tripId).find(({ passengerId }) => passengerId === actor);
    if (waiting && waiting.id !== id) throw new UnexplainedError(`expected the entry ${waiting.id}`);
    // It may be booked all the same, when its passenger has fewer seats than before.
    if (waiting?.seatCount === count) {
      this.bookWaiting(tripId);
      return;
    }
    const ofTrip = [...this.#model.entries.values()].filter((entry) => entry.tripId === tripId);
    const turn = Math.max(0, ...ofTrip.map((entry) => entry.turn)) + 1;
    const added: ModelEntry = {
      id,
      tripId,
      passengerId: actor,
      seatCount: count,
      turn,
      status: 'WAITING',
      bookingIds: [],
      closedAt: null,
    };
    const keepsTurn = waiting && count < waiting.seatCount;
    this.#model.entries.set(id, keepsTurn ? { ...waiting, seatCount: count } : added);
    this.bookWaiting(tripId);
    if (this.#model.entries.get(id)?.status === 'WAITING') this.#events.ofWaitlist(tripId, actor);
  }

  leave({ tripId, actor }: Request & { kind: 'leaveWaitlist' }): void {
    const entry = newestEntryOf(this.#model, tripId, actor);
    if (entry?.status !== 'WAITING') return;
    this.#close(entry, 'LEFT');
    this.#events.ofWaitlist(tripId, actor);
  }

  /** Books the free seats for the entries that fit, in the order of the list. Returns the number of entries. */
  bookWaiting(tripId: string): number {
    const trip = this.#model.requireTrip(tripId);
    if (this.#model.unbookable(trip)) return 0;
    let booked = 0;
    for (const entry of this.#model.waitingOn(tripId)) {
      const fits = entry.seatCount <= this.#model.availableSeats(trip);
      if (!fits || this.#isBeyondLimits(entry)) continue;
      this.#book(trip, entry);
      booked++;
    }
    return booked;
  }

  /** Ends the list of a trip without an event. */
  endSilently(tripId: string): number {
    const waiting = this.#model.waitingOn(tripId);
    for (const entry of waiting) this.#close(entry, 'ENDED');
    return waiting.length;
  }

  /** Sweeps a trip. Returns whether that changed anything. */
  sweep(tripId: string): boolean {
    if (!this.#model.unbookable(this.#model.requireTrip(tripId))) return this.bookWaiting(tripId) > 0;
    if (this.endSilently(tripId) === 0) return false;
    this.#events.ofWaitlist(tripId, 'system');
    return true;
  }

  /** Ends the entry of a closed account. Returns whether there was one. */
  endEntry(tripId: string, passengerId: string): boolean {
    const entry = this.#model.waitingOn(tripId).find((each) => each.passengerId === passengerId);
    if (!entry) return false;
    this.#close(entry, 'ENDED');
    this.#events.ofWaitlist(tripId, 'system');
    return true;
  }

  /** Bookings of a passenger at the same instant may exceed the limits. */
  #isBeyondLimits({ tripId, passengerId, seatCount }: ModelEntry): boolean {
    if (!this.#model.exceedsLimits(tripId, passengerId, seatCount)) return false;
    const { type, data } = this.#events.next(tripId) ?? {};
    const bySystem = (data?.actor as { id: string } | undefined)?.id === 'system';
    const wasBooked = type === 'trips.booking-requested.v1' && data?.passengerId === passengerId;
    return !(wasBooked && bySystem && this.#observed.concurrentPassengers.has(passengerId));
  }

  #book(trip: ModelTrip, entry: ModelEntry): void {
    const isInstant = trip.bookingApproval === 'INSTANT';
    const ids = this.#events.nextBookingIds(trip.id, entry.seatCount);
    const seats = chosenSeats(this.#model, this.#observed, trip, ids);
    for (const [at, seat] of seats.entries()) {
      const requested: ModelBooking = {
        id: ids[at] ?? '',
        tripId: trip.id,
        seat,
        passengerId: entry.passengerId,
        status: 'PENDING',
        price: trip.price,
        bookedAt: this.#model.now,
        confirmedAt: null,
        cancelledAt: null,
        reason: null,
      };
      const atOnce = isInstant ? { approval: 'INSTANT' } : {};
      this.#events.ofBooking(requested, 'booking-requested', 'system', atOnce);
      const confirmed: ModelBooking = { ...requested, status: 'CONFIRMED', confirmedAt: requested.bookedAt };
      if (isInstant) this.#events.ofBooking(confirmed, 'booking-confirmed', 'system', atOnce);
      this.#model.bookings.set(requested.id, isInstant ? confirmed : requested);
    }
    this.#close({ ...entry, bookingIds: ids }, 'BOOKED');
    this.#events.ofEntry({ ...entry, bookingIds: ids }, seats, isInstant ? 'CONFIRMED' : 'PENDING');
  }

  #close(entry: ModelEntry, status: ModelEntry['status']): void {
    this.#model.entries.set(entry.id, { ...entry, status, closedAt: this.#model.now });
  }
}
