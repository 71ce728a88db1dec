import pg from 'pg';
import { systemClock } from '#platform/clock.ts';
import { createOrm } from '#platform/database/open-database.ts';
import { createLog } from '#platform/log.ts';
import { RedisBus } from '#platform/messaging/bus/redis-bus.ts';
import { connectRedis } from '#platform/messaging/bus/redis-connection.ts';
import { Relay } from '#platform/messaging/outbox/relay.ts';
import { schemaOf } from '../../subgraphs/load.ts';
import { bookingEvent, paced, sharedNow } from './events.ts';

/** A command for the sending process. */
export type SenderCommand =
  | { name: 'relay' | 'pause' }
  /** Commits transactions of one event each, which the relay of this process sends. */
  | { name: 'commit'; count: number; perSecond: number }
  /** Makes the events that the next `append` sends. */
  | { name: 'prepare'; count: number }
  /** The floor: only XADD, in batches as large as those of the relay, or one event at a time at a fixed rate. */
  | { name: 'append'; stream: string; batchSize: number }
  | { name: 'append paced'; stream: string; count: number; perSecond: number };

/** The send time of each event. */
export type Sent = [id: string, at: number][];

const { DATABASE, REDIS } = process.env as { DATABASE: string; REDIS: string };
const log = createLog({ name: 'sender', level: 'error' });
const orm = await createOrm(await schemaOf('trips'), { url: DATABASE, poolMax: 10, logSql: false }, log);
const bus = new RedisBus({ url: REDIS, clock: systemClock, log });
const redis = connectRedis(REDIS, log);
const pool = new pg.Pool({ connectionString: DATABASE, max: 8 });
await redis.ready();
let relay: Relay | undefined;
let prepared: string[] = [];

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

/** Returns the start time. */
async function append(stream: string, batchSize: number): Promise<number> {
  const start = sharedNow();
  for (let from = 0; from < prepared.length; from += batchSize) {
    const batch = prepared.slice(from, from + batchSize);
    await Promise.all(batch.map((body) => redis.send(stream, ['XADD', stream, '*', 'event', body])));
  }
  return start;
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

async function execute(command: SenderCommand): Promise<unknown> {
  switch (command.name) {
    case 'relay':
      relay = new Relay({ em: orm.em, bus, source: 'trips', clock: systemClock, log });
      return;
    case 'pause':
      return relay?.stop();
    case 'commit':
      return commit(command.count, command.perSecond);
    case 'prepare':
      prepared = Array.from({ length: command.count }, (_, at) => JSON.stringify(bookingEvent(at)));
      return;
    case 'append':
      return append(command.stream, command.batchSize);
    case 'append paced':
      return appendPaced(command.stream, command.count, command.perSecond);
  }
}

process.on('message', async (command: SenderCommand) => process.send?.((await execute(command)) ?? null));
process.send?.(null);
