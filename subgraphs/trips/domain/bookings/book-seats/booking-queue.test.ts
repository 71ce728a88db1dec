import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { untilBlocked } from '#test-kit/statements.ts';
import { type QueueHarness, startQueue } from '../../../testing/queue-harness.ts';
import { maxQueuedRequests } from './booking-queue.ts';

let harness: QueueHarness;
const book: QueueHarness['book'] = (...request) => harness.book(...request);

beforeAll(async () => {
  harness = await startQueue();
});

afterAll(() => harness.stop());

beforeEach(() => harness.newTrip());

test('fails only the request with invalid data', async () => {
  const { first, release } = await harness.blockFirstBatch();
  const valid = Array.from({ length: 19 }, (_, at) => book(`p_${at}`, [at + 1]));
  const invalid = book('p_bad', [30], { name: 'x'.repeat(300) });
  await release();
  expect(await first).toEqual([40]);
  expect(await Promise.all(valid)).toEqual(Array.from({ length: 19 }, (_, at) => [at + 1]));
  expect(await invalid).toMatchObject({ code: '22001' });
  expect([await harness.bookings(), await harness.events()]).toEqual([20, 20]);
});

test('books nothing for a request whose deadline passes before its turn', async () => {
  const { first, release } = await harness.blockFirstBatch();
  const late = book('p_late', [1], { deadline: performance.now() });
  const inTime = book('p_in_time', [1], { deadline: performance.now() + 60_000 });
  await release();
  expect(await Promise.all([first, late, inTime])).toEqual([[40], { code: 'SUBGRAPH_TIMEOUT' }, [1]]);
  expect([await harness.bookings(), await harness.events()]).toEqual([2, 2]);
});

test('checks and books all requests that arrive during a batch with two statements', async () => {
  const { first, release } = await harness.blockFirstBatch();
  const statements = new Map<string, number>();
  await harness.watchingStatements(
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
  expect(await harness.bookings()).toBe(31);
});

test('refuses a request for a seat of the same batch only after that seat is written', async () => {
  const { first, release } = await harness.blockFirstBatch();
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
  const { first, release } = await harness.blockFirstBatch();
  const failing = book('p_1', [1, 2], { name: 'x'.repeat(300) });
  const next = book('p_2', [2, 3]);
  await release();
  expect(await failing).toMatchObject({ code: '22001' });
  expect(await next).toEqual([2, 3]);
  expect(await first).toEqual([40]);
});

test('keeps a refusal when another request of the batch fails and the seat becomes free', async () => {
  expect(await book('p_earlier', [7])).toEqual([7]);
  const { first, release } = await harness.blockFirstBatch();
  const refused = book('p_1', [7]);
  const invalid = book('p_bad', [30], { name: 'x'.repeat(300) });
  const valid = book('p_2', [8]);
  const cancel = `update seat_bookings set status = 'CANCELLED' where trip_id = ? and seat_number = 7`;
  await harness.watchingStatements(
    async (kind) =>
      void (kind === 'book' && (await harness.orm.em.getConnection().execute(cancel, [harness.tripId()]))),
    async () => {
      await release();
      expect(await refused).toEqual({ code: 'SEAT_TAKEN', seatNumbers: [7] });
      expect(await invalid).toMatchObject({ code: '22001' });
      expect(await valid).toEqual([8]);
    },
  );
  expect(await first).toEqual([40]);
  expect(await harness.rowsOf(`seat_bookings where trip_id = ? and status = 'PENDING' and passenger_id = 'p_1'`)).toBe(
    0,
  );
  expect(await harness.events()).toBe(3);
});

test('returns one result for requests with one key in a batch', async () => {
  const { release } = await harness.blockFirstBatch();
  const repeated = [1, 2, 3].map(() => book('p_1', [5], { idempotencyKey: 'key' }));
  const other = book('p_1', [6], { idempotencyKey: 'key' });
  await release();
  expect(await Promise.all(repeated)).toEqual([[5], [5], [5]]);
  expect(await other).toEqual({ code: 'IDEMPOTENCY_CONFLICT' });
  expect(await harness.bookings()).toBe(2);
});

test("applies the limits to all of one passenger's requests in a batch", async () => {
  const { release } = await harness.blockFirstBatch();
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
  const { first, release } = await harness.blockFirstBatch();
  const requests = Array.from({ length: maxQueuedRequests + 1 }, (_, at) => book(`p_${at}`, [1 + (at % 39)]));
  expect(await requests.at(-1)).toEqual({ code: 'RATE_LIMITED', retryAfter: 1 });
  await release();
  const answers = await Promise.all(requests);
  expect(answers.filter(Array.isArray)).toHaveLength(39);
  expect(await first).toEqual([40]);
});

test('retries after a deadlock, and books once', async () => {
  await harness.deadlocking(3, async () =>
    expect(await book('p_1', [1, 2], { idempotencyKey: 'deadlock' })).toEqual([1, 2]),
  );
  expect([await harness.bookings(), await harness.events(), harness.commits()]).toEqual([2, 2, 1]);
});

test('refuses with retryAfter after repeated deadlocks, and writes nothing', async () => {
  const request = () => book('p_1', [1], { idempotencyKey: 'deadlocked' });
  await harness.deadlocking(1_000, async () =>
    expect(await request()).toEqual({ code: 'RATE_LIMITED', retryAfter: 1 }),
  );
  expect([await harness.bookings(), await harness.events(), harness.commits()]).toEqual([0, 0, 0]);
  expect(await request()).toEqual([1]);
});

test('fails the whole batch of a killed connection, and no other', async () => {
  const { first, release } = await harness.blockFirstBatch();
  // The batch locks the trip and then waits for this uncommitted key.
  const holder = harness.orm.em.fork();
  await holder.begin();
  await holder.execute(
    `insert into idempotency_keys (id, created_at, updated_at, account_id, operation, key, request_hash, result_ids)
     values (?, now(), now(), 'p_1', 'bookSeats', 'locked', 'x', '[]')`,
    [harness.newId('k')],
  );
  const batch = [book('p_1', [1], { idempotencyKey: 'locked' }), ...[2, 3, 4].map((seat) => book(`p_${seat}`, [seat]))];
  await release();
  expect(await first).toEqual([40]);
  await untilBlocked(harness.orm, 1);
  await harness.orm.em
    .getConnection()
    .execute(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
  for (const answer of await Promise.all(batch)) expect(answer).toBeInstanceOf(Error);
  await holder.rollback();
  expect([await harness.bookings(), await harness.events()]).toEqual([1, 1]);
  expect(await book('p_2', [2])).toEqual([2]);
});

describe('a batch with requests for seats of any number', () => {
  test('decides them together with the numbered ones, in order', async () => {
    const { first, release } = await harness.blockFirstBatch();
    const requests: (number[] | number)[] = [[3], 2, [2], 10, 10, 10, [39], 6, 1, 1];
    const answers = requests.map((seats, at) => book(`p_${at}`, seats));
    await release();
    const seats = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
    expect(await Promise.all(answers)).toEqual([
      [3],
      [1, 2],
      { code: 'SEAT_TAKEN', seatNumbers: [2] },
      seats(4, 13),
      seats(14, 23),
      seats(24, 33),
      [39],
      { code: 'SEAT_TAKEN', seatNumbers: [] },
      [34],
      [35],
    ]);
    expect(await first).toEqual([40]);
  });

  test('takes one transaction, and a read without the lock before it and after it', async () => {
    const { first, release } = await harness.blockFirstBatch();
    const withoutLock: string[] = [];
    await harness.watchingStatements(
      async (kind) => void withoutLock.push(kind),
      async () => {
        const others = Array.from({ length: 30 }, (_, at) => book(`p_${at}`, 1 + (at % 2)));
        await release();
        await Promise.all([first, ...others]);
      },
    );
    expect(withoutLock).toEqual(['check', 'check']);
    expect([await harness.bookings(), harness.commits()]).toEqual([40, 2]);
  });

  test('fails only the request with invalid data', async () => {
    const { first, release } = await harness.blockFirstBatch();
    const before = book('p_1', 2);
    const invalid = book('p_bad', 3, { name: 'x'.repeat(300) });
    const after = book('p_2', 2);
    await release();
    expect(await invalid).toMatchObject({ code: '22001' });
    expect(await Promise.all([first, before, after])).toEqual([[40], [1, 2], [3, 4]]);
    expect([await harness.bookings(), await harness.events()]).toEqual([5, 5]);
  });

  test('retries after a deadlock, and books once', async () => {
    await harness.deadlocking(3, async () => expect(await book('p_1', 2, { idempotencyKey: 'any' })).toEqual([1, 2]));
    expect([await harness.bookings(), await harness.events(), harness.commits()]).toEqual([2, 2, 1]);
  });

  test("applies the limits to all of one passenger's requests", async () => {
    const { release } = await harness.blockFirstBatch();
    const answers = Promise.all([6, 3, 2, 1].map((count) => book('p_1', count)));
    await release();
    const taken = [[1, 2, 3, 4, 5, 6], [7, 8, 9], { code: 'RATE_LIMITED' }, [10]];
    expect(await answers).toEqual(taken);
  });
});
