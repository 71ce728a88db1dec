import { EventEmitter, on } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { until } from '#test-kit/until.ts';
import type { Watch } from '#test-kit/watch.ts';
import { startTinyGraph, type TinyGraph } from '../testing/tiny-graph.ts';

const emitter = new EventEmitter();
let graph: TinyGraph;
const watches: Watch[] = [];

beforeAll(async () => {
  const seats = { subscribe: () => on(emitter, 'change'), resolve: ([event]: [object]) => event };
  const riders = (name: string, field: string) => ({
    name,
    typeDefs: `type Query { ${name}: Int } type Rider @key(fields: "id") { id: ID! ${field}: String }`,
    resolvers: { Rider: { [field]: ({ id }: { id: string }) => `${field} ${id}` } },
  });
  graph = await startTinyGraph({
    subgraphs: [
      {
        name: 'seats',
        typeDefs: `
          extend schema
            @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
            @link(url: "https://masar-eagle.example/subscriptions/v1.0", import: ["@state"])
            @composeDirective(name: "@state")
          directive @state on FIELD_DEFINITION
          type Query { now: Int }
          type Subscription { seats: Seat @state changes: Seat }
          type Seat { n: Int rider: Rider }
          type Rider @key(fields: "id") { id: ID! }`,
        resolvers: { Query: { now: () => 1 }, Subscription: { seats, changes: seats } },
      },
      riders('names', 'name'),
      riders('phones', 'phone'),
    ],
  });
});

afterEach(async () => {
  for (const name of ['names', 'phones']) setAway(name, false);
  for (const each of watches.splice(0)) await each.stop();
  await until(() => emitter.listenerCount('change') === 0);
});

afterAll(() => graph.stop());

const setAway = (name: string, isAway: boolean) =>
  graph.subgraph(name).handleWith(isAway ? (response) => void response.socket?.destroy() : null);
const requestsTo = (name: string) => graph.subgraph(name).requests.length;
const change = (n: number) => emitter.emit('change', { n, rider: { __typename: 'Rider', id: 'r' } });

async function live(field: 'seats' | 'changes'): Promise<Watch> {
  const started = graph.watch(`subscription { ${field} { n rider { name phone } } }`);
  watches.push(started);
  await until(() => emitter.listenerCount('change') === 1);
  return started;
}

const ridersOf = ({ events }: Watch) => events.map(({ data }) => data.seats.rider);

test('what an unavailable subgraph did not send of a state follows by itself, without repetitions', async () => {
  setAway('names', true);
  setAway('phones', true);
  const client = await live('seats');
  change(1);
  await until(() => requestsTo('names') >= 3);
  expect(ridersOf(client)).toEqual([{ name: null, phone: null }]);
  setAway('names', false);
  await until(() => client.events.length === 2);
  setAway('phones', false);
  await until(() => client.events.length === 3);
  expect(ridersOf(client).slice(1)).toEqual([
    { name: 'name r', phone: null },
    { name: 'name r', phone: 'phone r' },
  ]);
  expect(client.events[2]?.errors).toBeUndefined();
  const complete = requestsTo('names');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect([requestsTo('names'), client.events.length]).toEqual([complete, 3]);
});

test('what a subgraph did not send because its database was away follows, too', async () => {
  const error = { message: 'no', path: ['_entities', 0, 'name'], extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  const body = JSON.stringify({ data: { _entities: [{ name: null }] }, errors: [error] });
  graph.subgraph('names').handleWith((response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
  const client = await live('seats');
  change(1);
  await until(() => client.events.length === 1);
  expect(client.events[0]?.errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
  setAway('names', false);
  await until(() => ridersOf(client).at(-1)?.name === 'name r');
});

test('a client that joins with a complete result does not keep it from the others', async () => {
  setAway('names', true);
  const first = await live('seats');
  change(1);
  await until(() => first.events.length === 1);
  setAway('names', false);
  const second = await live('seats');
  await until(() => ridersOf(second).at(-1)?.name === 'name r' && ridersOf(first).at(-1)?.name === 'name r');
});

test('nothing is requested any more for clients that have left', async () => {
  setAway('names', true);
  const client = await live('seats');
  change(1);
  await until(() => client.events.length === 1);
  await client.stop();
  await until(() => emitter.listenerCount('change') === 0);
  const requests = requestsTo('names');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(requestsTo('names')).toBe(requests);
});

test('an event of a log is executed once', async () => {
  setAway('names', true);
  const client = await live('changes');
  change(1);
  await until(() => client.events.length === 1);
  const requests = requestsTo('names');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect([requestsTo('names'), client.events.length]).toEqual([requests, 1]);
});
