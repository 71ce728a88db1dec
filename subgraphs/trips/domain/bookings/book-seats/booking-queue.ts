import type { EntityManager } from '@mikro-orm/postgresql';
import { constraintOf, sqlStateOf } from '#platform/database/constraint-of.ts';
import { isTransient } from '#platform/database/in-transaction.ts';
import { Refusal, rateLimited } from '#platform/errors/refusal.ts';
import { keyUnique } from '../../../entities/idempotency-key.ts';
import { seatUnique } from '../../../entities/seat-booking.ts';
import { BookingWriter } from './booking-writer.ts';
import { decideRequests, type SeatRequest, selectCompatible } from './decide-requests.ts';
import { readSeatAvailability } from './read-seat-availability.ts';
import type { NewBooking, NewKey } from './write-bookings.ts';

/** Requests of one trip that wait for its next batch. Further requests are refused with RATE_LIMITED. */
export const maxQueuedRequests = 500;

/** Attempts of a batch that answer no request before its requests are refused with RATE_LIMITED. */
const maxLostRaces = 8;

/** Seconds to wait before a retry after RATE_LIMITED. */
const retryAfter = 1;

/** A request for seats of one trip: all of them or none. */
export interface BookingRequest extends SeatRequest {
  tripId: string;
  now: Date;
  /** The time at which nobody waits for it any more, on the clock of `performance.now()`. */
  deadline?: number | undefined;
  /** Makes the rows to write. Called once, when nothing is known that refuses the request. */
  rows: () => BookingRows;
}

export interface BookingRows {
  /** Null when the request has no key. */
  key: NewKey | null;
  /** One for each seat. */
  bookings: NewBooking[];
}

/** New bookings at the trip's price, or the ids of those that an earlier request with the same key made. */
export type BookingResult =
  | { repeated: false; bookings: NewBooking[]; price: string; now: Date }
  | { repeated: true; ids: string[] };

interface QueuedRequest extends BookingRequest {
  made?: BookingRows;
  answered: boolean;
  resolve: (result: BookingResult) => void;
  reject: (error: unknown) => void;
}

/**
 * Books seats in batches, one batch of a trip at a time. Requests that arrive while a batch runs form the next one, so that many
 * requests for the same seats take few statements, and a request waits for one other batch at most. A lone request takes
 * one statement. An invalid request does not fail the others of its batch.
 */
export class BookingQueue {
  readonly #em: EntityManager;
  readonly #writer: BookingWriter;
  readonly #onCommit: () => void;
  /** The next batch of each trip that has a running batch. */
  readonly #next = new Map<string, QueuedRequest[]>();

  /** Calls `onCommit` whenever bookings, and so events, are committed. */
  constructor(em: EntityManager, onCommit: () => void) {
    this.#em = em;
    this.#writer = new BookingWriter(em);
    this.#onCommit = onCommit;
  }

  /**
   * Books all of the seats or none.
   *
   * @throws Refusal NOT_FOUND, BAD_USER_INPUT, TRIP_NOT_BOOKABLE, SEAT_TAKEN, IDEMPOTENCY_CONFLICT, or RATE_LIMITED, with
   * `retryAfter` when the queue is overloaded, or SUBGRAPH_TIMEOUT when its deadline passes before its turn.
   */
  book(request: BookingRequest): Promise<BookingResult> {
    return new Promise((resolve, reject) => {
      // Answers are deferred, so that the next batch goes to the database before the callers of this one continue.
      const queued: QueuedRequest = {
        ...request,
        answered: false,
        resolve: (result) => {
          queued.answered = true;
          setImmediate(resolve, result);
        },
        reject: (error) => {
          queued.answered = true;
          setImmediate(reject, error);
        },
      };
      const next = this.#next.get(request.tripId);
      if (!next) {
        this.#next.set(request.tripId, [queued]);
        void this.#runTrip(request.tripId);
      } else if (next.length < maxQueuedRequests) next.push(queued);
      else reject(rateLimited(retryAfter));
    });
  }

  async #runTrip(tripId: string): Promise<void> {
    // Requests of the same turn of the event loop share the first batch.
    await Promise.resolve();
    let isFirst = true;
    for (let batch = this.#next.get(tripId) ?? []; batch.length > 0; batch = this.#next.get(tripId) ?? []) {
      this.#next.set(tripId, []);
      await this.#runBatch(withoutLate(batch), isFirst);
      isFirst = false;
    }
    this.#next.delete(tripId);
  }

  /** Answers every request of the batch. */
  async #runBatch(batch: QueuedRequest[], isFirst: boolean): Promise<void> {
    let left = batch;
    for (let lostRaces = 0; lostRaces < maxLostRaces && left.length > 0; ) {
      const before = left.length;
      try {
        await this.#attempt(left, left.length === 1 || (isFirst && left === batch));
      } catch (error) {
        if (!isLostRace(error)) return this.#fail(left.filter(isUnanswered), error);
      }
      left = left.filter(isUnanswered);
      if (left.length === before) lostRaces++;
    }
    for (const { reject } of left) reject(rateLimited(retryAfter));
  }

  /** After invalid data, runs each request alone, because the others may be valid. */
  async #fail(left: QueuedRequest[], error: unknown): Promise<void> {
    if (left.length > 1 && isInvalidData(error)) {
      for (const request of left) await this.#runBatch([request], true);
    } else {
      for (const { reject } of left) reject(error);
    }
  }

  /** Answers at least one request, unless it loses a race. */
  async #attempt(left: QueuedRequest[], optimistic: boolean): Promise<void> {
    // A trip without waiting requests is usually bookable: then one statement is enough.
    const free = optimistic ? selectCompatible(left) : await this.#check(left, []);
    if (free.length === 0 || (await this.#tryToWrite(free))) return;
    // One of them is refused, maybe by its passenger's limits.
    const stillFree = await this.#check(free, [...seatsByPassenger(free).keys()]);
    if (stillFree.length > 0) await this.#tryToWrite(stillFree);
  }

  /** Writes and answers the requests, and returns true; or writes nothing and returns false. */
  async #tryToWrite(free: QueuedRequest[]): Promise<boolean> {
    const now = latest(free);
    const rows = free.map((request) => {
      request.made ??= request.rows();
      return request.made;
    });
    const bookings = rows.flatMap((each) => each.bookings);
    const booked = await this.#writer
      .write({
        tripId: free[0]?.tripId ?? '',
        now,
        keys: rows.flatMap(({ key }) => key ?? []),
        bookings,
        passengers: seatsByPassenger(free),
      })
      .catch((error) => {
        if (isLostRace(error)) return null;
        throw error;
      });
    if (!booked) return false;
    for (const [at, { resolve }] of free.entries()) {
      resolve({ repeated: false, bookings: rows[at]?.bookings ?? [], price: booked.price, now });
    }
    this.#onCommit();
    return true;
  }

  /** Answers refused and repeated requests. Returns those that can be written together now. */
  async #check(requests: QueuedRequest[], passengers: string[]): Promise<QueuedRequest[]> {
    const availability = await readSeatAvailability(this.#em, {
      tripId: requests[0]?.tripId ?? '',
      seats: [...new Set(requests.flatMap(({ seats }) => seats))],
      keys: requests.flatMap(({ accountId, key }) => (key ? [{ accountId, key: key.key }] : [])),
      passengers,
    });
    const { refused, repeated, free } = decideRequests(availability, requests, latest(requests));
    for (const { request, refusal } of refused) request.reject(refusal);
    for (const { request, ids } of repeated) request.resolve({ repeated: true, ids });
    return free;
  }
}

/** Refuses the requests whose deadline has passed. Returns the others. */
function withoutLate(batch: QueuedRequest[]): QueuedRequest[] {
  const now = performance.now();
  for (const { deadline = now + 1, reject } of batch) if (deadline <= now) reject(new Refusal('SUBGRAPH_TIMEOUT'));
  return batch.filter(isUnanswered);
}

function seatsByPassenger(requests: readonly SeatRequest[]): Map<string, number> {
  const seatsOf = new Map<string, number>();
  for (const { limitedPassenger: passenger, seats } of requests) {
    if (passenger !== null) seatsOf.set(passenger, (seatsOf.get(passenger) ?? 0) + seats.length);
  }
  return seatsOf;
}

const isUnanswered = ({ answered }: QueuedRequest): boolean => !answered;

const latest = (batch: readonly QueuedRequest[]): Date =>
  batch.reduce((newest, { now }) => (now > newest ? now : newest), new Date(0));

/** Whether a concurrent transaction took a seat or a key first, or blocked this one. Nothing was written. */
function isLostRace(error: unknown): boolean {
  return isTransient(error) || [seatUnique, keyUnique].includes(constraintOf(error) ?? '');
}

/** SQLSTATE classes 22 and 23. Nothing was written. */
function isInvalidData(error: unknown): boolean {
  return /^2[23]/.test(sqlStateOf(error) ?? '');
}
