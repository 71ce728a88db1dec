import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { systemClock } from '#platform/clock.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { createLog } from '#platform/log.ts';
import { RedisBus } from '#platform/messaging/bus/redis-bus.ts';
import { connectRedis } from '#platform/messaging/bus/redis-connection.ts';
import { readBatch } from '#platform/messaging/bus/redis-stream.ts';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import { handler } from '#platform/messaging/inbox/handler.ts';
import { Inbox } from '#platform/messaging/inbox/inbox.ts';
import { schemaOf } from '../../subgraphs/load.ts';
import { sharedNow } from './events.ts';

const log = createLog({ name: 'receiver', level: 'error' });

/** The arrival time of each event, by its id. */
export type Arrivals = ReadonlyMap<string, number>;

/** Receives events in this process. */
export interface Receiver {
  /** Waits until `count` events have arrived since the last call. Returns their arrival times. */
  arrived(count: number): Promise<Arrivals>;
  stop(): Promise<void>;
}

class ArrivalCounter {
  #times = new Map<string, number>();
  #expected = Number.POSITIVE_INFINITY;
  #reached = () => {};

  record(events: readonly CloudEvent[]): void {
    const now = sharedNow();
    for (const { id } of events) this.#times.set(id, now);
    if (this.#times.size >= this.#expected) this.#reached();
  }

  async arrived(count: number): Promise<Arrivals> {
    const all = Promise.withResolvers<void>();
    this.#reached = all.resolve;
    this.#expected = count;
    this.record([]);
    await all.promise;
    const times = this.#times;
    this.#times = new Map();
    this.#expected = Number.POSITIVE_INFINITY;
    return times;
  }
}

/** Receives by the inbox: an event has arrived when the transaction that handles it has committed. */
export async function ourReceiver(database: string, redisUrl: string): Promise<Receiver> {
  const wait = { tries: 1, seconds: 0 };
  const schema = await schemaOf('notifications');
  const { em, close } = await openDatabase(schema, { url: database, poolMax: 10, logSql: false, wait }, log).then(
    (orm) => ({ em: orm.em, close: () => orm.close(true) }),
  );
  const handlers = [handler.inTransaction('trips.booking-requested.v1', z.unknown(), async () => {})];
  const inbox = new Inbox({ em, handlers, clock: systemClock, log });
  await inbox.open();
  const bus = new RedisBus({ url: redisUrl, clock: systemClock, log });
  const arrivals = new ArrivalCounter();
  bus.join({
    name: 'notifications',
    sources: ['trips'],
    receive: async (source, read) => {
      let events: CloudEvent[] = [];
      const received = await inbox.receive(source, async () => {
        events = await read();
        return events;
      });
      arrivals.record(events);
      return received;
    },
  });
  return {
    arrived: (count) => arrivals.arrived(count),
    stop: async () => {
      await bus.stop();
      await close();
    },
  };
}

type Read = [string, [string, string[]][]][] | null;

/** The floor: receives only by XREADGROUP and XACK. */
export async function floorReceiver(redisUrl: string, stream: string): Promise<Receiver> {
  const redis = connectRedis(redisUrl, log);
  await redis.ready();
  const name = randomUUID();
  await redis.send(stream, ['XGROUP', 'CREATE', stream, 'floor', '0', 'MKSTREAM']);
  const arrivals = new ArrivalCounter();
  let stopped = false;
  const read = [
    'XREADGROUP',
    'GROUP',
    'floor',
    name,
    'COUNT',
    String(readBatch),
    'BLOCK',
    '500',
    'STREAMS',
    stream,
    '>',
  ];
  const running = (async () => {
    while (!stopped) {
      const entries = (await redis.send<Read>(stream, read))?.[0]?.[1] ?? [];
      if (entries.length === 0) continue;
      arrivals.record(entries.map(([, [, text = '']]) => JSON.parse(text) as CloudEvent));
      await redis.send(stream, ['XACK', stream, 'floor', ...entries.map(([id]) => id)]);
    }
  })();
  return {
    arrived: (count) => arrivals.arrived(count),
    stop: async () => {
      stopped = true;
      await running;
      await redis.stop();
    },
  };
}
