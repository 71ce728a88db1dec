import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { schemaOf } from '../../../subgraphs/load.ts';
import { systemClock } from '../../clock.ts';
import { createOrm } from '../../database/open-database.ts';
import { idGenerator } from '../../ids.ts';
import type { Running } from '../../run/lifecycle.ts';
import { type Bus, UnverifiedStart } from '../bus/bus.ts';
import { InProcessBus } from '../bus/in-process-bus.ts';
import { type CloudEvent, eventType } from '../cloud-event.ts';
import { pruneOutbox } from '../prune.ts';
import { eventsKept } from '../retention.ts';
import { appendToOutbox, OutboxMessage } from './outbox.ts';
import { Relay } from './relay.ts';

const newId = idGenerator(systemClock);
const happened = eventType('trips', 'trips.happened.v1', z.object({ at: z.number() }));
let database: TestDatabase;
let orm: MikroORM;
const running: Running[] = [];

beforeAll(async () => {
  database = await testDatabase('trips');
  orm = await createOrm(await schemaOf('trips'), { url: database.url, poolMax: 12, logSql: false }, silent);
});

beforeEach(async () => {
  await orm.em.fork().nativeDelete(OutboxMessage, {});
  await orm.em.fork().execute(`update messaging.claims set value = null`);
});

afterEach(async () => {
  for (const part of running.splice(0).toReversed()) await part.stop();
});

afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

/** A bus that records appends, and may fail, delay them, or lose its events. */
class RecordingBus extends InProcessBus {
  appended: { subject: string; at: number; resent?: true | undefined }[] = [];
  kept = new Set<string>();
  started = 'first';
  /** A start that it returns although it has been restarted since. */
  seen: string | undefined;
  fails = false;
  gate: Promise<void> | undefined;

  override async append(source: string, texts: readonly string[], verified: string | null): Promise<string[]> {
    if (this.fails) throw new Error('away');
    if (verified !== this.started) throw new UnverifiedStart();
    const events = texts.map((text) => JSON.parse(text) as CloudEvent<{ at: number }>);
    this.appended.push(...events.map(({ subject, data, resent }) => ({ subject, at: data.at, resent })));
    await this.gate;
    const positions = (await super.append(source, texts, null)).map((position) => `${this.started} ${position}`);
    for (const position of positions) this.kept.add(position);
    return positions;
  }

  override async start(): Promise<string | null> {
    return this.seen ?? this.started;
  }

  override async has(_source: string, positions: readonly string[]): Promise<boolean[]> {
    return positions.map((position) => this.kept.has(position));
  }
}

const relayOver = (bus: Bus, on: MikroORM = orm): Relay => {
  const relay = new Relay({ em: on.em, bus, source: 'trips', clock: systemClock, log: silent });
  running.push(relay);
  return relay;
};

/** Commits an event of each subject. */
const commit = (subjects: readonly string[], at: number): Promise<void> =>
  orm.em.fork().transactional(async (tx) => {
    const origin = { now: new Date(), newId };
    for (const subject of subjects) appendToOutbox(tx, happened.create(subject, { at }, origin));
  });

const counts = async (): Promise<Record<string, number>> => {
  const rows = await orm.em
    .fork()
    .execute<{ status: string; count: number }[]>(
      `select status, count(*)::int as count from messaging.outbox group by 1`,
    );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
};

const allSent = () => until(async () => !(await counts()).PENDING);

/** The events of each subject, without repetitions. */
function perSubject(appended: RecordingBus['appended']): Map<string, number[]> {
  const orders = new Map<string, number[]>();
  for (const { subject, at } of appended) {
    const order = orders.get(subject) ?? [];
    if (!order.includes(at)) order.push(at);
    orders.set(subject, order);
  }
  return orders;
}

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
  for (const row of await orm.em.fork().find(OutboxMessage, {})) {
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
  const dying = await createOrm(await schemaOf('trips'), { url: database.url, poolMax: 2, logSql: false }, silent);
  const bus = new RecordingBus();
  const gate = Promise.withResolvers<void>();
  bus.gate = gate.promise;
  const killed = relayOver(bus, dying);
  await commit(['a'], 1);
  await commit(['a'], 2);
  await until(() => bus.appended.length > 0);
  await orm.em
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
  const row = await orm.em.fork().findOneOrFail(OutboxMessage, { subject: 'a' });
  const after = (milliseconds: number) => new Date(row.createdAt.getTime() + milliseconds);
  expect(await pruneOutbox(orm.em, after(eventsKept + 1_000))).toBe(0);
  relayOver(new RecordingBus()).wake();
  await allSent();
  expect(await pruneOutbox(orm.em, after(eventsKept - 1_000))).toBe(0);
  expect(await pruneOutbox(orm.em, after(eventsKept + 1_000))).toBe(1);
  expect(await counts()).toEqual({});
});
