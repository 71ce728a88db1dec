import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import { silent } from '#test-kit/templates.ts';
import { systemClock } from '../../clock.ts';
import type { CloudEvent } from '../cloud-event.ts';
import { listDeadLetters } from './dead-letters.ts';
import { handler } from './handler.ts';
import { Inbox, type InboxParts } from './inbox.ts';
import { handlingAttempts, handlingLease, maxHandlingBackoff } from './pending-events.ts';
import { eventOf, type InboxDatabase, inboxDatabase } from './testing/inbox-database.ts';

let now = new Date('2031-01-01T00:00:00Z');
const later = (milliseconds: number): void => {
  now = new Date(now.getTime() + milliseconds);
};
let database: InboxDatabase;
let handled: string[];
/** The work of the repeatable handler. */
let work: (event: CloudEvent) => Promise<void>;
let pendings: number;

const transactional = 'source.happened.v1';
const slow = { type: 'source.slow.v1' };
const handlers = [
  handler.inTransaction(transactional, z.unknown(), async (_tx, { id }) => void handled.push(id)),
  handler.repeatable(slow.type, z.unknown(), async (event) => {
    handled.push(event.id);
    await work(event);
  }),
];

function inboxOf(parts: Partial<InboxParts> = {}): Inbox {
  const onPending = () => pendings++;
  return new Inbox({ em: database.orm.em, handlers, clock: { now: () => now }, log: silent, onPending, ...parts });
}
const receive = (...events: CloudEvent[]) => inboxOf().receive('source', async () => events);
async function handleAll(inbox = inboxOf()): Promise<void> {
  while (await inbox.handleNext());
}

beforeAll(async () => {
  database = await inboxDatabase();
  await inboxOf().open();
});
beforeEach(async () => {
  await database.clear();
  handled = [];
  pendings = 0;
  work = async () => {};
});
afterAll(() => database.drop());

test('an event is recorded first, then handled once, however often it arrives', async () => {
  const event = eventOf('a', slow);
  expect(await receive(event, event)).toBe(2);
  expect(handled).toEqual([]);
  expect(pendings).toBe(1);
  await handleAll();
  await receive(event);
  await handleAll();
  expect(handled).toEqual([event.id]);
  expect(await database.statuses()).toEqual({ DONE: 1 });
});

test('no transaction is open while the handler runs', async () => {
  const open: unknown[] = [];
  work = async () => {
    const others = `select state, query from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`;
    open.push(...(await database.orm.em.fork().execute<unknown[]>(others)));
  };
  await receive(eventOf('a', slow));
  await handleAll();
  expect(handled).toHaveLength(1);
  expect(open).toEqual([]);
});

test('later events of its subject wait for it, whatever their kind and their batch, and other subjects do not', async () => {
  const [first, behind, other, last] = [eventOf('a', slow), eventOf('a'), eventOf('b'), eventOf('a', slow)];
  await receive(first, behind, other);
  await receive(last);
  expect(handled).toEqual([other.id]);
  await handleAll();
  expect(handled).toEqual([other.id, first.id, behind.id, last.id]);
});

test('no other instance handles it or a later event of its subject while it runs', async () => {
  const gate = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  work = async () => {
    started.resolve();
    await gate.promise;
  };
  const [event, behind, other] = [eventOf('a', slow), eventOf('a'), eventOf('b', slow)];
  await receive(event, behind);
  const running = inboxOf().handleNext();
  await started.promise;
  work = async () => {};
  await receive(other);
  await handleAll(inboxOf());
  expect(handled).toEqual([event.id, other.id]);
  gate.resolve();
  await running;
  await handleAll();
  expect(handled).toEqual([event.id, other.id, behind.id]);
});

test('a failed event is retried, and becomes a dead letter after the last attempt', async () => {
  const [poison, behind] = [eventOf('a', slow), eventOf('a')];
  work = async () => {
    throw new Error('not now');
  };
  await receive(poison, behind);
  for (let attempt = 0; attempt < handlingAttempts; attempt++) {
    await handleAll();
    later(maxHandlingBackoff);
  }
  await handleAll();
  expect(handled).toEqual([...Array.from({ length: handlingAttempts }, () => poison.id), behind.id]);
  expect(await database.statuses()).toEqual({ DEAD: 1, DONE: 1 });
  expect(await listDeadLetters(database.orm.em, 10)).toMatchObject([{ id: poison.id, attempts: handlingAttempts }]);
});

test('an instance that outlives its lease cannot complete the event that another one has', async () => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const starts = gates.map(() => Promise.withResolvers<void>());
  let run = 0;
  work = async () => {
    const at = run++;
    starts[at]?.resolve();
    await gates[at]?.promise;
  };
  await receive(eventOf('a', slow));
  const first = inboxOf().handleNext();
  await starts[0]?.promise;
  later(handlingLease);
  const second = inboxOf().handleNext();
  await starts[1]?.promise;
  gates[0]?.resolve();
  await first;
  expect(await database.statuses()).toEqual({ PENDING: 1 });
  gates[1]?.resolve();
  await second;
  expect(await database.statuses()).toEqual({ DONE: 1 });
});

test('a lease is renewed for as long as the handler runs', async () => {
  // Long, because a busy machine delays the renewal.
  const parts = { clock: systemClock, lease: 1_000 };
  work = () => new Promise((resolve) => setTimeout(resolve, 2_500));
  const event = eventOf('a', slow);
  await inboxOf(parts).receive('source', async () => [event]);
  let over = false;
  const running = inboxOf(parts)
    .handleNext()
    .then(() => {
      over = true;
    });
  const other = inboxOf(parts);
  while (!over) await other.handleNext();
  await running;
  expect(handled).toEqual([event.id]);
});
