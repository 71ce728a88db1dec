import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { openDatabase } from '#platform/database/open-database.ts';
import { onServer } from '#platform/database/server-url.ts';
import { createLog } from '#platform/log.ts';
import { relayBatch } from '#platform/messaging/outbox/relay.ts';
import { startRedis } from '#test-kit/redis.ts';
import { withPostgres } from '#test-kit/with-postgres.ts';
import { schemaOf } from '../subgraphs/load.ts';
import { countCpu, databaseBackends, type EventCosts, type Parts } from './events/event-costs.ts';
import { bookingEvent, sharedNow } from './events/events.ts';
import { floorReceiver, ourReceiver, type Receiver } from './events/receiver.ts';
import type { SenderCommand, Sent } from './events/sender.ts';
import { percentile, ratioOf, spreadOf, writeReport } from './report.ts';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Number(options.rounds);
const backlog = 20_000;
const pacedSeconds = 3;
const relayCounts = [1, 2, 4];
const floorStream = '{masar}:floor';

interface Throughput {
  /** Events a second. */
  perSecond: number;
  costs: EventCosts;
}

interface Sender {
  pid: number;
  run<Answer = null>(command: SenderCommand): Promise<Answer>;
  stop(): void;
}

async function startSender(environment: Record<string, string>): Promise<Sender> {
  const child = fork(path.join(import.meta.dirname, 'events/sender.ts'), {
    env: { ...process.env, ...environment },
    serialization: 'advanced',
  });
  await once(child, 'message');
  return {
    pid: child.pid as number,
    run: async (command) => {
      const answer = once(child, 'message');
      child.send(command);
      return (await answer)[0];
    },
    stop: () => void child.kill('SIGKILL'),
  };
}

/** Measures ours and the floor in alternation over one Redis. Throws unless every committed event arrives exactly once. */
async function run(server: string): Promise<void> {
  const [tripsUrl, listenerUrl] = [onServer(server, 'trip'), onServer(server, 'notifications')];
  const log = createLog({ name: 'bench', level: 'error' });
  const wait = { tries: 1, seconds: 0 };
  await (await openDatabase(await schemaOf('trips'), { url: tripsUrl, poolMax: 1, logSql: false, wait }, log)).close();
  // Overrides the test kit's fsync of every command: production has this setting.
  const redis = await startRedis('--appendfsync', 'everysec');
  const ours = await ourReceiver(listenerUrl, redis.url);
  const floor = await floorReceiver(redis.url, floorStream);
  const environment = { DATABASE: tripsUrl, REDIS: redis.url };
  const senders = await Promise.all(Array.from({ length: Math.max(...relayCounts) }, () => startSender(environment)));
  const [first] = senders as [Sender, ...Sender[]];
  const [outbox, envelopes] = [new pg.Client(tripsUrl), new pg.Client(listenerUrl)];
  await Promise.all([outbox.connect(), envelopes.connect()]);

  const relaying = async <Result>(relays: number, work: (used: Sender[]) => Promise<Result>): Promise<Result> => {
    const used = senders.slice(0, relays);
    for (const sender of used) await sender.run({ name: 'relay' });
    const result = await work(used);
    for (const sender of used) await sender.run({ name: 'pause' });
    return result;
  };

  /** Throws unless every event was sent and received exactly once. Then empties the tables. */
  const settle = async (expected: number) => {
    const sent = await outbox.query(`select count(*)::int as count from messaging.outbox where status = 'SENT'`);
    const done = await envelopes.query(`select count(*)::int as count from messaging.envelope where status = 'DONE'`);
    const found = [sent.rows[0].count, done.rows[0].count];
    if (found.some((count) => count !== expected)) throw new Error(`${expected} events, but ${found} sent and done`);
    await outbox.query('truncate messaging.outbox');
    await envelopes.query('truncate messaging.envelope');
  };

  const fill = async () => {
    const events = Array.from({ length: backlog }, (_, at) => bookingEvent(at));
    await outbox.query(
      `insert into messaging.outbox (id, message_type, subject, body, created_at)
       select body ->> 'id', body ->> 'type', body ->> 'subject', body, now() from jsonb_array_elements($1::jsonb) as body`,
      [JSON.stringify(events)],
    );
    for (const query of ['analyze messaging.outbox', 'checkpoint']) await outbox.query(query);
  };

  const processes = async (relays: number): Promise<Parts> => ({
    relay: senders.slice(0, relays).map(({ pid }) => pid),
    'PostgreSQL, outbox': await databaseBackends(outbox),
    Redis: [redis.pid],
    // This process, which also counts the arrivals.
    receiver: [process.pid],
    'PostgreSQL, inbox': await databaseBackends(envelopes),
  });

  const ourThroughput = async (relays: number): Promise<Throughput> => {
    await fill();
    const all = ours.arrived(backlog);
    const costOf = await countCpu(() => processes(relays));
    const start = sharedNow();
    const arrivals = await relaying(relays, () => all);
    const costs = await costOf(backlog);
    await settle(backlog);
    return { perSecond: backlog / ((Math.max(...arrivals.values()) - start) / 1_000), costs };
  };

  const floorThroughput = async (): Promise<Throughput> => {
    await first.run({ name: 'prepare', count: backlog });
    const costOf = await countCpu(() => processes(1));
    const start = await first.run<number>({ name: 'append', stream: floorStream, batchSize: relayBatch });
    const arrivals = await floor.arrived(backlog);
    const costs = await costOf(backlog);
    return { perSecond: backlog / ((Math.max(...arrivals.values()) - start) / 1_000), costs };
  };

  const delays = async (receiver: Receiver, sending: Promise<Sent[]>) => {
    const sent = (await sending).flat();
    const arrivals = await receiver.arrived(sent.length);
    const times = sent.map(([id, at]) => (arrivals.get(id) ?? Number.NaN) - at);
    if (times.some(Number.isNaN)) throw new Error('an event did not arrive');
    return { count: sent.length, median: percentile(times, 0.5), p99: percentile(times, 0.99) };
  };

  const measured = new Map<string, number[]>();
  const record = (name: string, value: number) => measured.set(name, [...(measured.get(name) ?? []), value]);
  const of = (name: string) => measured.get(name) ?? [];
  let perSecond = 0;

  for (let round = 0; round <= rounds; round++) {
    const throughputs: [string, () => Promise<Throughput>][] = [
      ['floor', floorThroughput],
      ...relayCounts.map((relays): [string, () => Promise<Throughput>] => [
        `ours ${relays}`,
        () => ourThroughput(relays),
      ]),
    ];
    for (const [name, measure] of round % 2 === 0 ? throughputs : throughputs.toReversed()) {
      const { perSecond: value, costs } = await measure();
      if (round === 0) {
        if (name === 'ours 1') perSecond = Math.round(value / 10);
        continue;
      }
      record(`${name} perSecond`, value);
      for (const [part, microseconds] of Object.entries(costs)) record(`${name} ${part}`, microseconds);
      record(
        `${name} all`,
        Object.values(costs).reduce((sum, each) => sum + each, 0),
      );
    }
    const count = perSecond * pacedSeconds;
    const latencies: [string, () => Promise<{ median: number; p99: number }>][] = [
      [
        'floor',
        () =>
          delays(
            floor,
            Promise.all([first.run<Sent>({ name: 'append paced', stream: floorStream, count, perSecond })]),
          ),
      ],
      ...relayCounts.map((relays): [string, () => Promise<{ median: number; p99: number }>] => [
        `ours ${relays}`,
        async () => {
          const share = { count: Math.ceil(count / relays), perSecond: perSecond / relays };
          const figures = await relaying(relays, (used) =>
            delays(ours, Promise.all(used.map((sender) => sender.run<Sent>({ name: 'commit', ...share })))),
          );
          await settle(figures.count);
          return figures;
        },
      ]),
    ];
    for (const [name, measure] of round % 2 === 0 ? latencies : latencies.toReversed()) {
      const { median, p99 } = await measure();
      if (round === 0) continue;
      record(`${name} median`, median);
      record(`${name} p99`, p99);
    }
  }

  const parts = [...Object.keys(await processes(1)), 'all'];
  for (const sender of senders) sender.stop();
  await Promise.all([ours.stop(), floor.stop(), outbox.end(), envelopes.end()]);
  await redis.stop();
  const names = ['floor', ...relayCounts.map((relays) => `ours ${relays}`)];
  await writeReport('events', {
    command: `npm run bench:events${rounds === 5 ? '' : ` -- --rounds ${rounds}`}`,
    rounds,
    rows: names.map((name) => ({
      name: name.replace(/ours (\d)/, 'ours, relays: $1'),
      eventsPerSecond: spreadOf(of(`${name} perSecond`)),
      median: spreadOf(of(`${name} median`)),
      p99: spreadOf(of(`${name} p99`)),
      ...Object.fromEntries(parts.map((part) => [`microseconds, ${part}`, spreadOf(of(`${name} ${part}`))])),
    })),
    ratios: {
      throughput1: ratioOf(of('ours 1 perSecond'), of('floor perSecond')),
      throughput4: ratioOf(of('ours 4 perSecond'), of('floor perSecond')),
      cpu: ratioOf(of('ours 1 all'), of('floor all')),
      throughput2To1: ratioOf(of('ours 2 perSecond'), of('ours 1 perSecond')),
      latencyP99: ratioOf(of('ours 1 p99'), of('floor p99')),
      latencyP99With4: ratioOf(of('ours 4 p99'), of('floor p99')),
      latencyP99Of2To1: ratioOf(of('ours 2 p99'), of('ours 1 p99')),
    },
  });
}

await withPostgres(run);
