import type { EntityManager } from '@mikro-orm/postgresql';
import { constraintOf, sqlStateOf } from '#platform/database/constraint-of.ts';
import { isTransient } from '#platform/database/in-transaction.ts';
import { rateLimited } from '#platform/errors/refusal.ts';
import { limits } from '#platform/limits.ts';
import { keyUnique } from '../../../entities/idempotency-key.ts';
import { seatUnique } from '../../../entities/seat-booking.ts';
import { BookingWriter } from './booking-writer.ts';
import { decideRequests, goingTogether, type SeatRequest } from './decide-requests.ts';
import { lookAtSeats, type NewBooking, type NewKey } from './write-bookings.ts';

/** Seats of one trip, asked for together: all of them or none. */
export interface DeskRequest extends SeatRequest {
  tripId: string;
  now: Date;
  /** Makes what is to be written: asked for once, when nothing is known to stand against it. */
  rows: () => RequestRows;
}

export interface RequestRows {
  /** Where the request has a key. */
  key: NewKey | null;
  /** One for each seat. */
  bookings: NewBooking[];
}

/** What came of a request: booked now, at the trip's price, or with the same key before. */
export type DeskAnswer =
  | { repeated: false; bookings: NewBooking[]; price: string; now: Date }
  | { repeated: true; ids: string[] };

interface Waiting extends DeskRequest {
  made?: RequestRows;
  answered: boolean;
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
  readonly #writer: BookingWriter;
  readonly #onCommit: () => void;
  /** By trip: those of the next batch, as long as the trip is served. */
  readonly #next = new Map<string, Waiting[]>();

  /** Uses the manager's connections, and says when bookings, and so events, were committed. */
  constructor(em: EntityManager, onCommit: () => void) {
    this.#em = em;
    this.#writer = new BookingWriter(em);
    this.#onCommit = onCommit;
  }

  /**
   * Books every one of the seats, or throws a Refusal and books none: NOT_FOUND, BAD_USER_INPUT, TRIP_NOT_BOOKABLE,
   * SEAT_TAKEN, IDEMPOTENCY_CONFLICT, RATE_LIMITED (with `retryAfter` where it is the desk that is too busy).
   */
  book(request: DeskRequest): Promise<DeskAnswer> {
    return new Promise((resolve, reject) => {
      // Answered a little later, so that the next batch is on its way to the database while this one's callers go on.
      const waiting: Waiting = {
        ...request,
        answered: false,
        resolve: (answer) => {
          waiting.answered = true;
          setImmediate(resolve, answer);
        },
        reject: (error) => {
          waiting.answered = true;
          setImmediate(reject, error);
        },
      };
      const next = this.#next.get(request.tripId);
      if (!next) {
        this.#next.set(request.tripId, [waiting]);
        void this.#serve(request.tripId);
      } else if (next.length < limits.bookingBatch) next.push(waiting);
      else reject(rateLimited(1));
    });
  }

  async #serve(tripId: string): Promise<void> {
    // What is asked in the same turn begins together.
    await Promise.resolve();
    let untried = true;
    for (let batch = this.#next.get(tripId) ?? []; batch.length > 0; batch = this.#next.get(tripId) ?? []) {
      this.#next.set(tripId, []);
      await this.#carryOut(batch, untried);
      untried = false;
    }
    this.#next.delete(tripId);
  }

  /** Answers every one of the batch. */
  async #carryOut(batch: Waiting[], untried: boolean): Promise<void> {
    let left = batch;
    for (let lost = 0; lost < limits.bookingRaces && left.length > 0; ) {
      const before = left.length;
      try {
        await this.#turn(left, left.length === 1 || (untried && left === batch));
      } catch (error) {
        if (!isLostRace(error)) return this.#fail(left.filter(isUnanswered), error);
      }
      left = left.filter(isUnanswered);
      if (left.length === before) lost++;
    }
    for (const { reject } of left) reject(rateLimited(1));
  }

  /** Of several that the database does not take together, some may be good. */
  async #fail(left: Waiting[], error: unknown): Promise<void> {
    if (left.length > 1 && isBadData(error)) {
      for (const waiting of left) await this.#carryOut([waiting], true);
    } else {
      for (const { reject } of left) reject(error);
    }
  }

  /** Answers whom it can. */
  async #turn(left: Waiting[], hopeful: boolean): Promise<void> {
    // Nothing stands against most that come to a trip where nobody waits: they are written without a look beforehand.
    const free = hopeful ? goingTogether(left) : await this.#look(left, []);
    if (free.length === 0 || (await this.#tryToWrite(free))) return;
    // Now it is known that something stands against one of them, one passenger's limits maybe.
    const stillFree = await this.#look(free, [...seatsByPassenger(free).keys()]);
    if (stillFree.length > 0) await this.#tryToWrite(stillFree);
  }

  /** Answers them and returns true, or has written nothing. */
  async #tryToWrite(free: Waiting[]): Promise<boolean> {
    const now = latest(free);
    const rows = free.map((each) => {
      each.made ??= each.rows();
      return each.made;
    });
    const bookings = rows.flatMap((each) => each.bookings);
    const held = await this.#writer
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
    if (!held) return false;
    for (const [at, { resolve }] of free.entries()) {
      resolve({ repeated: false, bookings: rows[at]?.bookings ?? [], price: held.price, now });
    }
    this.#onCommit();
    return true;
  }

  /** Answers those against whom something stands, and those that were done before. Returns those that can go together now. */
  async #look(waiting: Waiting[], passengers: string[]): Promise<Waiting[]> {
    const findings = await lookAtSeats(this.#em, {
      tripId: waiting[0]?.tripId ?? '',
      seats: [...new Set(waiting.flatMap(({ seats }) => seats))],
      keys: waiting.flatMap(({ accountId, key }) => (key ? [{ accountId, key: key.key }] : [])),
      passengers,
    });
    const { refused, repeated, free } = decideRequests(findings, waiting, latest(waiting));
    for (const { request, refusal } of refused) request.reject(refusal);
    for (const { request, ids } of repeated) request.resolve({ repeated: true, ids });
    return free;
  }
}

function seatsByPassenger(requests: readonly SeatRequest[]): Map<string, number> {
  const seatsOf = new Map<string, number>();
  for (const { limitedPassenger: passenger, seats } of requests) {
    if (passenger !== null) seatsOf.set(passenger, (seatsOf.get(passenger) ?? 0) + seats.length);
  }
  return seatsOf;
}

const isUnanswered = ({ answered }: Waiting): boolean => !answered;

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
