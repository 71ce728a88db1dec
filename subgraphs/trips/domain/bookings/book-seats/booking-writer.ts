import type { EntityManager } from '@mikro-orm/postgresql';
import { sqlStateOf } from '#platform/database/constraint-of.ts';
import { isTransient } from '#platform/database/in-transaction.ts';
import { limits } from '#platform/limits.ts';
import { type Held, type ToBook, writeBookings, writeBookingsOfFreeTrips } from './write-bookings.ts';

interface Waiting {
  toBook: ToBook;
  resolve: (held: Held | null) => void;
  reject: (error: unknown) => void;
}

/**
 * Writes the bookings of many trips by few statements: those that come while the statements are under way go together in
 * the next, each trip by itself. A trip that another transaction has locked is waited for apart, and what the database
 * does not take together is written each by a statement of its own, so that no trip fails or waits for the sake of another.
 */
export class BookingWriter {
  readonly #em: EntityManager;
  #waiting: Waiting[] = [];
  #underWay = 0;
  /** The passengers for whom something is under way. */
  readonly #served = new Set<string>();

  /** Uses the manager's connections. */
  constructor(em: EntityManager) {
    this.#em = em;
  }

  /** As writeBookings, of which there must not be two at a time for one trip. */
  async write(toBook: ToBook): Promise<Held | null> {
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.push({ toBook, resolve, reject });
        this.#serve();
      });
    } finally {
      for (const passenger of toBook.passengers.keys()) this.#served.delete(passenger);
      this.#serve();
    }
  }

  #serve(): void {
    while (this.#underWay < limits.bookingStatements) {
      const next = this.#next();
      if (next.length === 0) return;
      this.#underWay++;
      void this.#together(next).finally(() => {
        this.#underWay--;
        this.#serve();
      });
    }
  }

  /** Those who have waited longest, and of any passenger one at a time: what they ask of two trips counts for both. */
  #next(): Waiting[] {
    const next: Waiting[] = [];
    const later: Waiting[] = [];
    let seats = 0;
    for (const waiting of this.#waiting) {
      const { bookings, passengers } = waiting.toBook;
      const fits = next.length === 0 || seats + bookings.length <= limits.bookingsTogether;
      if (!fits || [...passengers.keys()].some((passenger) => this.#served.has(passenger))) {
        later.push(waiting);
        continue;
      }
      for (const passenger of passengers.keys()) this.#served.add(passenger);
      seats += bookings.length;
      next.push(waiting);
    }
    this.#waiting = later;
    return next;
  }

  async #together(next: Waiting[]): Promise<void> {
    try {
      const found = await writeBookingsOfFreeTrips(
        this.#em,
        next.map(({ toBook }) => toBook),
      );
      for (const waiting of next) {
        const held = found.get(waiting.toBook.tripId);
        if (held === undefined) void this.#alone(waiting);
        else waiting.resolve(held);
      }
    } catch (error) {
      if (next.length > 1 && wasUndone(error)) for (const waiting of next) void this.#alone(waiting);
      else for (const { reject } of next) reject(error);
    }
  }

  #alone({ toBook, resolve, reject }: Waiting): Promise<void> {
    return writeBookings(this.#em, toBook).then(resolve, reject);
  }
}

/** Whether it is sure that nothing was written: for the sake of others at the same time, or of data (classes 22 and 23). */
function wasUndone(error: unknown): boolean {
  return isTransient(error) || /^2[23]/.test(sqlStateOf(error) ?? '');
}
