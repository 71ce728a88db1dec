import type { EntityManager } from '@mikro-orm/postgresql';
import { constraintOf, sqlStateOf } from '#platform/database/constraint-of.ts';
import { isTransient } from '#platform/database/in-transaction.ts';
import { rateLimited } from '#platform/errors/refusal.ts';
import { limits } from '#platform/limits.ts';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import { keyUnique } from '../entities/idempotency-key.ts';
import { seatUnique } from '../entities/seat-booking.ts';
import { bookingRequestedEvent } from '../events.ts';
import { lookAtSeats, type NewBookings, writeBookings } from './book-seats-sql.ts';
import { type Decision, decideRequests, passengerLimits, type SeatRequest } from './decide-requests.ts';

/** Seats of one trip, asked for together: all of them or none. */
export interface DeskRequest extends SeatRequest {
  tripId: string;
  now: Date;
  /** What to keep under the key. */
  keys: NewBookings['keys'];
  /** One for each seat. */
  bookings: NewBookings['bookings'];
}

/** What came of a request: booked now, at the trip's price, or with the same key before. */
export type DeskAnswer = { repeated: false; price: string; now: Date } | { repeated: true; ids: string[] };

interface Waiting extends DeskRequest {
  resolve: (answer: DeskAnswer) => void;
  reject: (error: unknown) => void;
}

/**
 * Where seats are booked. Of one trip's requests one batch is under way at a time; those that come meanwhile are the next
 * one, so that a crowd that wants the same seats is answered by few statements, and nobody waits for more than the
 * batch under way and their own. A request alone is one statement. What is bad about one request fails that one alone.
 */
export class BookingDesk {
  readonly #em: EntityManager;
  readonly #publish: (events: readonly CloudEvent[]) => void;
  /** By trip, while a batch of it is under way: those that come after it. */
  readonly #next = new Map<string, Waiting[]>();

  /** Uses the manager's connections, and publishes the events of what was committed. */
  constructor(em: EntityManager, publish: (events: readonly CloudEvent[]) => void) {
    this.#em = em;
    this.#publish = publish;
  }

  /**
   * Books every one of the seats, or throws a Refusal and books none: NOT_FOUND, BAD_USER_INPUT, TRIP_NOT_BOOKABLE,
   * SEAT_TAKEN, IDEMPOTENCY_CONFLICT, RATE_LIMITED (with `retryAfter` where it is the desk that is too busy).
   */
  book(request: DeskRequest): Promise<DeskAnswer> {
    return new Promise((resolve, reject) => {
      const waiting = { ...request, resolve, reject };
      const next = this.#next.get(request.tripId);
      if (!next) void this.#serve(request.tripId, [waiting]);
      else if (next.length < limits.bookingBatch) next.push(waiting);
      else reject(rateLimited(1));
    });
  }

  async #serve(tripId: string, first: Waiting[]): Promise<void> {
    for (let batch = first; batch.length > 0; batch = this.#next.get(tripId) ?? []) {
      this.#next.set(tripId, []);
      await this.#carryOut(batch);
    }
    this.#next.delete(tripId);
  }

  /** Answers every one of the batch. */
  async #carryOut(batch: Waiting[]): Promise<void> {
    let left = batch;
    for (let lost = 0; lost < limits.bookingRaces && left.length > 0; ) {
      const before = left.length;
      try {
        left = await this.#turn(left);
      } catch (error) {
        if (!isLostRace(error)) return this.#fail(left, error);
      }
      if (left.length === before) lost++;
    }
    for (const { reject } of left) reject(rateLimited(1));
  }

  /** Of several that the database does not take together, some may be good. */
  async #fail(left: Waiting[], error: unknown): Promise<void> {
    if (left.length > 1 && isBadData(error)) {
      for (const waiting of left) await this.#carryOut([waiting]);
    } else {
      for (const { reject } of left) reject(error);
    }
  }

  /** Answers whom it can, and returns the others. */
  async #turn(left: Waiting[]): Promise<Waiting[]> {
    const [alone, ...others] = left;
    if (alone && others.length === 0) return this.#bookAlone(alone);
    const { free, later } = await this.#look(left);
    const written = free.length > 0 && (await this.#write(free, null));
    return written ? later : [...free, ...later];
  }

  /** Most bookings: nothing stands against it, so there is no look beforehand. */
  async #bookAlone(waiting: Waiting): Promise<Waiting[]> {
    const { limitedPassenger: passengerId } = waiting;
    try {
      if (await this.#write([waiting], passengerId === null ? null : { passengerId, ...passengerLimits })) return [];
    } catch (error) {
      if (!isLostRace(error)) throw error;
    }
    const { free } = await this.#look([waiting]);
    return free;
  }

  async #write(free: Waiting[], limited: NewBookings['limited']): Promise<boolean> {
    const now = latest(free);
    const keys = free.flatMap((each) => each.keys);
    const bookings = free.flatMap((each) => each.bookings);
    const held = await writeBookings(this.#em, { tripId: free[0]?.tripId ?? '', now, keys, bookings, limited });
    if (!held) return false;
    for (const { resolve } of free) resolve({ repeated: false, price: held.price, now });
    this.#publish(bookings.map(({ event }) => bookingRequestedEvent(event, held.journey)));
    return true;
  }

  /** Answers those against whom something stands, and those that were done before. */
  async #look(waiting: Waiting[]): Promise<Pick<Decision<Waiting>, 'free' | 'later'>> {
    const findings = await lookAtSeats(this.#em, {
      tripId: waiting[0]?.tripId ?? '',
      seats: [...new Set(waiting.flatMap(({ seats }) => seats))],
      keys: waiting.flatMap(({ accountId, key }) => (key ? [{ accountId, key: key.key }] : [])),
      passengers: [...new Set(waiting.flatMap(({ limitedPassenger }) => limitedPassenger ?? []))],
    });
    const { refused, repeated, free, later } = decideRequests(findings, waiting, latest(waiting));
    for (const { request, refusal } of refused) request.reject(refusal);
    for (const { request, ids } of repeated) request.resolve({ repeated: true, ids });
    return { free, later };
  }
}

const latest = (batch: readonly Waiting[]): Date =>
  batch.reduce((newest, { now }) => (now > newest ? now : newest), new Date(0));

/** Another transaction was first, at a seat or a key, or stood in the way. Nothing was written. */
function isLostRace(error: unknown): boolean {
  return isTransient(error) || [seatUnique, keyUnique].includes(constraintOf(error) ?? '');
}

/** Data that the database does not take (classes 22 and 23): surely nothing was written. */
function isBadData(error: unknown): boolean {
  return /^2[23]/.test(sqlStateOf(error) ?? '');
}
