import pg from 'pg';
import { systemClock } from '#platform/clock.ts';
import { createOrm } from '#platform/database/open-database.ts';
import { createLog } from '#platform/log.ts';
import { RedisBus } from '#platform/messaging/bus/redis-bus.ts';
import { connectRedis } from '#platform/messaging/bus/redis-connection.ts';
import { Relay } from '#platform/messaging/outbox/relay.ts';
import { schemaOf } from '../../subgraphs/load.ts';
import { bookingEvent, paced, sharedNow } from './events.ts';

/** What the benchmark asks of a process that sends. */
export type Order =
  | { order: 'relay' | 'wake' | 'rest' }
  /** Transactions of one event each, relayed from here. */
  | { order: 'commit'; count: number; perSecond: number }
  /** The floor: XADD alone, as many in one go as the relay sends at most; or paced, each by itself. */
  | { order: 'append'; stream: string; count: number; together: number }
  | { order: 'append paced'; stream: string; count: number; perSecond: number };

/** When each of the events was sent, by its id. */
export type Sent = [id: string, at: number][];

const { DATABASE, REDIS } = process.env as { DATABASE: string; REDIS: string };
const log = createLog({ name: 'sender', level: 'error' });
const orm = await createOrm(await schemaOf('trips'), { url: DATABASE, poolMax: 10, logSql: false }, log);
const bus = new RedisBus({ url: REDIS, clock: systemClock, log });
const redis = connectRedis(REDIS, log);
const pool = new pg.Pool({ connectionString: DATABASE, max: 8 });
await redis.ready();
let relay: Relay | undefined;

async function commit(count: number, perSecond: number): Promise<Sent> {
  const sent: Sent = [];
  await paced(count, perSecond, async (at) => {
    const event = bookingEvent(at);
    await pool.query({
      name: 'commit',
      text: `insert into messaging.outbox (id, message_type, subject, body, created_at) values ($1, $2, $3, $4, now())`,
      values: [event.id, event.type, event.subject, JSON.stringify(event)],
    });
    sent.push([event.id, sharedNow()]);
    relay?.wake();
  });
  return sent;
}

/** Returns when it began. */
async function append(stream: string, count: number, together: number): Promise<number> {
  const bodies = Array.from({ length: count }, (_, at) => JSON.stringify(bookingEvent(at)));
  const begun = sharedNow();
  for (let from = 0; from < count; from += together) {
    const some = bodies.slice(from, from + together);
    await Promise.all(some.map((body) => redis.send(stream, ['XADD', stream, '*', 'event', body])));
  }
  return begun;
}

async function appendPaced(stream: string, count: number, perSecond: number): Promise<Sent> {
  const sent: Sent = [];
  await paced(count, perSecond, async (at) => {
    const event = bookingEvent(at);
    sent.push([event.id, sharedNow()]);
    await redis.send(stream, ['XADD', stream, '*', 'event', JSON.stringify(event)]);
  });
  return sent;
}

async function obey(given: Order): Promise<unknown> {
  switch (given.order) {
    case 'relay':
      relay = new Relay({ em: orm.em, bus, source: 'trips', clock: systemClock, log });
      return;
    case 'wake':
      return relay?.wake();
    case 'rest':
      return relay?.stop();
    case 'commit':
      return commit(given.count, given.perSecond);
    case 'append':
      return append(given.stream, given.count, given.together);
    case 'append paced':
      return appendPaced(given.stream, given.count, given.perSecond);
  }
}

process.on('message', async (given: Order) => process.send?.((await obey(given)) ?? null));
process.send?.(null);
