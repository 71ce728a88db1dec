import { cities, type PublishedEvent } from './actions.ts';
import type { Model, ModelBooking, ModelEntry } from './model.ts';
import { type Observed, UnexplainedError } from './observed.ts';

/** Compares the events that the rules publish with the observed ones, in order. */
export class ExpectedEvents {
  readonly #model: Model;
  readonly #observed: Observed;

  constructor(model: Model, observed: Observed) {
    this.#model = model;
    this.#observed = observed;
  }

  /** Expects the next event of a trip. Throws UnexplainedError when another one was observed. */
  ofTrip(tripId: string, type: string, actor: string, facts: object): void {
    const { driverId, departure, price, status } = this.#model.requireTrip(tripId);
    this.#expect(tripId, type, {
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

  /** As {@link ofTrip}, for an event of a booking. */
  ofBooking({ id, tripId, seat, passengerId, status }: ModelBooking, type: string, actor: string, facts = {}): void {
    const { driverId, departure } = this.#model.requireTrip(tripId);
    this.#expect(tripId, type, {
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

  /** Expects the event of an entry of a waiting list that became bookings. */
  ofEntry({ id, tripId, passengerId, bookingIds }: ModelEntry, seatNumbers: number[], status: string): void {
    const { driverId, departure } = this.#model.requireTrip(tripId);
    this.#expect(tripId, 'waitlist-booked', {
      entryId: id,
      tripId,
      driverId,
      passengerId,
      bookingIds,
      seatNumbers,
      status,
      ...cities,
      departureTime: iso(departure),
      actor: { id: 'system', role: 'system' },
    });
  }

  /** Expects the event of a trip whose waiting list has another length. */
  ofWaitlist(tripId: string, actor: string): void {
    this.#expect(tripId, 'waitlist-changed', { tripId, actor: { id: actor, role: roleOf(actor) } });
  }

  /** The next observed event of a trip. */
  next(tripId: string): PublishedEvent | undefined {
    return this.#observed.events.get(tripId)?.[this.#model.eventCounts.get(tripId) ?? 0];
  }

  /** The bookings that the next observed events of a trip request. */
  nextBookingIds(tripId: string, count: number): string[] {
    const events = this.#observed.events.get(tripId)?.slice(this.#model.eventCounts.get(tripId) ?? 0) ?? [];
    const requested = events.filter(({ type }) => type === 'trips.booking-requested.v1').slice(0, count);
    return requested.map(({ data }) => String(data.bookingId));
  }

  #expect(tripId: string, name: string, data: Record<string, unknown>): void {
    const observed = this.next(tripId);
    const expected = { type: `trips.${name}.v1`, data };
    if (!observed || canonical(observed) !== canonical(expected)) {
      const found = observed ? canonical(observed) : 'nothing';
      throw new UnexplainedError(`expected ${canonical(expected)}, observed ${found}`);
    }
    this.#model.eventCounts.set(tripId, (this.#model.eventCounts.get(tripId) ?? 0) + 1);
  }
}

const iso = (instant: number) => new Date(instant).toISOString();
const roleOf = (id: string) => ({ d: 'driver', p: 'passenger', a: 'admin' })[id[0] ?? ''] ?? 'system';

/** JSON with the keys of every object sorted. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    each && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
