import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from 'redis';
import { hasRedis, startRedis, type TestRedis } from '#test-kit/redis.ts';
import { until } from '#test-kit/until.ts';
import { type LimitedGraph, startLimitedGraph } from './testing/limited-graph.ts';

const describeWithRedis = hasRedis('rate limits that gateways share') ? describe : describe.skip;

describeWithRedis('gateways with one Redis', () => {
  const limit = 3;
  let redis: TestRedis;
  let graphs: LimitedGraph[];
  beforeAll(async () => {
    redis = await startRedis();
    const settings = { redisUrl: redis.url };
    graphs = [
      await startLimitedGraph({ 'address-requests': limit, 'account-requests': limit }, settings),
      await startLimitedGraph({ 'address-requests': limit, 'account-requests': limit }, settings),
    ];
    await untilCountedInRedis();
  });
  afterEach(async () => {
    redis.signal('SIGCONT');
    if (!redis.isRunning()) await redis.start();
    await untilCountedInRedis();
  });
  afterAll(async () => {
    await Promise.all(graphs.map((graph) => graph.stop()));
    await redis.stop();
  });

  let addresses = 0;
  const newAddress = () => `198.51.${addresses >> 8}.${addresses++ & 255}`;
  /** Sends requests of an address to the gateways in turn. */
  const statuses = async (address: string, count: number, headers = {}): Promise<number[]> => {
    const results: number[] = [];
    for (let at = 0; at < count; at++) {
      const graph = graphs[at % graphs.length] as LimitedGraph;
      results.push((await graph.send(address, '{ hello }', headers)).status);
    }
    return results;
  };
  const withoutRedis = async () => {
    const metrics = await Promise.all(graphs.map((graph) => graph.metrics()));
    return metrics.map((text) => Number(/^rate_limits_without_redis\{.*\} (\d)$/m.exec(text)?.[1]));
  };
  /** A gateway notices a Redis that is back by a request. */
  const untilCountedInRedis = () =>
    until(async () => {
      await Promise.all(graphs.map((graph) => graph.send(newAddress(), '{ hello }')));
      return (await withoutRedis()).every((value) => value === 0);
    });

  test('count an address and an account together', async () => {
    expect(await statuses(newAddress(), 4)).toEqual([200, 200, 200, 429]);
    const authorization = `Bearer ${await graphs[0]?.tokenOf('p_shared')}`;
    const ofAccount: number[] = [];
    for (let at = 0; at < 4; at++) ofAccount.push(...(await statuses(newAddress(), 1, { authorization })));
    expect(ofAccount).toEqual([200, 200, 200, 429]);
  });

  test('send the headers of the limits in Redis', async () => {
    const address = newAddress();
    const left: (string | null)[] = [];
    for (const graph of [...graphs, ...graphs]) {
      const { headers } = await graph.send(address, '{ hello }');
      left.push(headers.get('ratelimit-remaining'));
      expect(Number(headers.get('ratelimit-reset'))).toBeLessThanOrEqual(60);
    }
    expect(left).toEqual(['2', '1', '0', '0']);
  });

  test('refuse an invalid operation above a limit too', async () => {
    const address = newAddress();
    const [graph] = graphs as [LimitedGraph];
    for (let at = 0; at < limit; at++) expect((await graph.send(address, '{ nothing }')).status).toBe(200);
    expect((await graph.send(address, '{ nothing }')).status).toBe(429);
  });

  test('refuse the connection of a WebSocket above a limit', async () => {
    const address = newAddress();
    await statuses(address, limit);
    for (const graph of graphs) expect((await graph.upgrade(address)).status).toBe(429);
    expect((await graphs[0]?.upgrade(newAddress()))?.status).toBe(101);
  });

  test('store neither an address nor an account, and nothing for more than a minute', async () => {
    const address = newAddress();
    const account = 'p_nobody_sees_this';
    await statuses(address, 2, { authorization: `Bearer ${await graphs[0]?.tokenOf(account)}` });
    const client = await createClient({ url: redis.url }).connect();
    try {
      const keys = await client.keys('*');
      expect(keys.length).toBeGreaterThan(1);
      for (const key of keys) {
        expect(key).toMatch(/^masar:limits:(?:address|account)-requests:[\w-]{43}$/);
        const seconds = await client.ttl(key);
        expect(seconds).toBeGreaterThan(0);
        expect(seconds).toBeLessThanOrEqual(60);
      }
    } finally {
      client.destroy();
    }
  });

  test('count by themselves while Redis is down, and together again when it is back', async () => {
    await redis.kill();
    const address = newAddress();
    // Each has a limit of its own.
    expect(await statuses(address, 8)).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    expect(await withoutRedis()).toEqual([1, 1]);
    await redis.start();
    await untilCountedInRedis();
    expect(await statuses(newAddress(), 4)).toEqual([200, 200, 200, 429]);
  });

  test('count by themselves while Redis does not answer', async () => {
    redis.signal('SIGSTOP');
    const address = newAddress();
    expect(await statuses(address, 8)).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    expect(await withoutRedis()).toEqual([1, 1]);
  });
});

describeWithRedis('a gateway whose Redis is not there when it starts', () => {
  test('counts by itself', async () => {
    const redis = await startRedis();
    await redis.kill();
    const graph = await startLimitedGraph({ 'address-requests': 1 }, { redisUrl: redis.url });
    try {
      expect((await graph.send('198.51.100.1', '{ hello }')).status).toBe(200);
      expect((await graph.send('198.51.100.1', '{ hello }')).status).toBe(429);
    } finally {
      await graph.stop();
      await redis.stop();
    }
  });
});
