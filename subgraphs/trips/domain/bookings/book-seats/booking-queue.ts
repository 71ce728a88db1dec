import type { EntityManager } from '@mikro-orm/postgresql';
import { constraintOf, sqlStateOf } from '#platform/database/constraint-of.ts';
import { isTransient } from '#platform/database/in-transaction.ts';
import { Refusal, rateLimited } from '#platform/errors/refusal.ts';
import { keyUnique } from '../../../entities/idempotency-key.ts';
import { seatUnique } from '../../../entities/seat-booking.ts';
import { maxSeats, type TripFacts } from '../../../entities/trip.ts';
import { lockTripRow } from '../../lock-trip.ts';
import { BookingWriter } from './booking-writer.ts';
import { countOf, decideRequests, type FreeRequest, type SeatRequest, selectCompatible } from './decide-requests.ts';
import { readSeatAvailability } from './read-seat-availability.ts';
import { type NewBooking, type NewKey, type TripBookings, writeBookings } from './write-bookings.ts';

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
  /** Makes the rows to write for these seats. Called for each attempt, when nothing is known that refuses the request. */
  rows: (seats: readonly number[]) => BookingRows;
}

export interface BookingRows {
  /** Null when the request has no key. */
  key: NewKey | null;
  /** One for each seat. */
  bookings: NewBooking[];
}

/** New bookings and the trip with them, or the ids of those that an earlier request with the same key made. */
export type BookingResult =
  | { repeated: false; bookings: NewBooking[]; now: Date; trip: TripFacts }
  | { repeated: true; ids: string[] };

/** Books the seats of requests, as {@link BookingQueue} does. */
export type SeatQueue = Pick<BookingQueue, 'book'>;

interface QueuedRequest extends BookingRequest {
  answered: boolean;
  resolve: (result: BookingResult) => void;
  reject: (error: unknown) => void;
}

/** Requests that can be written together, and their rows in the same order. */
interface PreparedWrite {
  free: readonly FreeRequest<QueuedRequest>[];
  rows: readonly BookingRows[];
  trip: TripBookings;
}

/**
 * Books seats in batches, one batch of a trip at a time. Requests that arrive while a batch runs form the next one, so that many
 * requests for the same seats take few statements, and a request waits for one other batch at most. A lone request for numbered
 * seats takes one statement. A batch in which seats have to be chosen takes the trip's lock before it chooses them. An
 * invalid request does not fail the others of its batch.
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
    if (left.some(({ requested }) => 'count' in requested)) return this.#attemptUnderLock(left);
    // A trip without waiting requests is usually bookable: then one statement is enough.
    const free = optimistic ? selectCompatible(left) : await this.#check(this.#em, left, []);
    if (free.length === 0 || (await this.#tryToWrite(free))) return;
    // One of them is refused, maybe by its passenger's limits.
    const requests = free.map(({ request }) => request);
    const stillFree = await this.#check(this.#em, requests, passengersOf(requests));
    if (stillFree.length > 0) await this.#tryToWrite(stillFree);
  }

  /** As {@link #attempt}. While the trip is locked, no instance takes the chosen seats. */
  async #attemptUnderLock(left: QueuedRequest[]): Promise<void> {
    // Refuses most of a crowd without the lock.
    await this.#check(this.#em, left, []);
    const waiting = left.filter(isUnanswered);
    if (waiting.length === 0) return;
    const passengers = passengersOf(waiting);
    await this.#writer.exclusively(passengers, async () => {
      const written = await this.#em.fork().transactional(async (tx) => {
        await lockTripRow(tx, waiting[0]?.tripId ?? '');
        const inTime = withoutLate(waiting);
        const free = inTime.length > 0 ? await this.#check(tx, inTime, passengers) : [];
        if (free.length === 0) return null;
        const write = prepareWrite(free);
        return { write, booked: await writeBookings(tx, write.trip) };
      });
      if (written?.booked) this.#answer(written.write, written.booked);
    });
  }

  /** Writes and answers the requests, and returns true; or writes nothing and returns false. */
  async #tryToWrite(free: readonly FreeRequest<QueuedRequest>[]): Promise<boolean> {
    const write = prepareWrite(free);
    const booked = await this.#writer.write(write.trip).catch((error) => {
      if (isLostRace(error)) return null;
      throw error;
    });
    if (booked) this.#answer(write, booked);
    return booked !== null;
  }

  /** Answers requests that are booked and committed. */
  #answer({ free, rows, trip }: PreparedWrite, bookedTrip: TripFacts): void {
    for (const [at, { request }] of free.entries()) {
      request.resolve({ repeated: false, bookings: rows[at]?.bookings ?? [], now: trip.now, trip: bookedTrip });
    }
    this.#onCommit();
  }

  /** Answers refused and repeated requests. Returns those that can be written together now. */
  async #check(
    em: EntityManager,
    requests: QueuedRequest[],
    passengers: string[],
  ): Promise<FreeRequest<QueuedRequest>[]> {
    const availability = await readSeatAvailability(em, {
      tripId: requests[0]?.tripId ?? '',
      seats: requestedSeats(requests),
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

function prepareWrite(free: readonly FreeRequest<QueuedRequest>[]): PreparedWrite {
  const requests = free.map(({ request }) => request);
  const rows = free.map(({ request, seats }) => request.rows(seats));
  const trip: TripBookings = {
    tripId: requests[0]?.tripId ?? '',
    now: latest(requests),
    keys: rows.flatMap(({ key }) => key ?? []),
    bookings: rows.flatMap(({ bookings }) => bookings),
    passengers: seatsByPassenger(requests),
  };
  return { free, rows, trip };
}

function seatsByPassenger(requests: readonly SeatRequest[]): Map<string, number> {
  const seatsOf = new Map<string, number>();
  for (const { limitedPassenger: passenger, requested } of requests) {
    if (passenger !== null) seatsOf.set(passenger, (seatsOf.get(passenger) ?? 0) + countOf(requested));
  }
  return seatsOf;
}

const passengersOf = (requests: readonly SeatRequest[]): string[] => [...seatsByPassenger(requests).keys()];

const everySeat = Array.from({ length: maxSeats }, (_, at) => at + 1);

/** Each seat that the requests name, or every seat when one of them names none. */
function requestedSeats(requests: readonly SeatRequest[]): readonly number[] {
  const seats = new Set<number>();
  for (const { requested } of requests) {
    if ('count' in requested) return everySeat;
    for (const seat of requested.numbers) seats.add(seat);
  }
  return [...seats];
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
