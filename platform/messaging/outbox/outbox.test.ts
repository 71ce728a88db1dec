import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { schemaOf } from '../../../subgraphs/load.ts';
import { createOrm } from '../../database/open-database.ts';
import { idGenerator } from '../../ids.ts';
import { type CloudEvent, eventType } from '../cloud-event.ts';
import { appendToOutbox, CommittedEvents, OutboxMessage } from './outbox.ts';

let database: TestDatabase;
let orm: MikroORM;
let commits = 0;
const newId = idGenerator({ now: () => new Date() });
const happened = eventType('test', 'test.happened.v1', z.object({ at: z.number() }));
const event = (at: number) => happened.create('t_1', { at }, { now: new Date('2030-01-01T00:00:00Z'), newId });
const at = (events: readonly CloudEvent[]) => events.map(({ data }) => String((data as { at: number }).at));

beforeAll(async () => {
  database = await testDatabase('trips');
  const settings = { url: database.url, poolMax: 4, logSql: false };
  const committed = new CommittedEvents(() => {
    commits++;
  });
  orm = await createOrm(await schemaOf('trips'), settings, silent, [committed]);
});

afterEach(async () => {
  commits = 0;
  await orm.em.fork().nativeDelete(OutboxMessage, {});
});

afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

async function stored(): Promise<string[]> {
  return at((await orm.em.fork().find(OutboxMessage, {}, { orderBy: { position: 'asc' } })).map(({ body }) => body));
}

test('stores the events of a transaction in order, and calls back once after the commit', async () => {
  await orm.em.fork().transactional(async (tx) => {
    for (const each of [1, 2, 3]) appendToOutbox(tx, event(each));
    await tx.flush();
    expect(commits).toBe(0);
  });
  expect(commits).toBe(1);
  expect(await stored()).toEqual(['1', '2', '3']);
  await orm.em.fork().transactional(async (tx) => appendToOutbox(tx, event(4)));
  expect(commits).toBe(2);
  await orm.em.fork().transactional(async (tx) => void (await tx.execute('select 1')));
  expect(commits).toBe(2);
});

test('stores what the relay needs', async () => {
  const appended = event(1);
  await orm.em.fork().transactional(async (tx) => appendToOutbox(tx, appended));
  expect(await orm.em.fork().findOneOrFail(OutboxMessage, { id: appended.id })).toMatchObject({
    messageType: 'test.happened.v1',
    subject: 't_1',
    body: appended,
    status: 'PENDING',
    attempts: 0,
    createdAt: new Date('2030-01-01T00:00:00Z'),
  });
});

test('a rolled-back transaction leaves no row and no callback', async () => {
  const refused = orm.em.fork().transactional(async (tx) => {
    appendToOutbox(tx, event(1));
    await tx.flush();
    throw new Error('refused');
  });
  await expect(refused).rejects.toThrow('refused');
  expect(commits).toBe(0);
  expect(await stored()).toEqual([]);
});

test('a transaction that fails at its commit leaves no callback', async () => {
  const twice = event(1);
  const failing = orm.em.fork().transactional(async (tx) => {
    appendToOutbox(tx, twice);
    appendToOutbox(tx, { ...twice });
  });
  await expect(failing).rejects.toThrow('outbox_id_unique');
  expect(commits).toBe(0);
  expect(await stored()).toEqual([]);
});

test('a later transaction of the same unit of work does not publish the events of a rolled-back one', async () => {
  const em = orm.em.fork();
  await em.begin();
  appendToOutbox(em, event(1));
  await em.rollback();
  em.clear();
  await em.begin();
  appendToOutbox(em, event(2));
  await em.commit();
  expect([commits, await stored()]).toEqual([1, ['2']]);
});

test('concurrent transactions each call back', async () => {
  await Promise.all(
    [1, 2, 3].map((each) => orm.em.fork().transactional(async (tx) => appendToOutbox(tx, event(each)))),
  );
  expect((await stored()).toSorted()).toEqual(['1', '2', '3']);
  expect(commits).toBe(3);
});

test('refuses an event outside a transaction or in a nested one', async () => {
  expect(() => appendToOutbox(orm.em.fork(), event(1))).toThrow('outside a transaction');
  const nested = orm.em.fork().transactional((tx) =>
    tx.transactional(async (inner) => {
      appendToOutbox(inner, event(1));
    }),
  );
  await expect(nested).rejects.toThrow('in a nested transaction');
  expect(commits).toBe(0);
});

test('refuses data that does not fit the schema', () => {
  expect(() => happened.create('t_1', { at: 'x' as never }, { now: new Date(), newId })).toThrow();
});
