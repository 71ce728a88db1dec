import type { EntityManager } from '@mikro-orm/postgresql';
import { sqlStateOf } from '#platform/database/constraint-of.ts';
import { isTransient } from '#platform/database/in-transaction.ts';
import type { TripFacts } from '../../../entities/trip.ts';
import { PassengerTurns } from './passenger-turns.ts';
import { type TripBookings, writeBookings, writeBookingsOfFreeTrips } from './write-bookings.ts';

/** Statements that run concurrently: while they run, further writes gather for the next one. */
export const maxStatements = 2;

/** Seats that one statement books, unless a single trip has more: a statement holds the locks of all its trips. */
const maxSeatsPerStatement = 64;

interface PendingWrite {
  trip: TripBookings;
  resolve: (booked: TripFacts | null) => void;
  reject: (error: unknown) => void;
}

/**
 * Writes the bookings of many trips in few statements. Writes that arrive while the statements run share the next one, each trip
 * decided separately. A trip that another transaction has locked is written by a statement of its own, and so is each trip of
 * a statement that failed: no trip fails or waits because of another.
 */
export class BookingWriter {
  readonly #em: EntityManager;
  #pending: PendingWrite[] = [];
  #running = 0;
  readonly #turns = new PassengerTurns();

  constructor(em: EntityManager) {
    this.#em = em;
  }

  /** As {@link writeBookings}. The caller makes sure that a trip has one write at a time. */
  async write(trip: TripBookings): Promise<TripFacts | null> {
    try {
      return await new Promise((resolve, reject) => {
        this.#pending.push({ trip, resolve, reject });
        this.#run();
      });
    } finally {
      this.#endTurn([...trip.passengers.keys()]);
    }
  }

  /** Runs the work while no other write of these passengers runs. */
  async exclusively<Result>(passengers: readonly string[], work: () => Promise<Result>): Promise<Result> {
    await this.#turns.begin(passengers);
    try {
      return await work();
    } finally {
      this.#endTurn(passengers);
    }
  }

  #endTurn(passengers: readonly string[]): void {
    this.#turns.end(passengers);
    this.#run();
  }

  #run(): void {
    while (this.#running < maxStatements) {
      const batch = this.#takeBatch();
      if (batch.length === 0) return;
      this.#running++;
      void this.#writeTogether(batch).finally(() => {
        this.#running--;
        this.#run();
      });
    }
  }

  /** Takes the oldest writes, and begins the turns of their passengers. */
  #takeBatch(): PendingWrite[] {
    const batch: PendingWrite[] = [];
    const rest: PendingWrite[] = [];
    let seats = 0;
    for (const write of this.#pending) {
      const { bookings, passengers } = write.trip;
      const fits = batch.length === 0 || seats + bookings.length <= maxSeatsPerStatement;
      if (!fits || !this.#turns.tryBegin([...passengers.keys()])) {
        rest.push(write);
        continue;
      }
      seats += bookings.length;
      batch.push(write);
    }
    this.#pending = rest;
    return batch;
  }

  async #writeTogether(batch: PendingWrite[]): Promise<void> {
    try {
      const trips = batch.map(({ trip }) => trip);
      const results = await writeBookingsOfFreeTrips(this.#em, trips);
      for (const write of batch) {
        const result = results.get(write.trip.tripId);
        if (result === undefined) void this.#writeAlone(write);
        else write.resolve(result);
      }
    } catch (error) {
      if (batch.length > 1 && wasUndone(error)) for (const write of batch) void this.#writeAlone(write);
      else for (const { reject } of batch) reject(error);
    }
  }

  #writeAlone({ trip, resolve, reject }: PendingWrite): Promise<void> {
    return writeBookings(this.#em, trip).then(resolve, reject);
  }
}

/** Whether the error proves that nothing was written: a transient error, or invalid data (SQLSTATE classes 22 and 23). */
function wasUndone(error: unknown): boolean {
  return isTransient(error) || /^2[23]/.test(sqlStateOf(error) ?? '');
}
