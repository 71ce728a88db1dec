import type { EntityManager } from '@mikro-orm/postgresql';
import { constraintOf, sqlStateOf } from '#platform/database/constraint-of.ts';
import { isTransient } from '#platform/database/in-transaction.ts';
import { rateLimited } from '#platform/errors/refusal.ts';
import { limits } from '#platform/limits.ts';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import { keyUnique } from '../entities/idempotency-key.ts';
import { seatUnique } from '../entities/seat-booking.ts';
import { type Asked, type Findings, lookAtSeats, type ToWrite, writeBookings } from './book-seats-sql.ts';
import { type Decision, decideRequests, passengerLimits, type SeatRequest } from './decide-requests.ts';

/** Seats of one trip, asked for together: all of them or none. */
export interface DeskRequest extends SeatRequest {
  tripId: string;
  now: Date;
  /** What to keep under the key. */
  keys: ToWrite['keys'];
  /** One for each seat. */
  bookings: ToWrite['bookings'];
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
    // One alone needs no look beforehand: if something stands against it, the statement writes nothing and says what.
    const { free, later } =
      left.length === 1 ? { free: left, later: [] } : this.#decide(left, await lookAtSeats(this.#em, askedBy(left)));
    if (free.length === 0) return later;
    const now = latest(free);
    const booked = await writeBookings(this.#em, askedBy(free), {
      now,
      limits: passengerLimits,
      keys: free.flatMap(({ keys }) => keys),
      bookings: free.flatMap(({ bookings }) => bookings),
    });
    const { price, events } = booked;
    if (price === null) return [...this.#decide(free, booked).free, ...later];
    for (const { resolve } of free) resolve({ repeated: false, price, now });
    this.#publish(events ?? []);
    return later;
  }

  /** Answers those that were refused, or done before. */
  #decide(waiting: Waiting[], findings: Findings): Pick<Decision<Waiting>, 'free' | 'later'> {
    const { refused, repeated, free, later } = decideRequests(findings, waiting, latest(waiting));
    for (const { request, refusal } of refused) request.reject(refusal);
    for (const { request, ids } of repeated) request.resolve({ repeated: true, ids });
    return { free, later };
  }
}

function askedBy(batch: readonly Waiting[]): Asked {
  const seatsOf = new Map<string, number>();
  for (const { limitedPassenger: passenger, seats } of batch) {
    if (passenger !== null) seatsOf.set(passenger, (seatsOf.get(passenger) ?? 0) + seats.length);
  }
  return {
    tripId: batch[0]?.tripId ?? '',
    seats: [...new Set(batch.flatMap(({ seats }) => seats))],
    keys: batch.flatMap(({ accountId, key }) => (key ? [{ accountId, key: key.key }] : [])),
    passengers: [...seatsOf].map(([passengerId, seats]) => ({ passengerId, seats })),
  };
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
