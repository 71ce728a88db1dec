import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { createOrm } from '#platform/database/open-database.ts';
import { DeadLetter, Envelope } from '#platform/messaging/entities.ts';
import { OutboxMessage } from '#platform/messaging/outbox/outbox.ts';
import { command, killCommands } from '#test-kit/process.ts';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { schemaOf } from '../../subgraphs/load.ts';

let database: TestDatabase;
let orm: MikroORM;
const at = new Date('2031-01-01T00:00:00Z');

beforeAll(async () => {
  database = await testDatabase('users');
  orm = await createOrm(await schemaOf('users'), { url: database.url, poolMax: 2, logSql: false }, silent);
  const em = orm.em.fork();
  const body = (id: string) => ({
    specversion: '1.0' as const,
    id,
    source: 'auth',
    type: 'auth.signed-in.v1',
    subject: 'p_1',
    time: at.toISOString(),
    datacontenttype: 'application/json' as const,
    data: {},
  });
  for (const id of ['e_1', 'e_2', 'e_3']) {
    const known = { id, source: 'auth', messageType: 'auth.signed-in.v1', subject: 'p_1', attempts: 10 };
    em.create(Envelope, { ...known, body: body(id), status: 'DEAD', executionTime: at, createdAt: at });
    em.create(DeadLetter, { ...known, body: body(id), error: 'Error: no such account', failedAt: at });
  }
  const outgoing = { id: 'e_9', messageType: 'users.account-created.v1', subject: 'p_1', body: body('e_9') };
  em.create(OutboxMessage, { ...outgoing, createdAt: at });
  await em.flush();
});

afterAll(async () => {
  await killCommands();
  await orm.close(true);
  await database.drop();
});

async function masar(...args: string[]): Promise<{ code: unknown; printed: string }> {
  const run = command('node', ['cli/main.ts', 'events', ...args], { USERS_DATABASE_URL: database.url });
  return { code: await run.exited(), printed: run.output() };
}

test('counts the events of a subgraph, lists the dead ones and replays them', async () => {
  expect(await masar('stats', '--service', 'users')).toEqual({
    code: 0,
    printed: 'users         to send: 1 (since 2031-01-01T00:00:00.000Z), to try again: 0, dead: 3\n',
  });
  const { printed } = await masar('list-dead', '--service', 'users', '--limit', '2');
  const listed = printed.trim().split('\n');
  expect(listed).toHaveLength(2);
  expect(JSON.parse(listed[0] ?? '')).toEqual({
    service: 'users',
    id: 'e_1',
    type: 'auth.signed-in.v1',
    subject: 'p_1',
    attempts: 10,
    failedAt: at.toISOString(),
    error: 'Error: no such account',
  });
  expect(await masar('replay', '--service', 'users', 'e_2')).toEqual({
    code: 0,
    printed: 'users: 1 will be handled again\n',
  });
  expect(await masar('replay', '--service', 'users', 'e_2')).toMatchObject({ code: 1 });
  expect(await masar('replay', '--service', 'users', '--all')).toMatchObject({
    printed: 'users: 2 will be handled again\n',
  });
  expect((await masar('stats', '--service', 'users')).printed).toContain('to try again: 3, dead: 0');
});

test('refuses a replay without a subgraph or without events', async () => {
  expect(await masar('replay', '--service', 'users')).toMatchObject({ code: 1 });
  expect((await masar('replay', '--service', 'users', '--all', 'e_1')).printed).toContain('name the events');
  expect(await masar('replay', '--all')).toMatchObject({ code: 1 });
});

test('publishes the accounts of users again', async () => {
  const run = async () => (await masar('resync')).printed;
  expect(await run()).toBe('0 accounts published again\n');
  const at = `now(), now(), '+966500000001'`;
  await orm.em.execute(`insert into passengers (id, created_at, updated_at, phone_number) values ('p_1', ${at})`);
  expect(await run()).toBe('1 accounts published again\n');
});
