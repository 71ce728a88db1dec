import type http from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startHttpServer, type TestHttpServer } from '#test-kit/http-server.ts';
import { badInput } from '#test-kit/refusal.ts';
import { perSubgraph } from '../../list.ts';
import { maxNodes } from '../domain/nodes/read-nodes.ts';
import { startUsers, type UsersHarness, unknownId } from '../testing/harness.ts';

interface Call {
  path: string;
  token: string | undefined;
  query: string;
  ids: string[];
}

// One server stands for trips and notifications, at different paths.
let other: TestHttpServer;
let users: UsersHarness;
let calls: Call[];
/** The ids that the other subgraphs refuse, with the code of the refusal; null for those that they do not have. */
let refused: Map<string, string | null>;
let isDown: (path: string) => boolean;

async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, string> };
  const path = request.url ?? '';
  calls.push({ path, token: request.headers.authorization, query, ids: Object.values(variables) });
  if (isDown(path)) return void response.writeHead(503).end();
  const ids = Object.values(variables);
  const data = Object.fromEntries(ids.map((id, at) => [`n${at}`, refused.has(id) ? null : { id }]));
  const errors = ids.flatMap((id, at) => {
    const code = refused.get(id);
    return code ? [{ message: code, path: [`n${at}`], extensions: { code } }] : [];
  });
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ data, errors }));
}

beforeAll(async () => {
  other = await startHttpServer((request, response) => void answer(request, response));
  users = await startUsers({
    urls: perSubgraph(
      (name) => name,
      (name) => `${other.origin}/${name}`,
    ),
  });
});
beforeEach(() => {
  calls = [];
  refused = new Map();
  isDown = () => false;
});
afterAll(async () => {
  await users.stop();
  await other.stop();
});

const idOf = (prefix: string, at: number) => `${prefix}_${String(at).padStart(32, '0')}`;
const node = (id: string, token: string | null) =>
  users.request('query ($id: ID!) { node(id: $id) { __typename id } }', { id }, token);
const nodes = (ids: string[], token: string | null) =>
  users.request('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids }, token);

test('returns its own objects to the viewers of the fields that read them', async () => {
  const driver = await users.newDriver();
  const passenger = await users.newPassenger();
  const admin = await users.newAdmin('nodes@masar.test');
  const vehicle = await users.newVehicle(driver);
  const ids = [driver.id, passenger.id, admin.id, vehicle];
  const shown = async (token: string | null) => {
    const { data, errors } = await nodes(ids, token);
    expect(errors).toBeUndefined();
    return data.nodes.map((each: { __typename: string } | null) => each?.__typename ?? null);
  };
  expect(await shown(users.admin)).toEqual(['Driver', 'Passenger', 'Admin', 'Vehicle']);
  expect(await shown(driver.token)).toEqual(['Driver', 'Passenger', null, 'Vehicle']);
  expect(await shown(null)).toEqual(['Driver', null, null, 'Vehicle']);
  expect((await node(admin.id, admin.token)).data.node).toEqual({ __typename: 'Admin', id: admin.id });
  await users.deleteAccount(driver);
  expect(await shown(users.admin)).toEqual([null, 'Passenger', 'Admin', 'Vehicle']);
  expect(await node(unknownId('v'), null)).toMatchObject({ data: { node: null } });
  expect(calls).toEqual([]);
});

test('reads the objects of the others in one request each, with the token of the caller', async () => {
  const driver = await users.newDriver();
  const query = `query ($ids: [ID!]!, $trip: ID!) { nodes(ids: $ids) { __typename id } node(id: $trip) { id } }`;
  const ids = [idOf('n', 1), driver.id, idOf('t', 1), idOf('b', 1), idOf('t', 1), idOf('t', 2)];
  const { data } = await users.request(query, { ids, trip: idOf('t', 3) }, driver.token);
  expect(data.nodes).toEqual(
    ['Notification', 'Driver', 'Trip', 'SeatBooking', 'Trip', 'Trip'].map((__typename, at) => ({
      __typename,
      id: ids[at],
    })),
  );
  expect(data.node).toEqual({ id: idOf('t', 3) });
  expect(calls.map(({ path, ids }) => [path, ids.toSorted()]).toSorted()).toEqual([
    ['/notifications', [idOf('n', 1)]],
    ['/trips', [idOf('b', 1), idOf('t', 1), idOf('t', 2), idOf('t', 3)]],
  ]);
  expect(calls.map(({ token }) => token)).toEqual(calls.map(() => `Bearer ${driver.token}`));
  expect(calls.find(({ path }) => path === '/trips')?.query).toMatch(/: booking\(id: \$id\d\) { id }/);
});

test('is null for what the owner does not have or refuses, and an error for what it cannot read', async () => {
  refused.set(idOf('t', 1), null).set(idOf('b', 2), 'UNAUTHENTICATED').set(idOf('b', 3), 'FORBIDDEN');
  refused.set(idOf('t', 4), 'SUBGRAPH_UNAVAILABLE');
  const { data, errors } = await nodes([idOf('t', 1), idOf('b', 2), idOf('b', 3), idOf('t', 4), idOf('t', 5)], null);
  expect(data.nodes).toEqual([null, null, null, null, { __typename: 'Trip', id: idOf('t', 5) }]);
  expect(errors).toMatchObject([{ path: ['nodes', 3], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
});

test('a subgraph that is down costs its own objects alone', async () => {
  const driver = await users.newDriver();
  isDown = (path) => path === '/trips';
  const { data, errors } = await nodes([idOf('t', 1), driver.id, idOf('n', 1)], driver.token);
  expect(data.nodes).toEqual([
    null,
    { __typename: 'Driver', id: driver.id },
    { __typename: 'Notification', id: idOf('n', 1) },
  ]);
  const extensions = { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'trips' };
  expect(errors).toMatchObject([{ path: ['nodes', 0], extensions }]);
});

test('an id of no node is refused, and costs no other', async () => {
  for (const id of ['', 'x', idOf('vt', 1), idOf('x', 1), '_', 'd'])
    expect((await node(id, users.admin)).errors).toMatchObject([{ extensions: badInput('id') }]);
  const { data, errors } = await nodes(['x', idOf('t', 1)], null);
  expect(data.nodes).toEqual([null, { __typename: 'Trip', id: idOf('t', 1) }]);
  expect(errors).toMatchObject([{ path: ['nodes', 0], extensions: badInput('ids') }]);
});

test('takes a hundred ids at most, and requests a hundred at a time', async () => {
  const ids = Array.from({ length: maxNodes }, (_, at) => idOf('t', at));
  expect((await nodes(ids, null)).data.nodes).toHaveLength(maxNodes);
  expect(await nodes([...ids, idOf('t', 0)], null)).toMatchObject({ errors: [{ extensions: badInput('ids') }] });
  expect((await nodes([], null)).data.nodes).toEqual([]);
  calls = [];
  const query = 'query ($a: [ID!]!, $b: [ID!]!) { a: nodes(ids: $a) { id } b: nodes(ids: $b) { id } }';
  await users.request(query, { a: ids, b: ids.map((id) => id.replace('t_0', 't_1')) }, null);
  expect(calls.map(({ ids: { length } }) => length)).toEqual([100, 100]);
});
