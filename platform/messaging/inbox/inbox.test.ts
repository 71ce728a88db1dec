import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { silent } from '#test-kit/templates.ts';
import type { CloudEvent } from '../cloud-event.ts';
import { Envelope } from '../entities.ts';
import { pruneEnvelopes } from '../prune.ts';
import { envelopesKept, eventsKept } from '../retention.ts';
import { listDeadLetters, replayDeadLetters } from './dead-letters.ts';
import { type Handler, handler } from './handler.ts';
import { Inbox } from './inbox.ts';
import { handlingAttempts, handlingBackoff, maxHandlingBackoff } from './pending-events.ts';
import { eventOf, type InboxDatabase, inboxDatabase } from './testing/inbox-database.ts';

let now = new Date('2031-01-01T00:00:00Z');
const clock = { now: () => now };
let database: InboxDatabase;
let inbox: Inbox;
/** The ids of the events that fail. */
let failing: Set<string>;
let handled: string[];

const later = (milliseconds: number): void => {
  now = new Date(now.getTime() + milliseconds);
};

/** Its effect is a row, which shows whether the transaction was committed. */
const handlers: Handler[] = [
  handler.inTransaction('source.happened.v1', z.object({ at: z.number() }), async (tx: EntityManager, event) => {
    handled.push(event.id);
    await tx.execute(`insert into effects (event, subject, at) values (?, ?, ?)`, [
      event.id,
      event.subject,
      event.data.at,
    ]);
    if (failing.has(event.id)) throw new Error('not now');
  }),
];

beforeAll(async () => {
  database = await inboxDatabase();
});

beforeEach(async () => {
  failing = new Set();
  handled = [];
  await database.clear();
  inbox = new Inbox({ em: database.orm.em, handlers, clock, log: silent });
  await inbox.open();
});

afterAll(() => database.drop());

const receive = (...events: CloudEvent[]) => inbox.receive('source', async () => events);
const effects = () => database.effects();
const statuses = () => database.statuses();
async function handleAll(): Promise<void> {
  while (await inbox.handleNext());
}

test('an event has one effect, however often and however late it arrives', async () => {
  const event = eventOf('a');
  expect(await receive(event, event)).toBe(2);
  await receive(event);
  later(5 * 60 * 60_000);
  await receive(event, eventOf('b'));
  expect(handled).toHaveLength(2);
  expect(await effects()).toHaveLength(2);
  expect(await statuses()).toEqual({ DONE: 2 });
});

test('an event without a handler leaves no record', async () => {
  expect(await receive(eventOf('a', { data: {}, type: 'source.other.v1' }))).toBe(1);
  expect(await statuses()).toEqual({});
});

test('a failed event does not undo the others, and is retried before later events of its subject', async () => {
  const [bad, behind, other] = [eventOf('a'), eventOf('a'), eventOf('b')];
  failing.add(bad.id);
  expect(await receive(bad, behind, other)).toBe(3);
  await handleAll();
  expect(await effects()).toEqual([other.id]);
  expect(await statuses()).toEqual({ PENDING: 2, DONE: 1 });
  const next = eventOf('a');
  await receive(next);
  failing.clear();
  await handleAll();
  expect(await effects()).toEqual([other.id]);
  later(handlingBackoff);
  await handleAll();
  expect(await effects()).toEqual([other.id, bad.id, behind.id, next.id]);
  expect(await statuses()).toEqual({ DONE: 4 });
});

test('the pauses between attempts grow', async () => {
  const bad = eventOf('a');
  failing.add(bad.id);
  await receive(bad);
  const pauses = [];
  for (let attempt = 1; attempt < handlingAttempts; attempt++) {
    await inbox.handleNext();
    const { executionTime } = await database.orm.em.fork().findOneOrFail(Envelope, { id: bad.id });
    pauses.push(executionTime.getTime() - now.getTime());
    now = executionTime;
  }
  for (const [at, pause] of pauses.entries()) {
    const most = Math.min(handlingBackoff * 2 ** at, maxHandlingBackoff);
    expect(pause).toBeGreaterThanOrEqual(most / 2);
    expect(pause).toBeLessThanOrEqual(most);
  }
});

test('an event becomes a dead letter after its last attempt, and later ones are handled', async () => {
  const [poison, behind] = [eventOf('a', { data: { at: 'nonsense' } }), eventOf('a')];
  await receive(poison, behind);
  for (let attempt = 0; attempt < handlingAttempts; attempt++) {
    expect(await effects()).toEqual([]);
    await inbox.handleNext();
    later(maxHandlingBackoff);
  }
  await handleAll();
  expect(await effects()).toEqual([behind.id]);
  expect(await statuses()).toEqual({ DEAD: 1, DONE: 1 });
  const [letter] = await listDeadLetters(database.orm.em, 10);
  expect(letter).toMatchObject({ id: poison.id, subject: 'a', attempts: handlingAttempts, body: poison });
  expect(letter?.error).toContain('at');
  await receive(poison);
  expect(await statuses()).toEqual({ DEAD: 1, DONE: 1 });
});

test('a replayed dead letter is handled', async () => {
  const [bad, other] = [eventOf('a'), eventOf('b')];
  failing = new Set([bad.id, other.id]);
  await receive(bad, other);
  for (let attempt = 0; attempt < handlingAttempts; attempt++) {
    await handleAll();
    later(maxHandlingBackoff);
  }
  expect(await statuses()).toEqual({ DEAD: 2 });
  failing.clear();
  expect(await replayDeadLetters(database.orm.em, now, [bad.id])).toBe(1);
  await handleAll();
  expect(await effects()).toEqual([bad.id]);
  expect(await replayDeadLetters(database.orm.em, now, [])).toBe(0);
  expect(await replayDeadLetters(database.orm.em, now, null)).toBe(1);
  await handleAll();
  expect(await effects()).toEqual([bad.id, other.id]);
  expect(await listDeadLetters(database.orm.em, 10)).toEqual([]);
});

test('an error of the database is thrown, and nothing is recorded', async () => {
  await expect(
    inbox.receive('source', async () => {
      throw new Error('away');
    }),
  ).rejects.toThrow('away');
  expect(await statuses()).toEqual({});
});

test('one instance at a time reads a source', async () => {
  const second = new Inbox({ em: database.orm.em, handlers, clock, log: silent });
  const gate = Promise.withResolvers<void>();
  const reading = Promise.withResolvers<void>();
  const first = inbox.receive('source', async () => {
    reading.resolve();
    await gate.promise;
    return [eventOf('a')];
  });
  await reading.promise;
  expect(await second.receive('source', async () => [eventOf('b')])).toBeNull();
  gate.resolve();
  expect(await first).toBe(1);
});

test('several instances have each effect once, and keep the order of a subject', async () => {
  const events = Array.from({ length: 60 }, (_, at) => eventOf(`s${at % 6}`, { data: { at } }));
  failing = new Set(events.map(({ id }) => id));
  await receive(...events);
  failing.clear();
  later(maxHandlingBackoff);
  const others = [1, 2, 3].map(() => new Inbox({ em: database.orm.em, handlers, clock, log: silent }));
  const busy = async (each: Inbox) => {
    while ((await each.handleNext()) || (await statuses()).PENDING);
  };
  await Promise.all([inbox, ...others].map(busy));
  const rows = await database.orm.em
    .fork()
    .execute<{ subject: string; at: number }[]>('select subject, at from effects order by n');
  expect(rows).toHaveLength(60);
  for (const subject of new Set(rows.map((row) => row.subject))) {
    const order = rows.filter((row) => row.subject === subject).map(({ at }) => at);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  }
});

test('a record is kept for longer than its event may arrive again', async () => {
  await receive(eventOf('a'));
  later(eventsKept + 24 * 60 * 60_000);
  expect(await pruneEnvelopes(database.orm.em, now)).toBe(0);
  later(envelopesKept);
  expect(await pruneEnvelopes(database.orm.em, now)).toBe(1);
});
