import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { CompiledQuery } from 'kysely';
import { Refusal } from '#platform/errors/refusal.ts';
import { idGenerator } from '#platform/ids.ts';
import { untilBlocked } from '#test-kit/statements.ts';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { openTripsDatabase } from '../../../testing/open-trips-database.ts';
import { type BookSeats, bookSeats } from './book-seats.ts';
import { BookingQueue, maxQueuedRequests } from './booking-queue.ts';

const now = new Date('2031-01-01T00:00:00Z');
const newId = idGenerator({ now: () => now });
let stored: TestDatabase;
let orm: MikroORM;
let queue: BookingQueue;
let commits: number;
let tripId: string;

beforeAll(async () => {
  stored = await testDatabase('trips');
  orm = await openTripsDatabase(stored.url);
});

afterAll(async () => {
  await orm.close(true);
  await stored.drop();
});

beforeEach(async () => {
  commits = 0;
  queue = new BookingQueue(orm.em, () => {
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

/** Requests seats for a passenger. Returns the booked seats, the refusal or the error. */
async function book(
  passenger: string,
  seatNumbers: number[],
  { name = 'Mona', ...input }: { name?: string; idempotencyKey?: string; deadline?: number } = {},
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
    vehicle: () => Promise.reject(new Error('not expected')),
    passenger: () => Promise.reject(new Error('not expected')),
  };
  try {
    const action = { tripId, seatNumbers, ...input, actor, address: null, now, newId, users, queue };
    const bookings = await bookSeats(orm.em.fork(), action);
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

/** Blocks the trip's first batch on its lock, until it is released. */
async function blockFirstBatch(): Promise<{ first: Promise<unknown>; release: () => Promise<void> }> {
  const em = orm.em.fork();
  await em.begin();
  await em.execute('select from trips where id = ? for update', [tripId]);
  const first = book('p_first', [40]);
  await untilBlocked(orm, 1);
  return { first, release: () => em.rollback() };
}

/** Runs the function, and calls `before` before each statement of the queue. */
async function watchingStatements(
  before: (kind: 'check' | 'book') => Promise<void>,
  run: () => Promise<void>,
): Promise<void> {
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
}

test('fails only the request with invalid data', async () => {
  const { first, release } = await blockFirstBatch();
  const valid = Array.from({ length: 19 }, (_, at) => book(`p_${at}`, [at + 1]));
  const invalid = book('p_bad', [30], { name: 'x'.repeat(300) });
  await release();
  expect(await first).toEqual([40]);
  expect(await Promise.all(valid)).toEqual(Array.from({ length: 19 }, (_, at) => [at + 1]));
  expect(await invalid).toMatchObject({ code: '22001' });
  expect([await bookings(), await events()]).toEqual([20, 20]);
});

test('books nothing for a request whose deadline passes before its turn', async () => {
  const { first, release } = await blockFirstBatch();
  const late = book('p_late', [1], { deadline: performance.now() });
  const inTime = book('p_in_time', [1], { deadline: performance.now() + 60_000 });
  await release();
  expect(await Promise.all([first, late, inTime])).toEqual([[40], { code: 'SUBGRAPH_TIMEOUT' }, [1]]);
  expect([await bookings(), await events()]).toEqual([2, 2]);
});

test('checks and books all requests that arrive during a batch with two statements', async () => {
  const { first, release } = await blockFirstBatch();
  const statements = new Map<string, number>();
  await watchingStatements(
    async (kind) => void statements.set(kind, (statements.get(kind) ?? 0) + 1),
    async () => {
      const others = Array.from({ length: 30 }, (_, at) => book(`p_${at}`, [at + 1]));
      await release();
      await Promise.all([first, ...others]);
    },
  );
  expect([...statements]).toEqual([
    ['check', 1],
    ['book', 1],
  ]);
  expect(await bookings()).toBe(31);
});

test('refuses a request for a seat of the same batch only after that seat is written', async () => {
  const { first, release } = await blockFirstBatch();
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

test('does not refuse a request for a seat of another that fails', async () => {
  const { first, release } = await blockFirstBatch();
  const failing = book('p_1', [1, 2], { name: 'x'.repeat(300) });
  const next = book('p_2', [2, 3]);
  await release();
  expect(await failing).toMatchObject({ code: '22001' });
  expect(await next).toEqual([2, 3]);
  expect(await first).toEqual([40]);
});

test('keeps a refusal when another request of the batch fails and the seat becomes free', async () => {
  expect(await book('p_earlier', [7])).toEqual([7]);
  const { first, release } = await blockFirstBatch();
  const refused = book('p_1', [7]);
  const invalid = book('p_bad', [30], { name: 'x'.repeat(300) });
  const valid = book('p_2', [8]);
  const cancel = `update seat_bookings set status = 'CANCELLED' where trip_id = ? and seat_number = 7`;
  await watchingStatements(
    async (kind) => void (kind === 'book' && (await orm.em.getConnection().execute(cancel, [tripId]))),
    async () => {
      await release();
      expect(await refused).toEqual({ code: 'SEAT_TAKEN', seatNumbers: [7] });
      expect(await invalid).toMatchObject({ code: '22001' });
      expect(await valid).toEqual([8]);
    },
  );
  expect(await first).toEqual([40]);
  expect(await rowsOf(`seat_bookings where trip_id = ? and status = 'PENDING' and passenger_id = 'p_1'`)).toBe(0);
  expect(await events()).toBe(3);
});

test('returns one result for requests with one key in a batch', async () => {
  const { release } = await blockFirstBatch();
  const repeated = [1, 2, 3].map(() => book('p_1', [5], { idempotencyKey: 'key' }));
  const other = book('p_1', [6], { idempotencyKey: 'key' });
  await release();
  expect(await Promise.all(repeated)).toEqual([[5], [5], [5]]);
  expect(await other).toEqual({ code: 'IDEMPOTENCY_CONFLICT' });
  expect(await bookings()).toBe(2);
});

test("applies the limits to all of one passenger's requests in a batch", async () => {
  const { release } = await blockFirstBatch();
  const requests = Array.from({ length: 12 }, (_, at) => book('p_1', [at + 1]));
  await release();
  const answers = await Promise.all(requests);
  expect(answers.filter(Array.isArray)).toHaveLength(10);
  expect(answers.filter((answer) => !Array.isArray(answer))).toEqual([
    { code: 'RATE_LIMITED' },
    { code: 'RATE_LIMITED' },
  ]);
});

test('refuses requests beyond the queue with retryAfter', async () => {
  const { first, release } = await blockFirstBatch();
  const requests = Array.from({ length: maxQueuedRequests + 1 }, (_, at) => book(`p_${at}`, [1 + (at % 39)]));
  expect(await requests.at(-1)).toEqual({ code: 'RATE_LIMITED', retryAfter: 1 });
  await release();
  const answers = await Promise.all(requests);
  expect(answers.filter(Array.isArray)).toHaveLength(39);
  expect(await first).toEqual([40]);
});

/** Makes PostgreSQL fail this many inserts of bookings with a deadlock while the function runs. */
async function deadlocking(times: number, run: () => Promise<void>): Promise<void> {
  const connection = orm.em.getConnection();
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
}

test('retries after a deadlock, and books once', async () => {
  await deadlocking(3, async () => expect(await book('p_1', [1, 2], { idempotencyKey: 'deadlock' })).toEqual([1, 2]));
  expect([await bookings(), await events(), commits]).toEqual([2, 2, 1]);
});

test('refuses with retryAfter after repeated deadlocks, and writes nothing', async () => {
  const request = () => book('p_1', [1], { idempotencyKey: 'deadlocked' });
  await deadlocking(1_000, async () => expect(await request()).toEqual({ code: 'RATE_LIMITED', retryAfter: 1 }));
  expect([await bookings(), await events(), commits]).toEqual([0, 0, 0]);
  expect(await request()).toEqual([1]);
});

test('fails the whole batch of a killed connection, and no other', async () => {
  const { first, release } = await blockFirstBatch();
  // The batch locks the trip and then waits for this uncommitted key.
  const holder = orm.em.fork();
  await holder.begin();
  await holder.execute(
    `insert into idempotency_keys (id, created_at, updated_at, account_id, operation, key, request_hash, result_ids)
     values (?, now(), now(), 'p_1', 'bookSeats', 'locked', 'x', '[]')`,
    [newId('k')],
  );
  const batch = [book('p_1', [1], { idempotencyKey: 'locked' }), ...[2, 3, 4].map((seat) => book(`p_${seat}`, [seat]))];
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
