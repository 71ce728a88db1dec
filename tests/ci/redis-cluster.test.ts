import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectRedis, type Redis } from '#platform/messaging/bus/redis-connection.ts';
import { type StreamLayout, streamOf } from '#platform/messaging/bus/stream-layout.ts';
import { killCommands } from '#test-kit/process.ts';
import type { ProcessService } from '#test-kit/process-service.ts';
import { hasRedis } from '#test-kit/redis.ts';
import { startRedisCluster, type TestRedisCluster } from '#test-kit/redis-cluster.ts';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { type LimitedGraph, startLimitedGraph } from '../../gateway/admission/rate-limits/testing/limited-graph.ts';
import { type Scene, startScene } from '../faults/scene.ts';
import { faultOfBookings, faultOfNotifications, faultOfWatcher } from '../faults/truth.ts';
import { RelayedEvents } from './relayed-events.ts';

const describeWithRedis = hasRedis('the platform on a Redis Cluster') ? describe : describe.skip;

/** The time, in milliseconds, for a failover and for everything after it to arrive. */
const patience = 60_000;
const trips = streamOf('trips', 'spread');

describeWithRedis('on a Redis Cluster of three masters and three replicas,', () => {
  let cluster: TestRedisCluster;

  beforeAll(async () => {
    cluster = await startRedisCluster();
  });

  afterAll(async () => {
    await cluster?.stop();
    await killCommands();
  });

  describe('the platform', () => {
    let scene: Scene;

    beforeAll(async () => {
      const service = { url: cluster.url, start: async () => {}, signal: () => {}, isRunning: () => true };
      scene = await startScene(async () => ({ ...service, destroy: async () => {} }));
      await until(() => scene.watchers.every(({ state }) => state !== null), patience);
    });

    afterAll(() => scene?.stop());

    const lengthOf = (stream: string) => Number(cluster.run(cluster.masterOf(stream), 'XLEN', stream));

    /** The ids of the events of trips that notifications has not handled exactly once. */
    const unhandled = async (): Promise<string[]> => {
      const { sql } = scene.platform;
      const sent = await sql<{ id: string }>(
        'trips',
        `select id from messaging.outbox where message_type ~ '^trips.(booking-requested|booking-cancelled|trip-updated)'`,
      );
      const handled = await sql<{ id: string }>(
        'notifications',
        `select id from messaging.envelope where source = 'trips' and status = 'DONE'`,
      );
      const done = new Set(handled.map(({ id }) => id));
      return sent.map(({ id }) => id).filter((id) => !done.has(id));
    };

    /** Waits until every client and consumer has everything, each once. */
    const settle = async () => {
      scene.changes.finish();
      await scene.changes.finished();
      let faults: (string | null)[] = [];
      const isSettled = async () => {
        const truth = await scene.truth();
        faults = [
          ...scene.watchers.map((each) => faultOfWatcher(each, truth)),
          ...scene.bookings.map((each) => faultOfBookings(each, truth)),
          ...scene.notifications.map((each) => faultOfNotifications(each, truth)),
          ...(await unhandled()).map((id) => `${id} is not handled`),
        ].filter((fault) => fault !== null);
        return faults.length === 0;
      };
      // A log that has begun again after a reported loss shows it by the next bookings.
      const isSettledAfterBookings = async () => {
        await scene.changes.makeEach();
        return until(isSettled, 3_000).then(
          () => true,
          () => false,
        );
      };
      await until(isSettledAfterBookings, patience).catch((error) => {
        throw new Error(`${faults.join('\n')}`, { cause: error });
      });
    };

    test('has the streams of its sources on different masters', async () => {
      await until(() => scene.changes.makeEach(), patience);
      await until(() => lengthOf(trips) > 0, patience);
      const streams = ['trips', 'users', 'auth'].map((source) => streamOf(source, 'spread'));
      // The readers create those that have no event yet.
      await until(() => streams.every((each) => cluster.run(cluster.masterOf(each), 'EXISTS', each) === '1'));
      expect(new Set(streams.map((each) => cluster.masterOf(each))).size).toBe(3);
      expect(lengthOf(streamOf('trips', 'one-slot'))).toBe(0);
    });

    test('loses no event and repeats no effect when a master is killed whose replica lacks its last events', async () => {
      scene.changes.start(await scene.pendingBookings());
      const master = cluster.masterOf(trips);
      const replica = cluster.replicaOf(trips);
      replica.signal('SIGSTOP');
      // Otherwise it would read what waits in its socket when it continues.
      cluster.run(master, 'CLIENT', 'KILL', 'TYPE', 'replica');
      const before = lengthOf(trips);
      await until(() => lengthOf(trips) >= before + 5, patience);
      await master.kill();
      replica.signal('SIGCONT');
      await until(() => cluster.masterOf(trips) === replica, patience);
      const log = () => (scene.platform.services.trips as ProcessService).output();
      await until(() => log().includes('the bus lost events'), patience);
      await settle();
      for (const { ends } of scene.bookings) expect(ends.filter((end) => !end.includes('EVENTS_LOST'))).toEqual([]);
      await master.start();
    });

    test('goes on while the slot of its busiest stream moves to a new master', async () => {
      scene.changes.start(await scene.pendingBookings());
      const before = lengthOf(trips);
      await until(() => lengthOf(trips) >= before + 5, patience);
      const added = await cluster.addMaster();
      await cluster.moveSlot(trips, added);
      expect(cluster.masterOf(trips)).toBe(added);
      const moved = lengthOf(trips);
      await until(() => lengthOf(trips) >= moved + 5, patience);
      await settle();
    });
  });

  test('gateways count rate limits together, in the slots of all masters', async () => {
    const limits = { 'address-requests': 3 } as const;
    const start = () => startLimitedGraph(limits, { redisUrl: cluster.url });
    const graphs: LimitedGraph[] = [await start(), await start()];
    try {
      let made = 0;
      const statusesOf = async () => {
        const address = `198.51.100.${made++}`;
        const statuses: number[] = [];
        for (let at = 0; at < 4; at++) statuses.push((await graphs[at % 2]?.send(address, '{ hello }'))?.status ?? 0);
        return statuses.join();
      };
      await until(async () => (await statusesOf()) === '200,200,200,429');
      for (let at = 0; at < 20; at++) expect(await statusesOf()).toBe('200,200,200,429');
    } finally {
      await Promise.all(graphs.map((graph) => graph.stop()));
    }
  });

  describe('a platform whose streams are in one slot', () => {
    let events: RelayedEvents;
    let redis: Redis;

    beforeAll(async () => {
      events = await RelayedEvents.start(cluster.url);
      redis = connectRedis(cluster.url, silent);
      await redis.ready();
    });

    afterAll(async () => {
      await redis?.stop();
      await events?.stop();
    });

    const lengthOf = async (layout: StreamLayout) => {
      const stream = streamOf(RelayedEvents.source, layout);
      return redis.send<number>(stream, ['XLEN', stream]);
    };
    const isDelivered = () => events.received.length >= events.committed && events.live.length >= events.committed;

    test('moves to a slot for each source in a rolling restart, without losing or repeating an event or its order', async () => {
      // As the previous version has left it: a verified start without a layout, and a stream that only it reads.
      await events.orm.em.fork().execute(`update messaging.claims set value = 'run id' where name = 'bus'`);
      const old = streamOf(RelayedEvents.source);
      expect(old).toBe('{masar}:events:relayed');
      await redis.send(old, ['XGROUP', 'CREATE', old, 'previous version', '0', 'MKSTREAM']);
      events.startReading();
      await until(() => events.gaps > 0);

      // Every instance of this version appends where the previous one did, until one is set to spread.
      events.startRelay();
      events.startRelay('one-slot');
      await events.commit(40);
      await until(isDelivered);
      expect([await lengthOf('one-slot'), await lengthOf('spread')]).toEqual([40, 0]);
      const previous = ['XREADGROUP', 'GROUP', 'previous version', 'one', 'STREAMS', old, '>'];
      const [[, entries]] = (await redis.send(old, previous)) as [[string, unknown[]]];
      expect(entries).toHaveLength(40);

      let isOver = false;
      const committing = async () => {
        while (!isOver) await events.commit(20);
      };
      const committed = committing();
      await until(async () => (await lengthOf('one-slot')) > 200);
      expect(await lengthOf('spread')).toBe(0);
      events.startRelay('spread');
      await until(async () => (await lengthOf('spread')) > 200);
      isOver = true;
      await committed;
      await until(isDelivered, patience);
      expect((await lengthOf('one-slot')) + (await lengthOf('spread'))).toBe(events.committed);
      expect(events.ordersOf(events.received)).toEqual(events.expectedOrders);
      expect(events.ordersOf(events.live)).toEqual(events.expectedOrders);

      // A relay that is set to one slot, or not set, follows.
      const kept = await lengthOf('one-slot');
      await events.pause();
      events.startRelay('one-slot');
      events.startRelay();
      await events.commit(4);
      await until(async () => (await lengthOf('spread')) === events.committed - kept);
      expect(await lengthOf('one-slot')).toBe(kept);

      // A group that joins now finds events in both, and reads the earlier layout first.
      events.received.length = 0;
      events.startReading('late group');
      await until(() => events.received.length >= events.committed, patience);
      expect(events.ordersOf(events.received)).toEqual(events.expectedOrders);
    });
  });
});
