import type { MikroORM } from '@mikro-orm/postgresql';
import type { CompiledQuery } from 'kysely';
import { Refusal } from '#platform/errors/refusal.ts';
import { idGenerator, type NewId } from '#platform/ids.ts';
import { untilBlocked } from '#test-kit/statements.ts';
import { testDatabase } from '#test-kit/templates.ts';
import { type BookSeats, bookSeats } from '../domain/bookings/book-seats/book-seats.ts';
import { BookingQueue } from '../domain/bookings/book-seats/booking-queue.ts';
import { openTripsDatabase } from './open-trips-database.ts';
import { deleteTrips } from './stored-trips.ts';

const now = new Date('2031-01-01T00:00:00Z');

interface RequestChange {
  name?: string;
  idempotencyKey?: string;
  deadline?: number;
}

/** A booking queue on a database of its own, with one current trip of 40 seats. */
export interface QueueHarness {
  orm: MikroORM;
  newId: NewId;
  /** Replaces the trip with a new one, with a queue of its own. */
  newTrip(): Promise<void>;
  tripId(): string;
  /** How often the queue has committed bookings. */
  commits(): number;
  /** Requests these seats of the current trip, or so many, for a passenger. Returns the booked seats, the refusal or the error. */
  book(passenger: string, seats: number[] | number, change?: RequestChange): Promise<unknown>;
  /** The number of rows of the tables of a query with one parameter, the current trip. */
  rowsOf(sql: string): Promise<number>;
  bookings(): Promise<number>;
  events(): Promise<number>;
  /** Blocks the trip's first batch on its lock, until it is released. */
  blockFirstBatch(): Promise<{ first: Promise<unknown>; release: () => Promise<void> }>;
  /** Runs the function, and calls `before` before each statement of the queue outside transactions. */
  watchingStatements(before: (kind: 'check' | 'book') => Promise<void>, run: () => Promise<void>): Promise<void>;
  /** Makes PostgreSQL fail this many inserts of bookings with a deadlock while the function runs. */
  deadlocking(times: number, run: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export async function startQueue(): Promise<QueueHarness> {
  const stored = await testDatabase('trips');
  const orm = await openTripsDatabase(stored.url);
  const connection = orm.em.getConnection();
  const newId = idGenerator({ now: () => now });
  let queue: BookingQueue;
  let commits: number;
  let tripId: string;

  const book: QueueHarness['book'] = async (passenger, seats, { name = 'Mona', ...input } = {}) => {
    const actor = {
      id: passenger,
      role: 'passenger',
      sid: 's',
      name,
      phoneNumber: '+966500000001',
      expiresAt: 0,
    } as const;
    const users: BookSeats['users'] = {
      vehicle: () => Promise.reject(new Error('not expected')),
      passenger: () => Promise.reject(new Error('not expected')),
    };
    const requested = typeof seats === 'number' ? { seatCount: seats } : { seatNumbers: seats };
    try {
      const action = { tripId, ...requested, ...input, actor, address: null, now, newId, users, queue };
      const bookings = await bookSeats(orm.em.fork(), action);
      return bookings.map(({ seatNumber }) => seatNumber);
    } catch (error) {
      return error instanceof Refusal ? { code: error.code, ...error.details } : error;
    }
  };
  const rowsOf = async (sql: string): Promise<number> => {
    const [row] = await connection.execute<{ rows: number }[]>(`select count(*)::int as rows from ${sql}`, [tripId]);
    return row?.rows ?? 0;
  };

  return {
    orm,
    newId,
    newTrip: async () => {
      await deleteTrips(orm);
      commits = 0;
      queue = new BookingQueue(orm.em, () => {
        commits++;
      });
      tripId = newId('t');
      await connection.execute(
        `insert into trips (id, created_at, updated_at, from_city, to_city, from_city_key, to_city_key,
           departure_time_utc, price, status, available_seats, total_seats, vehicle_id, driver_id)
         values (?, now(), now(), 'Riyadh', 'Jeddah', 'riyadh', 'jeddah', '2031-01-02', 100, 'SCHEDULED', 40, 40, 'v_1', 'd_1')`,
        [tripId],
      );
    },
    tripId: () => tripId,
    commits: () => commits,
    book,
    rowsOf,
    bookings: () => rowsOf('seat_bookings where trip_id = ?'),
    events: () => rowsOf('messaging.outbox where subject = ?'),
    blockFirstBatch: async () => {
      const em = orm.em.fork();
      await em.begin();
      await em.execute('select from trips where id = ? for update', [tripId]);
      const first = book('p_first', [40]);
      await untilBlocked(orm, 1);
      return { first, release: () => em.rollback() };
    },
    watchingStatements: async (before, run) => {
      const kysely = orm.em.getKysely();
      const executeQuery = kysely.executeQuery;
      kysely.executeQuery = async function (this: typeof kysely, query: CompiledQuery) {
        await before(query.sql.startsWith('/* named book_seats') ? 'book' : 'check');
        return executeQuery.call(this, query);
      } as typeof executeQuery;
      try {
        await run();
      } finally {
        kysely.executeQuery = executeQuery;
      }
    },
    deadlocking: async (times, run) => {
      await connection.execute(`
        create sequence deadlocks;
        create function deadlock() returns trigger language plpgsql as $$ begin
          if nextval('deadlocks') <= ${times} then raise exception 'deadlock' using errcode = '40P01'; end if;
          return new;
        end $$;
        create trigger deadlock before insert on seat_bookings for each row execute function deadlock()`);
      try {
        await run();
      } finally {
        await connection.execute('drop function deadlock cascade; drop sequence deadlocks');
      }
    },
    stop: async () => {
      await orm.close(true);
      await stored.drop();
    },
  };
}
