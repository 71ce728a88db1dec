import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { until } from '#test-kit/until.ts';
import { relayBatch } from './relay.ts';
import { type OutboxDatabase, outboxDatabase } from './testing/outbox-database.ts';
import { perSubject, RecordingBus } from './testing/recording-bus.ts';

let outbox: OutboxDatabase;

beforeAll(async () => {
  outbox = await outboxDatabase();
});
beforeEach(() => outbox.clear());
afterEach(() => outbox.stopRelays());
afterAll(() => outbox.drop());

test('several relays send a backlog of several batches in order, and no event twice', async () => {
  const bus = new RecordingBus();
  const subjects = Array.from({ length: 40 }, (_, at) => `s${at}`);
  const times = Math.ceil((5 * relayBatch) / subjects.length);
  for (let at = 0; at < times; at++) await outbox.commit(subjects, at);
  for (const relay of [1, 2].map(() => outbox.relayOver(bus))) relay.wake();
  await outbox.allSent();
  expect(bus.appended).toHaveLength(subjects.length * times);
  for (const order of perSubject(bus.appended).values()) expect(order).toEqual(order.toSorted((a, b) => a - b));
});

test('a batch that was appended before another one failed is not sent again', async () => {
  const bus = new RecordingBus();
  for (let at = 0; at < 3; at++) await outbox.commit(Array<string>(relayBatch).fill('a'), at);
  const { append } = bus;
  let appends = 0;
  bus.append = async (...args) => {
    if (++appends === 2) throw new Error('away');
    return append.apply(bus, args);
  };
  outbox.relayOver(bus).wake();
  await outbox.allSent();
  expect(bus.appended.map(({ at }) => at)).toEqual([0, 1, 2].flatMap((at) => Array<number>(relayBatch).fill(at)));
});

test('a batch is appended while the one before it is being marked', async () => {
  const bus = new RecordingBus();
  await outbox.commit(Array<string>(relayBatch + 1).fill('a'), 1);
  const rows = outbox.orm.em.fork();
  const { append } = bus;
  let appends = 0;
  bus.append = async (...args) => {
    const positions = await append.apply(bus, args);
    // The mark waits for the row, and the relay does not wait for the mark before it appends the second batch.
    if (++appends === 1) {
      await rows.begin();
      await rows.execute(`select from messaging.outbox order by position limit 1 for update`);
    }
    return positions;
  };
  outbox.relayOver(bus).wake();
  await until(() => appends === 2);
  expect(await outbox.counts()).toEqual({ PENDING: relayBatch + 1 });
  await rows.rollback();
  await outbox.allSent();
  expect(bus.appended).toHaveLength(relayBatch + 1);
});

test('a relay that is woken while it relays begins again without reading the state', async () => {
  const bus = new RecordingBus();
  const gate = Promise.withResolvers<void>();
  bus.gate = gate.promise;
  const relay = outbox.relayOver(bus);
  await outbox.commit(['a'], 1);
  relay.wake();
  await until(() => bus.appended.length === 1);
  const logger = outbox.orm.config.getLogger();
  const { logQuery } = logger;
  const names: string[] = [];
  try {
    logger.logQuery = ({ query }) => void names.push(...(/^\/\* named (\w+)/.exec(query ?? '')?.slice(1) ?? []));
    await outbox.commit(['a'], 2);
    relay.wake();
    gate.resolve();
    await until(() => names.includes('read_outbox_state'));
  } finally {
    logger.logQuery = logQuery;
  }
  const batch = ['claim_outbox_parts', 'read_pending_events', 'mark_events_sent'];
  expect(names).toEqual([...batch.slice(2), ...batch, 'read_outbox_state']);
});

test('only the marks of a relay commit without a wait for the disk', async () => {
  const { em } = outbox.orm;
  await em.execute(`
    create table seen (setting text);
    create function record_setting() returns trigger language plpgsql as
      $$ begin insert into seen values (current_setting('synchronous_commit')); return null; end $$;
    create trigger record_setting after insert or update on messaging.outbox execute function record_setting()`);
  const relay = outbox.relayOver(new RecordingBus());
  for (const at of [1, 2]) {
    await outbox.commit(['a'], at);
    relay.wake();
    await outbox.allSent();
  }
  const seen = await em.fork().execute<{ setting: string }[]>('select setting from seen');
  // Off on a server of tests that is never to lose its machine.
  const [usual] = await em.fork().execute<{ synchronous_commit: string }[]>('show synchronous_commit');
  const ofServer = usual?.synchronous_commit;
  expect(seen.map(({ setting }) => setting)).toEqual([ofServer, 'off', ofServer, 'off']);
});
