import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hasRedis } from '#test-kit/redis.ts';
import { startSentinels, type TestSentinels } from '#test-kit/redis-sentinels.ts';
import { until } from '#test-kit/until.ts';
import { RelayedEvents } from './relayed-events.ts';

const describeWithRedis = hasRedis('events over a Redis that sentinels watch') ? describe : describe.skip;

/** The time, in milliseconds, for a failover and for everything after it to arrive. */
const patience = 60_000;

describeWithRedis('over a Redis that three sentinels watch', () => {
  let sentinels: TestSentinels;
  let events: RelayedEvents;

  beforeAll(async () => {
    sentinels = await startSentinels();
    events = await RelayedEvents.start(sentinels.url);
  });

  afterAll(async () => {
    await events?.stop();
    await sentinels?.stop();
  });

  test('events follow the failover of a killed master, each once and in order, and live feeds have a gap', async () => {
    events.startReading();
    events.startRelay();
    events.startRelay();
    await until(() => events.gaps === 1, patience);
    await events.commit(20);
    await until(() => events.received.length === 20);
    await sentinels.master.kill();
    for (let round = 0; round < 20; round++) await events.commit(20);
    await until(() => events.received.length >= events.committed, patience);
    expect(events.ordersOf(events.received)).toEqual(events.expectedOrders);
    await until(() => events.gaps === 2, patience);

    // The old master comes back as a replica of the new one.
    await sentinels.master.start();
    await events.commit(20);
    await until(() => events.received.length >= events.committed, patience);
    expect(events.ordersOf(events.received)).toEqual(events.expectedOrders);
    expect(events.gaps).toBe(2);
  });
});
