import { EventEmitter, on } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Viewer } from '#contract/viewer.ts';
import { InvalidToken } from '#platform/security/verify-token.ts';
import { until } from '#test-kit/until.ts';
import { type RawSocket, rawSocket } from '../testing/raw-socket.ts';
import { startTinyGraph, type TinyGraph } from '../testing/tiny-graph.ts';

const emitter = new EventEmitter();
emitter.setMaxListeners(0);
const raws: RawSocket[] = [];

/** A token is `ROLE.ACCOUNT.NUMBER`. */
async function verifyToken(token: string): Promise<Viewer> {
  const [role, id] = token.split('.');
  if (!id) throw new InvalidToken();
  return { id, role: role as Viewer['role'], sid: token, name: null, phoneNumber: null, expiresAt: Date.now() };
}

const changes = { subscribe: () => on(emitter, 'change'), resolve: ([event]: [object]) => event };

const start = (foreign: boolean): Promise<TinyGraph> =>
  startTinyGraph({
    verifyToken,
    settings: { foreign },
    subgraphs: [
      {
        name: 'seats',
        typeDefs: `
          extend schema
            @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@composeDirective"])
            @link(url: "https://masar-eagle.example/subscriptions/v1.0", import: ["@position"])
            @composeDirective(name: "@position")
          directive @position on ARGUMENT_DEFINITION
          type Query { now: Int }
          type Subscription { seats(trip: ID, row: Int = 1): Seat since(after: ID @position): Seat }
          type Seat { n: Int secret: Int @authenticated rider: Rider }
          type Rider @key(fields: "id") { id: ID! }`,
        resolvers: { Query: { now: () => 1 }, Subscription: { seats: changes, since: changes } },
      },
      {
        name: 'riders',
        typeDefs:
          'type Query { pulse: Int } type Rider @key(fields: "id") { id: ID! name: String phone: String @authenticated }',
        resolvers: {
          Rider: { name: ({ id }: { id: string }) => `name ${id}`, phone: ({ id }: { id: string }) => `phone ${id}` },
        },
      },
    ],
  });

let platform: TinyGraph;
let foreign: TinyGraph;

beforeAll(async () => {
  [platform, foreign] = await Promise.all([start(false), start(true)]);
});

afterEach(async () => {
  for (const each of raws.splice(0)) each.terminate();
  await until(() => emitter.listenerCount('change') === 0);
  for (const graph of [platform, foreign]) graph.subgraph('riders').requests.length = 0;
});

afterAll(() => Promise.all([platform.stop(), foreign.stop()]));

const change = (n: number) =>
  emitter.emit('change', { n, secret: n * 10, rider: { __typename: 'Rider', id: `r${n}` } });

async function connect(graph: TinyGraph, token?: string): Promise<RawSocket> {
  const socket = await rawSocket(graph.url, token ? { Authorization: `Bearer ${token}` } : {});
  raws.push(socket);
  return socket;
}

/** Subscribes on a socket of its own, and waits until the subgraph has as many subscriptions. */
async function live(
  graph: TinyGraph,
  query: string,
  expected: number,
  { token, variables }: { token?: string; variables?: Record<string, unknown> } = {},
) {
  const socket = await connect(graph, token);
  socket.subscribe('s', query, variables);
  // A query is answered after the subscription has started.
  socket.subscribe('q', '{ now }');
  await socket.next('q');
  await until(() => emitter.listenerCount('change') === expected);
  return socket;
}

const dataOf = async (socket: RawSocket) => (await socket.next('s')).payload;

describe('equal subscriptions', () => {
  test('of many clients are one subscription and one execution', async () => {
    const query = 'subscription { seats { n rider { name } } }';
    const sockets = await Promise.all(Array.from({ length: 50 }, () => live(platform, query, 1)));
    expect(platform.subgraph('seats').activeSubscriptions()).toBe(1);
    change(1);
    change(2);
    for (const socket of sockets) {
      for (const n of [1, 2]) {
        expect(await dataOf(socket)).toEqual({ data: { seats: { n, rider: { name: `name r${n}` } } } });
      }
    }
    expect(platform.subgraph('riders').requests).toHaveLength(2);
  });

  test('may have other names, orders of variables and clients’ operation ids', async () => {
    const one = 'subscription One($t: ID, $r: Int) { seats(trip: $t, row: $r) { n } }';
    const other = 'subscription Other($r: Int, $t: ID) { seats(trip: $t, row: $r) { n } } query Unused { now }';
    const first = await live(platform, one, 1, { variables: { t: 'a', r: 1 } });
    first.send(
      JSON.stringify({
        id: 'é"\\',
        type: 'subscribe',
        payload: { query: other, operationName: 'Other', variables: { r: 1, t: 'a' } },
      }),
    );
    first.subscribe('q2', '{ now }');
    await first.next('q2');
    expect(emitter.listenerCount('change')).toBe(1);
    change(1);
    expect(await dataOf(first)).toEqual({ data: { seats: { n: 1 } } });
    expect(await first.next('é"\\')).toMatchObject({ type: 'next', payload: { data: { seats: { n: 1 } } } });
  });

  test('of operations that need the same events share them, and are executed apart', async () => {
    const plain = await live(platform, 'subscription { seats { n rider { id } } }', 1);
    const renamed = await live(platform, 'subscription { s: seats { number: n rider { id } } }', 2);
    const same = await live(platform, 'subscription { seats { ...F } } fragment F on Seat { n rider { id } }', 2);
    change(3);
    expect(await dataOf(plain)).toEqual({ data: { seats: { n: 3, rider: { id: 'r3' } } } });
    expect(await dataOf(renamed)).toEqual({ data: { s: { number: 3, rider: { id: 'r3' } } } });
    expect(await dataOf(same)).toEqual({ data: { seats: { n: 3, rider: { id: 'r3' } } } });
  });

  test('with other variables are apart', async () => {
    const query = 'subscription ($t: ID) { seats(trip: $t) { n } }';
    await live(platform, query, 1, { variables: { t: 'a' } });
    await live(platform, query, 2, { variables: { t: 'b' } });
    await live(platform, query, 3);
  });

  test('outlive each other: the subscription ends with the last client', async () => {
    const query = 'subscription { seats { n } }';
    const [one, two] = [await live(platform, query, 1), await live(platform, query, 1)];
    one.complete('s');
    change(1);
    expect(await dataOf(two)).toEqual({ data: { seats: { n: 1 } } });
    two.terminate();
    await until(() => emitter.listenerCount('change') === 0);
    expect(one.messages.filter(({ id, type }) => id === 's' && type === 'next')).toEqual([]);
  });

  test('get the result of each frame size', async () => {
    const long = 'x'.repeat(70_000);
    const query = 'subscription { seats { n rider { id } } }';
    const socket = await live(platform, query, 1);
    for (const id of ['r', 'x'.repeat(60), long]) {
      emitter.emit('change', { n: 1, rider: { id } });
      expect(await dataOf(socket)).toEqual({ data: { seats: { n: 1, rider: { id } } } });
    }
  });
});

describe('who shares', () => {
  const open = 'subscription { seats { n rider { name } } }';
  const refused = 'subscription { seats { n secret } }';

  test('clients with any token share a public operation, which runs without a token', async () => {
    await live(platform, open, 1);
    const other = await live(platform, open, 1, { token: 'driver.d_1.1' });
    change(1);
    await dataOf(other);
    expect(platform.subgraph('seats').connections.at(-1)?.parameters).toEqual({});
    expect(platform.subgraph('riders').requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test('an operation that touches an auth directive is shared by one token alone, and runs with it', async () => {
    const anonymous = await live(platform, refused, 1);
    const one = await live(platform, refused, 2, { token: 'driver.d_1.1' });
    const same = await live(platform, refused, 2, { token: 'driver.d_1.1' });
    const other = await live(platform, refused, 3, { token: 'driver.d_2.1' });
    const parameters = platform
      .subgraph('seats')
      .connections.slice(-2)
      .map((each) => each.parameters);
    expect(parameters).toEqual([{ Authorization: 'Bearer driver.d_1.1' }, { Authorization: 'Bearer driver.d_2.1' }]);
    change(1);
    expect(await dataOf(anonymous)).toMatchObject({
      data: { seats: { n: 1, secret: null } },
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    for (const socket of [one, same, other])
      expect(await dataOf(socket)).toEqual({ data: { seats: { n: 1, secret: 10 } } });
    one.terminate();
    change(2);
    expect(await dataOf(same)).toEqual({ data: { seats: { n: 2, secret: 20 } } });
  });

  test('the private fields of other subgraphs are requested with the client’s own token', async () => {
    const query = 'subscription { seats { rider { phone } } }';
    const one = await live(platform, query, 1, { token: 'driver.d_1.1' });
    const other = await live(platform, query, 2, { token: 'driver.d_2.1' });
    one.terminate();
    await until(() => emitter.listenerCount('change') === 1);
    change(1);
    expect(await dataOf(other)).toEqual({ data: { seats: { rider: { phone: 'phone r1' } } } });
    const tokens = platform.subgraph('riders').requests.map(({ headers }) => headers.authorization);
    expect(tokens).toEqual(['Bearer driver.d_2.1']);
  });

  test('on a foreign supergraph, clients with equal headers alone', async () => {
    await live(foreign, open, 1);
    await live(foreign, open, 1);
    await live(foreign, open, 2, { token: 'driver.d_1.1' });
    await live(foreign, open, 2, { token: 'driver.d_1.1' });
  });
});

describe('a log that goes on from a position', () => {
  const query = 'subscription ($after: ID) { since(after: $after) { n } }';

  test.each([
    ['is not shared with a value for it', { after: 'x' }, 2],
    ['is shared with null for it', { after: null }, 1],
    ['is shared without it', {}, 1],
  ])('%s', async (_name, variables, expected) => {
    const one = await live(platform, query, 1, { variables });
    const other = await live(platform, query, expected, { variables });
    change(1);
    for (const socket of [one, other]) expect(await dataOf(socket)).toEqual({ data: { since: { n: 1 } } });
  });

  test('is not shared with a literal, or a default, for it', async () => {
    await live(platform, 'subscription { since(after: "x") { n } }', 1);
    await live(platform, 'subscription { since(after: "x") { n } }', 2);
    const byDefault = 'subscription ($after: ID = "x") { since(after: $after) { n } }';
    await live(platform, byDefault, 3);
    await live(platform, byDefault, 4);
    await live(platform, byDefault, 5, { variables: { after: null } });
    await live(platform, byDefault, 5, { variables: { after: null } });
  });
});
