import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { InFlightQueries, maxSendDelay } from './in-flight-queries.ts';

interface SentRequest {
  key: string;
  signal: AbortSignal;
  respond: (response: string) => void;
  fail: (error: Error) => void;
}

let queries: InFlightQueries<string>;
let sent: SentRequest[];

beforeEach(() => {
  jest.useFakeTimers();
  queries = new InFlightQueries();
  sent = [];
});

afterEach(() => {
  jest.useRealTimers();
});

interface FetchOptions {
  since?: number;
  key?: string;
  signal?: AbortSignal;
}

function fetch({ since = queries.now(), key = 'q', signal = new AbortController().signal }: FetchOptions = {}) {
  const response = queries.fetch(key, { since, signal }, (all) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    all.addEventListener('abort', () => reject(all.reason));
    sent.push({ key, signal: all, respond: resolve, fail: reject });
    return promise;
  });
  response.catch(() => {});
  return response;
}

/** Ends the turn of the event loop. */
const turn = () => jest.advanceTimersByTimeAsync(0);
const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

describe('a query', () => {
  test('shares one request with those of the same turn of the event loop', async () => {
    const responses = [fetch(), fetch(), fetch()];
    await turn();
    expect(sent).toHaveLength(1);
    sent[0]?.respond('yes');
    expect(await Promise.all(responses)).toEqual(['yes', 'yes', 'yes']);
  });

  test('never shares a request that was sent before it', async () => {
    const earlier = fetch();
    await turn();
    const later = fetch();
    await pass(5);
    expect(sent).toHaveLength(2);
    sent[1]?.respond('new');
    sent[0]?.respond('old');
    expect(await Promise.all([earlier, later])).toEqual(['old', 'new']);
  });

  test('shares a request that was sent after the moment it names', async () => {
    const since = queries.now();
    fetch();
    await turn();
    const response = fetch({ since });
    await pass(maxSendDelay);
    expect(sent).toHaveLength(1);
    sent[0]?.respond('yes');
    expect(await response).toBe('yes');
  });

  test('waits for no longer than the longest delay, however many requests are in flight', async () => {
    let waited = 0;
    // None of them ends. After fifty, the delay that grows with them would be longer.
    while (sent.length <= 60) {
      const before = sent.length;
      for (waited = 0; sent.length === before; waited += 5) {
        fetch();
        await pass(5);
      }
    }
    expect(waited).toBe(maxSendDelay);
  });

  test('with another key has its own request', async () => {
    fetch({ key: 'one' });
    fetch({ key: 'other' });
    await turn();
    expect(sent.map(({ key }) => key)).toEqual(['one', 'other']);
  });

  test('after a response sends a request without a delay', async () => {
    for (const count of [1, 2, 3]) {
      const response = fetch();
      await turn();
      expect(sent).toHaveLength(count);
      sent.at(-1)?.respond('yes');
      await response;
    }
  });
});

describe('while a request is in flight', () => {
  test('later queries share the next request, which is sent when the first ends', async () => {
    const first = fetch();
    await turn();
    const later = [fetch(), fetch(), fetch()];
    await pass(4);
    expect(sent).toHaveLength(1);
    sent[0]?.fail(new Error('lost'));
    await expect(first).rejects.toThrow('lost');
    await turn();
    expect(sent).toHaveLength(2);
    sent[1]?.respond('yes');
    expect(await Promise.all(later)).toEqual(['yes', 'yes', 'yes']);
  });

  test('the next is sent after 5 ms for each in flight', async () => {
    fetch();
    await turn();
    const start = performance.now();
    const times: number[] = [];
    for (let count = 1; count <= 4; count++) {
      fetch();
      while (sent.length === count) await pass(1);
      times.push(performance.now() - start);
    }
    expect(times).toEqual([5, 15, 30, 50]);
  });

  test('the next is sent at once when the newest has been in flight for longer', async () => {
    fetch();
    await pass(100);
    fetch();
    await turn();
    expect(sent).toHaveLength(2);
  });

  test('a slow subgraph gets few of many queries', async () => {
    for (let at = 0; at < 1_000; at++) {
      fetch();
      await pass(1);
    }
    expect(sent.length).toBeGreaterThan(10);
    expect(sent.length).toBeLessThan(25);
  });

  test('no query waits longer than the longest delay', async () => {
    for (let count = 0; count < 60; count++) {
      fetch();
      await pass(maxSendDelay);
      expect(sent).toHaveLength(count + 1);
    }
  });
});

describe('a caller that aborts', () => {
  test('leaves the request to the others', async () => {
    const caller = new AbortController();
    const [left, stays] = [fetch({ signal: caller.signal }), fetch()];
    await turn();
    caller.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    expect(sent[0]?.signal.aborted).toBe(false);
    sent[0]?.respond('yes');
    expect(await stays).toBe('yes');
  });

  test('as the last one aborts the request, which later queries do not share', async () => {
    const since = queries.now();
    const caller = new AbortController();
    fetch({ since, signal: caller.signal });
    await turn();
    caller.abort(new Error('left'));
    const response = fetch({ since });
    expect(sent[0]?.signal.aborted).toBe(true);
    await turn();
    const same = fetch({ since });
    await turn();
    expect(sent).toHaveLength(2);
    sent[1]?.respond('yes');
    expect(await Promise.all([response, same])).toEqual(['yes', 'yes']);
  });

  test('as the last one before the request is sent prevents it', async () => {
    const caller = new AbortController();
    fetch();
    await turn();
    fetch({ signal: caller.signal });
    caller.abort(new Error('left'));
    await pass(maxSendDelay);
    expect(sent).toHaveLength(1);
  });

  test('beforehand sends nothing', async () => {
    await expect(fetch({ signal: AbortSignal.abort(new Error('left')) })).rejects.toThrow('left');
    await turn();
    expect(sent).toHaveLength(0);
  });
});
