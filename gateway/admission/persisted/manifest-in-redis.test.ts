import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Redis } from '#platform/messaging/bus/redis-connection.ts';
import { withRedis } from '#platform/messaging/bus/with-redis.ts';
import type { Running } from '#platform/run/lifecycle.ts';
import { hasRedis, startRedis, type TestRedis } from '#test-kit/redis.ts';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { idOf, type ManifestOperation, maxPublished, type PublishedOperations } from './manifest.ts';
import { publishToRedis, readFromRedis } from './manifest-in-redis.ts';
import { watchManifest } from './watch-manifest.ts';

const operation = (n: number): ManifestOperation => {
  const body = `query Q${n} { a }`;
  return { id: idOf(body), name: `Q${n}`, type: 'query', body };
};
const operations = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => operation(from + at));

const describeWithRedis = hasRedis('published operations in Redis') ? describe : describe.skip;

describeWithRedis('published operations in Redis', () => {
  let redis: TestRedis;
  let watching: Running;
  let latest: PublishedOperations | undefined;
  const sizes: number[] = [];
  const publish = (...input: [readonly ManifestOperation[], 'add' | 'replace']) =>
    withRedis(redis.url, (connection) => publishToRedis(connection, ...input));
  const names = () => withRedis(redis.url, async (each) => (await readFromRedis(each)).map(({ name }) => name).sort());

  beforeAll(async () => {
    redis = await startRedis();
    watching = await watchManifest({ redisUrl: redis.url }, silent, (published) => {
      latest = published;
      sizes.push(published.bodies.size);
    });
  });

  afterAll(async () => {
    await watching.stop();
    await redis.stop();
  });

  test('are added by several publishers, and counted when new', async () => {
    expect(latest).toBeUndefined();
    const added = await Promise.all([publish(operations(0, 2), 'add'), publish(operations(1, 4), 'add')]);
    expect(added[0] ?? 0).toBeGreaterThan(0);
    expect((added[0] ?? 0) + (added[1] ?? 0)).toBe(4);
    expect(await names()).toEqual(['Q0', 'Q1', 'Q2', 'Q3']);
    await until(() => latest?.bodies.size === 4);
  });

  test('are replaced', async () => {
    await publish(operations(3, 5), 'replace');
    expect(await names()).toEqual(['Q3', 'Q4']);
    await until(() => latest?.bodies.size === 2);
  });

  test('stay within their number, and nothing changes beyond it', async () => {
    expect(await publish(operations(0, maxPublished), 'replace')).toBe(maxPublished);
    expect(await publish([operation(maxPublished)], 'add')).toBeNull();
    expect(await publish([operation(1)], 'add')).toBe(0);
    expect((await names()).length).toBe(maxPublished);
    await until(() => latest?.bodies.size === maxPublished);
  });

  test('stay known while Redis is away, and after it has lost its data', async () => {
    await redis.kill();
    await redis.start({ empty: true });
    const hasPolled = async (connection: Redis) =>
      (await connection.send<string>('', ['INFO', 'commandstats'])).includes('cmdstat_get:');
    await until(() => withRedis(redis.url, hasPolled));
    expect(await publish(operations(0, 3), 'add')).toBe(3);
    await until(() => latest?.bodies.size === 3);
    expect(sizes).not.toContain(0);
  });

  test('are needed for the start of a gateway', async () => {
    await redis.kill();
    const late = watchManifest({ redisUrl: redis.url }, silent, () => {});
    const settled = late.then(
      () => 'started',
      () => 'refused',
    );
    await redis.start();
    expect(await settled).toBe('started');
    await (await late).stop();
  });
});
