import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Role } from '#contract/viewer.ts';
import { startTestGateway } from '#test-kit/gateway.ts';
import { type GraphQLAnswer, testKeys } from '#test-kit/subgraph.ts';
import type { ReportedFetch, ReportedNode } from '../execution/report/plan-tree.ts';
import { defaultPlanBounds } from '../planning/planner.ts';
import { startTinyGraph, type TinyGraph } from '../testing/tiny-graph.ts';
import { respond } from '../testing/tiny-subgraph.ts';
import { defaultUpstream } from '../upstream/settings.ts';

let graph: TinyGraph;
let made = 0;

beforeAll(async () => {
  graph = await startTinyGraph({
    subgraphs: [
      {
        name: 'shop',
        typeDefs: `type Query { item(id: ID!): Item items: [Item] } type Mutation { make: Int }
          type Item @key(fields: "id") { id: ID! }`,
        resolvers: {
          Query: {
            item: (_: unknown, { id }: { id: string }) => (id === 'none' ? null : { id }),
            items: () => [{ id: '1' }, { id: '2' }],
          },
          Mutation: { make: () => ++made },
        },
      },
      {
        name: 'stock',
        typeDefs: 'type Item @key(fields: "id") { id: ID! count: Int } type Query { depots: Int }',
        resolvers: { Item: { count: () => 3 }, Query: { depots: () => 2 } },
      },
    ],
    settings: {
      upstream: { ...defaultUpstream, retries: 2, breaker: { ...defaultUpstream.breaker, minRequests: 1e6 } },
    },
    verifyToken: async (token) => ({
      id: 'a',
      role: token as Role,
      sid: 's',
      name: null,
      phoneNumber: null,
      expiresAt: Number.MAX_SAFE_INTEGER,
    }),
  });
});

afterEach(() => {
  graph.subgraph('stock').handleWith(null);
});

afterAll(() => graph.stop());

const query = 'query ($id: ID!) { item(id: $id) { id count } depots }';
const variables = { id: 'secret-7' };
interface Answer extends GraphQLAnswer {
  extensions?: Record<string, unknown>;
}
const reportOf = ({ extensions }: Answer) => extensions?.queryPlan as { node: ReportedNode | null; text: string };
const send = (headers: Record<string, string>, text = query, token: string | null = 'admin'): Promise<Answer> =>
  graph.request(text, text === query ? variables : {}, token, headers);
const plan = { 'x-masar-debug': 'query-plan' };
/** The fetches of a reported plan, in its order. */
function fetchesOf(answer: Answer, node = reportOf(answer).node): ReportedFetch[] {
  if (node?.kind === 'Fetch') return [node];
  const below = node && ('nodes' in node ? node.nodes : 'node' in node ? [node.node] : []);
  return below?.flatMap((each) => fetchesOf(answer, each)) ?? [];
}

test('shows an admin the plan and what became of each fetch, without values', async () => {
  const answer = await send(plan);
  expect(answer.data).toEqual({ item: { id: 'secret-7', count: 3 }, depots: 2 });
  const { node, text } = reportOf(answer);
  const request = (number: number, representations: number) => ({
    request: number,
    startedAt: expect.any(Number),
    duration: expect.any(Number),
    representations,
    retries: 0,
    outcome: 'answered',
  });
  const ofRoot = { kind: 'Fetch', operation: expect.stringMatching(/^(query)?[ ({]/) };
  expect(node).toEqual({
    kind: 'Parallel',
    nodes: expect.arrayContaining([
      { ...ofRoot, subgraph: 'stock', variables: [], requests: [request(expect.any(Number) as never, 0)] },
      {
        kind: 'Sequence',
        nodes: [
          { ...ofRoot, subgraph: 'shop', variables: ['id'], requests: [request(expect.any(Number) as never, 0)] },
          {
            kind: 'Flatten',
            path: 'item',
            node: {
              ...ofRoot,
              subgraph: 'stock',
              variables: [],
              representations: ['Item'],
              requests: [request(3, 1)],
            },
          },
        ],
      },
    ]),
  });
  expect(text).toMatch(/^QueryPlan \{\n {2}Parallel \{\n/);
  expect(JSON.stringify(answer.extensions)).not.toContain('secret');
});

test('fetches that were sent as one request have its number, and a fetch with nothing to fetch has no request', async () => {
  const one = await send(plan, '{ a: items { count } b: item(id: "9") { count } }');
  const entities = fetchesOf(one).filter(({ representations }) => representations);
  expect(entities.map(({ requests }) => requests)).toMatchObject([[{ representations: 3 }], [{ representations: 3 }]]);
  expect(entities[0]?.requests).toEqual(entities[1]?.requests);
  const none = await send(plan, '{ item(id: "none") { count } }');
  expect(fetchesOf(none).map(({ requests = [] }) => requests.length)).toEqual([1, 0]);
});

test('shows repeated requests, failures and errors', async () => {
  let calls = 0;
  const stock = graph.subgraph('stock');
  stock.handleWith((response, { query: text }) => {
    if (text.includes('depots')) return respond(response, 200, { errors: [{ message: 'no' }] });
    return void (calls++ === 0 ? response.destroy() : respond(response, 200, { data: { _entities: [{ count: 4 }] } }));
  });
  const outcomes = Object.fromEntries(
    fetchesOf(await send(plan)).map(({ subgraph, representations, requests: [first] = [] }) => [
      `${subgraph} ${representations ?? ''}`,
      `${first?.outcome} ${first?.retries}`,
    ]),
  );
  expect(outcomes).toEqual({ 'shop ': 'answered 0', 'stock Item': 'answered 1', 'stock ': 'errors 0' });
  stock.handleWith((response) => void response.destroy());
  const [failed] = fetchesOf(await send(plan, '{ depots }'));
  expect(failed?.requests).toMatchObject([{ outcome: 'SUBGRAPH_UNAVAILABLE', retries: 2 }]);
});

test('of an operation is that of a run of its own, also beside identical ones', async () => {
  const before = graph.subgraph('stock').requests.length;
  await Promise.all([1, 2, 3].map(() => send(plan, '{ depots }')));
  expect(graph.subgraph('stock').requests.length - before).toBe(3);
});

describe('a dry run', () => {
  const dry = { 'x-masar-debug': 'dry-run' };
  const received = () => ['shop', 'stock'].map((name) => graph.subgraph(name).requests.length);

  test('of a query fetches nothing', async () => {
    const before = received();
    const answer = await send(dry);
    expect(answer).toMatchObject({ data: null, extensions: { queryPlan: { node: { kind: 'Parallel' } } } });
    expect(answer.errors).toBeUndefined();
    expect(fetchesOf(answer)[0]).not.toHaveProperty('requests');
    expect(received()).toEqual(before);
  });

  test('of a mutation does not execute it', async () => {
    const answer = await send(dry, 'mutation { make }');
    expect([answer.data, fetchesOf(answer)[0]?.subgraph, made]).toEqual([null, 'shop', 0]);
  });

  test('of an operation that fetches nothing has no plan', async () => {
    expect(reportOf(await send(dry, '{ __typename }'))).toEqual({ node: null, text: 'QueryPlan {}' });
  });
});

describe("in the forms of Apollo's tools", () => {
  const object = { kind: 'QueryPlan', node: { kind: 'Fetch', serviceName: 'stock', operation: '{depots}' } };
  const text = 'QueryPlan {\n  Fetch(service: "stock") {\n    {\n      depots\n    }\n  },\n}';

  test('of the Router, as Sandbox requests it', async () => {
    const { data, extensions } = await send({ 'apollo-expose-query-plan': 'true' }, '{ depots }');
    expect(data).toEqual({ depots: 2 });
    expect(extensions).toMatchObject({ apolloQueryPlan: { object, text }, queryPlan: { text } });
    const dry = await send({ 'apollo-expose-query-plan': 'dry-run' }, '{ depots }');
    expect(dry).toMatchObject({ data: null, extensions: { apolloQueryPlan: { object, text } } });
  });

  test('of @apollo/gateway', async () => {
    const { extensions } = await send({ 'apollo-query-plan-experimental': '1' }, '{ depots }');
    expect(extensions).toEqual({ __queryPlanExperimental: text });
  });
});

test.each([
  ['an admin who does not request it', 'admin', {}],
  ['another viewer', 'driver', plan],
  ['another viewer of Sandbox', 'passenger', { 'apollo-expose-query-plan': 'true' }],
  ['nobody', null, { ...plan, 'apollo-query-plan-experimental': '1' }],
])('is not shown to %s', async (_, token, headers) => {
  expect(await send(headers as Record<string, string>, '{ depots }', token)).not.toHaveProperty('extensions');
});

test("a dry run of someone else's runs", async () => {
  expect(await send({ 'x-masar-debug': 'dry-run' }, 'mutation { make }', 'driver')).toMatchObject({
    data: { make: 1 },
  });
});

test.each([0, 1])('the real supergraph is planned with %d workers', async (workers) => {
  const keys = await testKeys();
  const gateway = await startTestGateway({
    verifyToken: keys.verifyToken,
    settings: { planning: { workers, bounds: defaultPlanBounds, unplannable: 'null', knownOperations: null } },
  });
  try {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await keys.sign({ sub: 'ad_1', scope: 'admin' })}`,
        'x-masar-debug': 'dry-run, cost',
      },
      body: JSON.stringify({ query: '{ trips { edges { node { driver { fullName } } } } }' }),
    });
    const answer = (await response.json()) as Answer;
    expect(answer).toMatchObject({ data: null, extensions: { cost: { bySubgraph: { trips: expect.any(Number) } } } });
    expect(fetchesOf(answer).map(({ subgraph, representations }) => [subgraph, representations])).toEqual([
      ['trips', undefined],
      ['users', ['Driver']],
    ]);
  } finally {
    await gateway.stop();
  }
});
