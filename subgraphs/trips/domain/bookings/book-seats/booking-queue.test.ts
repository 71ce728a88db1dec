import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { CompiledQuery } from 'kysely';
import { Refusal } from '#platform/errors/refusal.ts';
import { idGenerator } from '#platform/ids.ts';
import { limits } from '#platform/limits.ts';
import { untilBlocked } from '#test-kit/statements.ts';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { openedOn } from '../../../testing/open-trips-database.ts';
import { type BookSeats, bookSeats } from './book-seats.ts';
import { BookingDesk } from './booking-queue.ts';

const now = new Date('2031-01-01T00:00:00Z');
const newId = idGenerator({ now: () => now });
let stored: TestDatabase;
let orm: MikroORM;
let desk: BookingDesk;
let commits: number;
let tripId: string;

beforeAll(async () => {
  stored = await testDatabase('trips');
  orm = await openedOn(stored.url);
});

afterAll(async () => {
  await orm.close(true);
  await stored.drop();
});

beforeEach(async () => {
  commits = 0;
  desk = new BookingDesk(orm.em, () => {
    commits++;
  });
  tripId = newId('t');
  await orm.em.getConnection().execute(
    `insert into trips (id, created_at, updated_at, from_city, to_city, from_city_key, to_city_key,
       departure_time_utc, price, status, available_seats, total_seats, vehicle_id, driver_id)
     values (?, now(), now(), 'Riyadh', 'Jeddah', 'riyadh', 'jeddah', '2031-01-02', 100, 'SCHEDULED', 40, 40, 'v_1', 'd_1')`,
    [tripId],
  );
});

/** A passenger's request for some seats, as it ended: the seats, or the code of the refusal. */
async function book(
  passenger: string,
  seatNumbers: number[],
  { name = 'Mona', idempotencyKey = null }: { name?: string; idempotencyKey?: string | null } = {},
): Promise<unknown> {
  const actor = {
    id: passenger,
    role: 'passenger',
    sid: 's',
    name,
    phoneNumber: '+966500000001',
    expiresAt: 0,
  } as const;
  const users: BookSeats['users'] = {
    vehicle: () => Promise.reject(new Error('asked')),
    passenger: () => Promise.reject(new Error('asked')),
  };
  try {
    const input = { tripId, seatNumbers, idempotencyKey, actor, now, newId, users, desk };
    const bookings = await bookSeats(orm.em.fork(), input);
    return bookings.map(({ seatNumber }) => seatNumber);
  } catch (error) {
    return error instanceof Refusal ? { code: error.code, ...error.details } : error;
  }
}

const rowsOf = async (sql: string): Promise<number> => {
  const [row] = await orm.em
    .getConnection()
    .execute<{ rows: number }[]>(`select count(*)::int as rows from ${sql}`, [tripId]);
  return row?.rows ?? 0;
};
const bookings = () => rowsOf('seat_bookings where trip_id = ?');
const events = () => rowsOf('messaging.outbox where subject = ?');

/** Something is under way at the trip, and waits for its lock, until it is released. */
async function busy(): Promise<{ first: Promise<unknown>; release: () => Promise<void> }> {
  const em = orm.em.fork();
  await em.begin();
  await em.execute('select from trips where id = ? for update', [tripId]);
  const first = book('p_first', [40]);
  await untilBlocked(orm, 1);
  return { first, release: () => em.rollback() };
}

/** Does it, with a word before each of the desk's statements. */
async function watchingStatements(
  before: (kind: 'look' | 'book') => Promise<void>,
  act: () => Promise<void>,
): Promise<void> {
  const kysely = orm.em.getKysely();
  const executeQuery = kysely.executeQuery;
  kysely.executeQuery = async function (this: typeof kysely, query: CompiledQuery) {
    await before(query.sql.startsWith('/* named book_seats') ? 'book' : 'look');
    return executeQuery.call(this, query);
  } as typeof executeQuery;
  try {
    await act();
  } finally {
    kysely.executeQuery = executeQuery;
  }
}

test('a request that the database does not take fails alone', async () => {
  const { first, release } = await busy();
  const good = Array.from({ length: 19 }, (_, at) => book(`p_${at}`, [at + 1]));
  const bad = book('p_bad', [30], { name: 'x'.repeat(300) });
  await release();
  expect(await first).toEqual([40]);
  expect(await Promise.all(good)).toEqual(Array.from({ length: 19 }, (_, at) => [at + 1]));
  expect(await bad).toMatchObject({ code: '22001' });
  expect([await bookings(), await events()]).toEqual([20, 20]);
});

test('of those that come while one is under way all are the next batch: a look and a statement', async () => {
  const { first, release } = await busy();
  const looked = new Map<string, number>();
  await watchingStatements(
    async (kind) => void looked.set(kind, (looked.get(kind) ?? 0) + 1),
    async () => {
      const others = Array.from({ length: 30 }, (_, at) => book(`p_${at}`, [at + 1]));
      await release();
      await Promise.all([first, ...others]);
    },
  );
  expect([...looked]).toEqual([
    ['look', 1],
    ['book', 1],
  ]);
  expect(await bookings()).toBe(31);
});

test('who is beaten by one of the same batch is told once that one is written', async () => {
  const { first, release } = await busy();
  const winner = book('p_1', [1, 2]);
  let answered = false;
  const loser = book('p_2', [2, 3]).finally(() => {
    answered = true;
  });
  const third = book('p_3', [3]);
  await new Promise(setImmediate);
  expect(answered).toBe(false);
  await release();
  expect(await winner).toEqual([1, 2]);
  expect(await loser).toEqual({ code: 'SEAT_TAKEN', seatNumbers: [2, 3] });
  expect(await third).toEqual([3]);
  expect(await first).toEqual([40]);
});

test('is not beaten by one whose own booking fails', async () => {
  const { first, release } = await busy();
  const failing = book('p_1', [1, 2], { name: 'x'.repeat(300) });
  const next = book('p_2', [2, 3]);
  await release();
  expect(await failing).toMatchObject({ code: '22001' });
  expect(await next).toEqual([2, 3]);
  expect(await first).toEqual([40]);
});

test('who was refused stays refused, when another of the batch fails and the seat is free by then', async () => {
  expect(await book('p_holder', [7])).toEqual([7]);
  const { first, release } = await busy();
  const refused = book('p_1', [7]);
  const bad = book('p_bad', [30], { name: 'x'.repeat(300) });
  const good = book('p_2', [8]);
  const free = `update seat_bookings set status = 'CANCELLED' where trip_id = ? and seat_number = 7`;
  await watchingStatements(
    async (kind) => void (kind === 'book' && (await orm.em.getConnection().execute(free, [tripId]))),
    async () => {
      await release();
      expect(await refused).toEqual({ code: 'SEAT_TAKEN', seatNumbers: [7] });
      expect(await bad).toMatchObject({ code: '22001' });
      expect(await good).toEqual([8]);
    },
  );
  expect(await first).toEqual([40]);
  expect(await rowsOf(`seat_bookings where trip_id = ? and status = 'PENDING' and passenger_id = 'p_1'`)).toBe(0);
  expect(await events()).toBe(3);
});

test('twins of one key in a batch have one result', async () => {
  const { release } = await busy();
  const twins = [1, 2, 3].map(() => book('p_1', [5], { idempotencyKey: 'twin' }));
  const other = book('p_1', [6], { idempotencyKey: 'twin' });
  await release();
  expect(await Promise.all(twins)).toEqual([[5], [5], [5]]);
  expect(await other).toEqual({ code: 'IDEMPOTENCY_CONFLICT' });
  expect(await bookings()).toBe(2);
});

test("one passenger's requests in a batch keep within the limits together", async () => {
  const { release } = await busy();
  const asked = Array.from({ length: 12 }, (_, at) => book('p_1', [at + 1]));
  await release();
  const answers = await Promise.all(asked);
  expect(answers.filter(Array.isArray)).toHaveLength(10);
  expect(answers.filter((answer) => !Array.isArray(answer))).toEqual([
    { code: 'RATE_LIMITED' },
    { code: 'RATE_LIMITED' },
  ]);
});

test('more than may wait are told to come again', async () => {
  const { first, release } = await busy();
  const asked = Array.from({ length: limits.bookingBatch + 1 }, (_, at) => book(`p_${at}`, [1 + (at % 39)]));
  expect(await asked.at(-1)).toEqual({ code: 'RATE_LIMITED', retryAfter: 1 });
  await release();
  const answers = await Promise.all(asked);
  expect(answers.filter(Array.isArray)).toHaveLength(39);
  expect(await first).toEqual([40]);
});

/** While it acts, PostgreSQL undoes so many bookings of seats, as it does for a deadlock. */
async function deadlocking(times: number, act: () => Promise<void>): Promise<void> {
  const connection = orm.em.getConnection();
  await connection.execute(`
    create sequence deadlocks;
    create function deadlock() returns trigger language plpgsql as $$ begin
      if nextval('deadlocks') <= ${times} then raise exception 'deadlock' using errcode = '40P01'; end if;
      return new;
    end $$;
    create trigger deadlock before insert on seat_bookings for each row execute function deadlock()`);
  try {
    await act();
  } finally {
    await connection.execute('drop function deadlock cascade; drop sequence deadlocks');
  }
}

test('what a deadlock undid is done again, once', async () => {
  await deadlocking(3, async () => expect(await book('p_1', [1, 2], { idempotencyKey: 'deadlock' })).toEqual([1, 2]));
  expect([await bookings(), await events(), commits]).toEqual([2, 2, 1]);
});

test('who loses every time is told to come again, and nothing is left behind', async () => {
  const request = () => book('p_1', [1], { idempotencyKey: 'hopeless' });
  await deadlocking(1_000, async () => expect(await request()).toEqual({ code: 'RATE_LIMITED', retryAfter: 1 }));
  expect([await bookings(), await events(), commits]).toEqual([0, 0, 0]);
  expect(await request()).toEqual([1]);
});

test('a connection that is killed costs the batch that it had, whole, and no other', async () => {
  const { first, release } = await busy();
  // The batch will have the trip, and wait for whether this key is taken.
  const holder = orm.em.fork();
  await holder.begin();
  await holder.execute(
    `insert into idempotency_keys (id, created_at, updated_at, account_id, operation, key, request_hash, result_ids)
     values (?, now(), now(), 'p_1', 'bookSeats', 'held', 'x', '[]')`,
    [newId('k')],
  );
  const batch = [book('p_1', [1], { idempotencyKey: 'held' }), ...[2, 3, 4].map((seat) => book(`p_${seat}`, [seat]))];
  await release();
  expect(await first).toEqual([40]);
  await untilBlocked(orm, 1);
  await orm.em
    .getConnection()
    .execute(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
  for (const answer of await Promise.all(batch)) expect(answer).toBeInstanceOf(Error);
  await holder.rollback();
  expect([await bookings(), await events()]).toEqual([1, 1]);
  expect(await book('p_2', [2])).toEqual([2]);
});
