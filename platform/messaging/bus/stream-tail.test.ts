import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from 'redis';
import { hasRedis, startRedis, type TestRedis } from '#test-kit/redis.ts';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { systemClock } from '../../clock.ts';
import type { Watching } from './bus.ts';
import { RedisBus } from './redis-bus.ts';
import { streamOf } from './stream-layout.ts';

const overRedis = hasRedis('the gaps of a watched stream') ? describe : describe.skip;

overRedis('a watcher of a stream', () => {
  let redis: TestRedis;
  let bus: RedisBus;
  let source: string;
  let seen: string[];
  let watching: Watching;
  let made = 0;

  beforeAll(async () => {
    redis = await startRedis();
  });

  afterEach(() => bus.stop());

  afterAll(() => redis.stop());

  /** Records the ids of the events, and `gap`, of a stream of its own. */
  const watchStream = () => {
    bus = new RedisBus({ url: redis.url, clock: systemClock, log: silent });
    source = `source-${made++}`;
    seen = [];
    watching = bus.watch(source, {
      onEvents: (events) => seen.push(...events.map(({ id }) => id)),
      onGap: () => seen.push('gap'),
    });
  };
  /** Appends as a relay does, which verifies a start of Redis before, until it succeeds. */
  const append = (id: string) =>
    until(async () => {
      try {
        await bus.append(source, [JSON.stringify({ id, subject: 's' })], await bus.start(source, null));
        return true;
      } catch {
        return false;
      }
    });
  const send = async (...commands: string[][]) => {
    const client = createClient({ url: redis.url });
    await client.connect();
    for (const command of commands) await client.sendCommand(command);
    client.destroy();
  };
  const gaps = () => seen.filter((each) => each === 'gap').length;
  const loseConnections = ['CLIENT', 'KILL', 'TYPE', 'normal'];

  test('that begins late has missed what was appended before', async () => {
    await redis.kill();
    watchStream();
    await redis.start();
    await until(() => gaps() === 1);
    await append('1');
    await until(() => seen.includes('1'));
    expect(seen).toEqual(['gap', '1']);
  });

  test('is current from its start on, but for the time without Redis', async () => {
    watchStream();
    expect(watching.isCurrent).toBe(false);
    await until(() => watching.isCurrent);
    expect(seen).toEqual(['gap']);
    await redis.kill();
    await until(() => !watching.isCurrent);
    await redis.start();
    await until(() => watching.isCurrent);
    expect(gaps()).toBe(2);
  });

  test('is not current when Redis does not answer for seconds', async () => {
    watchStream();
    await until(() => watching.isCurrent);
    await send(['CLIENT', 'PAUSE', '4500', 'ALL']);
    await until(() => !watching.isCurrent);
    await until(() => watching.isCurrent);
  });

  test('is current after a lost connection once the events since then are delivered', async () => {
    watchStream();
    await until(() => watching.isCurrent);
    await append('1');
    await until(() => seen.includes('1'));
    await send(loseConnections);
    await append('2');
    await until(() => watching.isCurrent && seen.includes('2'));
    expect(seen).toEqual(['gap', '1', '2']);
  });

  test('continues after a lost connection without a gap', async () => {
    watchStream();
    await until(() => gaps() === 1);
    await append('1');
    await until(() => seen.includes('1'));
    for (const id of ['2', '3']) {
      await send(loseConnections);
      await append(id);
      await until(() => seen.includes(id));
    }
    expect(seen).toEqual(['gap', '1', '2', '3']);
  });

  test('has a gap when the events after its position were deleted while it was away', async () => {
    watchStream();
    await until(() => gaps() === 1);
    await append('1');
    await until(() => seen.includes('1'));
    await send(['DEL', streamOf(source)], loseConnections);
    await until(() => gaps() === 2);
    await append('2');
    await until(() => seen.includes('2'));
    expect(seen).toEqual(['gap', '1', 'gap', '2']);
  });

  test.each([
    ['that loses nothing', () => redis.shutDown(), {}],
    ['that is killed', () => redis.kill(), {}],
    ['that loses everything', () => redis.kill(), { empty: true }],
  ])('has a gap at a restart of Redis %s', async (_, down, start) => {
    watchStream();
    await until(() => gaps() === 1);
    await append('1');
    await until(() => seen.includes('1'));
    await down();
    await redis.start(start);
    await until(() => gaps() === 2);
    await append('2');
    await until(() => seen.includes('2'));
    expect(seen).toEqual(['gap', '1', 'gap', '2']);
  });
});
