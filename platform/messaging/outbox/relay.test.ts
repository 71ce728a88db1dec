import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { schemaOf } from '../../../subgraphs/load.ts';
import { createOrm } from '../../database/open-database.ts';
import { pruneOutbox } from '../prune.ts';
import { eventsKept } from '../retention.ts';
import { OutboxMessage } from './outbox.ts';
import { type OutboxDatabase, outboxDatabase } from './testing/outbox-database.ts';
import { perSubject, RecordingBus } from './testing/recording-bus.ts';

let outbox: OutboxDatabase;

beforeAll(async () => {
  outbox = await outboxDatabase();
});
beforeEach(() => outbox.clear());
afterEach(() => outbox.stopRelays());
afterAll(() => outbox.drop());

const relayOver: OutboxDatabase['relayOver'] = (bus, on) => outbox.relayOver(bus, on);
const commit: OutboxDatabase['commit'] = (subjects, at) => outbox.commit(subjects, at);
const counts = () => outbox.counts();
const allSent = () => outbox.allSent();

test('sends committed events when woken, and stores their positions on the stream', async () => {
  const bus = new RecordingBus();
  const relay = relayOver(bus);
  await commit(['a', 'b'], 1);
  relay.wake();
  await allSent();
  expect(bus.appended).toEqual([
    { subject: 'a', at: 1 },
    { subject: 'b', at: 1 },
  ]);
  for (const row of await outbox.orm.em.fork().find(OutboxMessage, {})) {
    expect(row).toMatchObject({ status: 'SENT', attempts: 1, sentAt: expect.any(Date) });
    expect(bus.kept.has(row.streamPosition ?? '')).toBe(true);
  }
});

test('sends events without a wake', async () => {
  const bus = new RecordingBus();
  relayOver(bus);
  await commit(['a'], 1);
  await allSent();
  expect(bus.appended).toHaveLength(1);
});

test('several relays keep the order of each subject, and send no event twice', async () => {
  const bus = new RecordingBus();
  const subjects = Array.from({ length: 40 }, (_, at) => `s${at}`);
  const relays = [1, 2, 3, 4].map(() => relayOver(bus));
  for (let at = 0; at < 30; at++) {
    await commit(subjects, at);
    relays[at % 4]?.wake();
  }
  await allSent();
  expect(bus.appended).toHaveLength(40 * 30);
  const inOrder = Array.from({ length: 30 }, (_, at) => at);
  for (const order of perSubject(bus.appended).values()) expect(order).toEqual(inOrder);
});

test('a locked part waits for its relay, and the other parts do not', async () => {
  const bus = new RecordingBus();
  const gate = Promise.withResolvers<void>();
  bus.gate = gate.promise;
  const stuck = relayOver(bus);
  await commit(['a'], 1);
  stuck.wake();
  await until(() => bus.appended.length === 1);
  await commit(['a'], 2);
  await commit(
    Array.from({ length: 40 }, (_, at) => `s${at}`),
    1,
  );
  const other = new RecordingBus();
  relayOver(other).wake();
  await until(() => other.appended.length >= 30);
  expect(other.appended.filter(({ subject }) => subject === 'a')).toEqual([]);
  gate.resolve();
  await allSent();
  const ofA = [...bus.appended, ...other.appended].filter(({ subject }) => subject === 'a');
  expect(ofA.map(({ at }) => at)).toEqual([1, 2]);
});

test('another relay sends the events of a killed one, in order', async () => {
  const dying = await createOrm(await schemaOf('trips'), { url: outbox.url, poolMax: 2, logSql: false }, silent);
  const bus = new RecordingBus();
  const gate = Promise.withResolvers<void>();
  bus.gate = gate.promise;
  const killed = relayOver(bus, dying);
  await commit(['a'], 1);
  await commit(['a'], 2);
  await until(() => bus.appended.length > 0);
  await outbox.orm.em
    .fork()
    .execute(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`,
    );
  const other = new RecordingBus();
  relayOver(other).wake();
  await until(() => other.appended.length === 2);
  expect(other.appended.map(({ at }) => at)).toEqual([1, 2]);
  gate.resolve();
  await killed.stop();
  await dying.close(true);
});

test('sends all pending events when the bus is back', async () => {
  const bus = new RecordingBus();
  bus.fails = true;
  const relay = relayOver(bus);
  for (let at = 0; at < 5; at++) {
    await commit(['a', 'b'], at);
    relay.wake();
  }
  expect(await counts()).toEqual({ PENDING: 10 });
  bus.fails = false;
  await allSent();
  for (const order of perSubject(bus.appended).values()) expect(order).toEqual([0, 1, 2, 3, 4]);
});

test('resends the events that the bus lost in a restart, before newer ones', async () => {
  const bus = new RecordingBus();
  const first = relayOver(bus);
  for (let at = 0; at < 3; at++) await commit(['a', 'b'], at);
  first.wake();
  await allSent();
  // A pass that has verified the bus already would append to it after its restart.
  await first.stop();
  bus.kept.clear();
  bus.appended = [];
  bus.started = 'second';
  await commit(['a'], 3);
  relayOver(bus).wake();
  await until(() => bus.appended.length === 7);
  await allSent();
  expect(perSubject(bus.appended)).toEqual(
    new Map([
      ['a', [0, 1, 2, 3]],
      ['b', [0, 1, 2]],
    ]),
  );
});

test('one of several relays resends only the lost events', async () => {
  const bus = new RecordingBus();
  const first = relayOver(bus);
  for (let at = 0; at < 8; at++) {
    await commit(['a'], at);
    first.wake();
    await allSent();
  }
  const newest = [...bus.kept].slice(-3);
  for (const position of newest) bus.kept.delete(position);
  bus.appended = [];
  bus.started = 'second';
  relayOver(bus);
  first.wake();
  await until(() => bus.appended.length === 3);
  expect(bus.appended.map(({ at, resent }) => [at, resent])).toEqual([5, 6, 7].map((at) => [at, true]));
  await commit(['a'], 8);
  first.wake();
  await until(() => bus.appended.length === 4);
  expect(bus.appended.at(-1)).toEqual({ subject: 'a', at: 8, resent: undefined });
});

test('a bus that was restarted unnoticed gets nothing before it is verified', async () => {
  const bus = new RecordingBus();
  const relay = relayOver(bus);
  await commit(['a'], 1);
  relay.wake();
  await allSent();
  bus.kept.clear();
  bus.seen = 'first';
  bus.started = 'second';
  await commit(['a'], 2);
  let refused = 0;
  const { append } = bus;
  bus.append = async (...args) => {
    try {
      return await append.apply(bus, args);
    } catch (error) {
      refused++;
      bus.seen = undefined;
      throw error;
    }
  };
  relay.wake();
  await allSent();
  expect(refused).toBe(1);
  expect(bus.appended.map(({ at, resent }) => [at, resent])).toEqual([
    [1, undefined],
    [1, true],
    [2, undefined],
  ]);
});

test('keeps sent events for seven days', async () => {
  await commit(['a'], 1);
  const row = await outbox.orm.em.fork().findOneOrFail(OutboxMessage, { subject: 'a' });
  const after = (milliseconds: number) => new Date(row.createdAt.getTime() + milliseconds);
  expect(await pruneOutbox(outbox.orm.em, after(eventsKept + 1_000))).toBe(0);
  relayOver(new RecordingBus()).wake();
  await allSent();
  expect(await pruneOutbox(outbox.orm.em, after(eventsKept - 1_000))).toBe(0);
  expect(await pruneOutbox(outbox.orm.em, after(eventsKept + 1_000))).toBe(1);
  expect(await counts()).toEqual({});
});
