import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { InFlightQueries, maxRunDelay } from './in-flight-queries.ts';

interface BegunRun {
  key: string;
  signal: AbortSignal;
  end: (result: string) => void;
  fail: (error: Error) => void;
}

let queries: InFlightQueries<string>;
let begun: BegunRun[];

beforeEach(() => {
  jest.useFakeTimers();
  queries = new InFlightQueries();
  begun = [];
});

afterEach(() => {
  jest.useRealTimers();
});

interface QueryOptions {
  since?: number;
  key?: string;
  signal?: AbortSignal;
}

function query({ since = queries.now(), key = 'q', signal = new AbortController().signal }: QueryOptions = {}) {
  const result = queries.run(key, { since, signal }, (all) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    all.addEventListener('abort', () => reject(all.reason));
    begun.push({ key, signal: all, end: resolve, fail: reject });
    return promise;
  });
  result.catch(() => {});
  return result;
}

/** Ends the turn of the event loop. */
const turn = () => jest.advanceTimersByTimeAsync(0);
const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

describe('while none is in flight', () => {
  test('a query begins at once, with the signal of its caller', async () => {
    const { signal } = new AbortController();
    const result = query({ signal });
    expect(begun).toHaveLength(1);
    expect(begun[0]?.signal).toBe(signal);
    begun[0]?.end('yes');
    expect(await result).toBe('yes');
  });

  test('after another has ended a query begins without a delay', async () => {
    for (const count of [1, 2, 3]) {
      const result = query();
      expect(begun).toHaveLength(count);
      begun.at(-1)?.end('yes');
      await result;
    }
  });

  test('a query with another key begins too', () => {
    query({ key: 'one' });
    query({ key: 'other' });
    expect(begun.map(({ key }) => key)).toEqual(['one', 'other']);
  });
});

describe('while a run is in flight', () => {
  test('later queries share the next, which begins when the first ends', async () => {
    const first = query();
    const later = [query(), query(), query()];
    await pass(4);
    expect(begun).toHaveLength(1);
    begun[0]?.fail(new Error('lost'));
    await expect(first).rejects.toThrow('lost');
    expect(begun).toHaveLength(2);
    begun[1]?.end('yes');
    expect(await Promise.all(later)).toEqual(['yes', 'yes', 'yes']);
  });

  test('a query never shares one that began before it', async () => {
    const [first, second] = [query(), query()];
    await pass(5);
    const third = query();
    await pass(maxRunDelay);
    expect(begun).toHaveLength(3);
    for (const [at, result] of ['old', 'newer', 'new'].entries()) begun[at]?.end(result);
    expect(await Promise.all([first, second, third])).toEqual(['old', 'newer', 'new']);
  });

  test('a query shares one that began after the moment it names', async () => {
    query();
    const since = queries.now();
    query();
    await pass(5);
    const result = query({ since });
    await pass(maxRunDelay);
    expect(begun).toHaveLength(2);
    begun[1]?.end('yes');
    expect(await result).toBe('yes');
  });

  test('the next begins after 5 ms for each in flight', async () => {
    query();
    const start = performance.now();
    const times: number[] = [];
    for (let count = 1; count <= 4; count++) {
      query();
      while (begun.length === count) await pass(1);
      times.push(performance.now() - start);
    }
    expect(times).toEqual([5, 15, 30, 50]);
  });

  test('the next begins at once when the newest has been in flight for longer', async () => {
    query();
    await pass(100);
    query();
    await turn();
    expect(begun).toHaveLength(2);
  });

  test('a query waits for no longer than the longest delay, however many are in flight', async () => {
    let waited = 0;
    // None of them ends. After fifty, the delay that grows with them would be longer.
    while (begun.length <= 60) {
      const before = begun.length;
      for (waited = 0; begun.length === before; waited += 5) {
        query();
        await pass(5);
      }
    }
    expect(waited).toBe(maxRunDelay);
  });

  test('a slow subgraph gets few of many queries', async () => {
    for (let at = 0; at < 1_000; at++) {
      query();
      await pass(1);
    }
    expect(begun.length).toBeGreaterThan(10);
    expect(begun.length).toBeLessThan(25);
  });
});

describe('a caller that aborts', () => {
  test('leaves the run to the others', async () => {
    query();
    const caller = new AbortController();
    const [left, stays] = [query({ signal: caller.signal }), query()];
    await pass(5);
    caller.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    expect(begun[1]?.signal.aborted).toBe(false);
    begun[1]?.end('yes');
    expect(await stays).toBe('yes');
  });

  test('as the last one aborts the run, which later queries do not share', async () => {
    query();
    const since = queries.now();
    const caller = new AbortController();
    query({ signal: caller.signal });
    await pass(5);
    caller.abort(new Error('left'));
    expect(begun[1]?.signal.aborted).toBe(true);
    const result = query({ since });
    await pass(maxRunDelay);
    expect(begun).toHaveLength(3);
    begun[2]?.end('yes');
    expect(await result).toBe('yes');
  });

  test('as the last one before the run begins prevents it', async () => {
    query();
    const caller = new AbortController();
    query({ signal: caller.signal });
    caller.abort(new Error('left'));
    await pass(maxRunDelay);
    expect(begun).toHaveLength(1);
  });

  test('beforehand shares nothing', async () => {
    query();
    await expect(query({ signal: AbortSignal.abort(new Error('left')) })).rejects.toThrow('left');
    await pass(maxRunDelay);
    expect(begun).toHaveLength(1);
  });
});

test('remembers nothing of queries that have ended', async () => {
  const [first, second] = [query(), query()];
  begun[0]?.end('one');
  await first;
  begun[1]?.end('other');
  await second;
  const { signal } = new AbortController();
  query({ signal });
  // A query that met no other has the signal of its caller.
  expect(begun[2]?.signal).toBe(signal);
});
