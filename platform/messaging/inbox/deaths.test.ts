import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import { command, killCommands } from '#test-kit/process.ts';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import type { CloudEvent } from '../cloud-event.ts';
import { handler } from './handler.ts';
import { Inbox } from './inbox.ts';
import { handlingLease } from './pending-events.ts';
import { eventOf, type InboxDatabase, inboxDatabase } from './testing/inbox-database.ts';

let database: InboxDatabase;
let ahead = 0;
/** That of the other processes, and ahead of it by as much as a test says. */
const clock = { now: () => new Date(Date.now() + ahead) };
let runs: string[];

beforeAll(async () => {
  database = await inboxDatabase();
});
beforeEach(() => {
  ahead = 0;
  runs = [];
});
afterEach(async () => {
  await killCommands();
  await database.clear();
});
afterAll(() => database.drop());

/** Has a process handle the event, and kills it between the effect and the record. */
async function killBetweenEffectAndRecord(kind: 'inTransaction' | 'repeatable', event: CloudEvent): Promise<void> {
  const script = 'platform/messaging/inbox/testing/consumer.ts';
  const consumer = command('node', [script, database.url, kind, JSON.stringify(event)]);
  await consumer.prints('effect\n');
  consumer.signal('SIGKILL');
  expect(await consumer.exited()).toBe('SIGKILL');
  // The server ends the transaction, and with it the turn to read, when it notices.
  await until(isTurnFree);
}

async function isTurnFree(): Promise<boolean> {
  const free = 'select from messaging.claims for update skip locked';
  const counted = `select count(*) = (select count(*) from messaging.claims) as "isFree" from (${free}) as free`;
  const [row] = await database.orm.em.fork().execute<{ isFree: boolean }[]>(counted);
  return row?.isFree ?? false;
}

const insert = 'insert into effects (event, subject) values (?, ?)';
const transactional = handler.inTransaction('source.happened.v1', z.unknown(), async (tx, event) => {
  runs.push(event.id);
  await tx.execute(insert, [event.id, event.subject]);
});
const repeatable = handler.repeatable('source.happened.v1', z.unknown(), async (event) => {
  runs.push(event.id);
  await database.orm.em.fork().execute(`${insert} on conflict do nothing`, [event.id, event.subject]);
});

function inboxOf(...handlers: ConstructorParameters<typeof Inbox>[0]['handlers']): Inbox {
  return new Inbox({ em: database.orm.em, handlers, clock, log: silent });
}

test('a death between the effect and the commit of a transactional handler undoes the effect: it happens once', async () => {
  const [event, later] = [eventOf('a'), eventOf('a')];
  await killBetweenEffectAndRecord('inTransaction', event);
  expect(await database.effects()).toEqual([]);
  await inboxOf(transactional).receive('source', async () => [event, later]);
  expect(await database.effects()).toEqual([event.id, later.id]);
  expect(await database.statuses()).toEqual({ DONE: 2 });
});

test('a connection lost between the effect and the commit undoes the effect: it happens once', async () => {
  const event = eventOf('a');
  let losses = 1;
  const losing = handler.inTransaction('source.happened.v1', z.unknown(), async (tx, { id, subject }) => {
    await tx.execute(insert, [id, subject]);
    if (losses-- <= 0) return;
    const [{ pid } = { pid: 0 }] = await tx.execute<{ pid: number }[]>('select pg_backend_pid() as pid');
    await database.orm.em.fork().execute('select pg_terminate_backend(?)', [pid]);
  });
  const receive = () => inboxOf(losing).receive('source', async () => [event]);
  await expect(receive()).rejects.toThrow();
  expect(await database.statuses()).toEqual({});
  await receive();
  expect(await database.effects()).toEqual([event.id]);
  expect(await database.statuses()).toEqual({ DONE: 1 });
});

test('a death between the effect and the record of a repeatable handler repeats it, before later events of the subject', async () => {
  const [event, later] = [eventOf('a'), eventOf('a')];
  await killBetweenEffectAndRecord('repeatable', event);
  expect(await database.effects()).toEqual([event.id]);
  const inbox = inboxOf(repeatable);
  await inbox.receive('source', async () => [event, later]);
  expect(await inbox.handleNext()).toBe(false);
  expect(runs).toEqual([]);
  ahead = handlingLease;
  while (await inbox.handleNext());
  expect(runs).toEqual([event.id, later.id]);
  expect(await database.effects()).toEqual([event.id, later.id]);
  expect(await database.statuses()).toEqual({ DONE: 2 });
});
