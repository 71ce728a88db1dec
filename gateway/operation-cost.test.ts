import { EventEmitter, on } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Role } from '#contract/viewer.ts';
import { until } from '#test-kit/until.ts';
import type { Watch } from '#test-kit/watch.ts';
import { costDefaults } from './admission/cost/settings.ts';
import { type RawStream, rawStream, resultsOf } from './testing/raw-stream.ts';
import { startTinyGraph, type TinyGraph, type TinyGraphOptions } from './testing/tiny-graph.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@cost", "@listSize"])`;
const sliced = '@listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)';
const emitter = new EventEmitter();
const items = (first: number) =>
  Array.from({ length: Math.max(0, first) }, (_, at) => ({ id: String(at), part: { n: at } }));

const subgraphs: TinyGraphOptions['subgraphs'] = [
  {
    name: 'lists',
    typeDefs: `${link}
      type Query { items(first: Int = 2): [Item!] ${sliced} strict(first: Int): [Item] @listSize(slicingArguments: ["first"]) }
      type Mutation { make: Int @cost(weight: 29) put: Int }
      type Subscription { items(first: Int = 2): [Item!] ${sliced} }
      type Item @key(fields: "id") { id: ID! part: Part } type Part { n: Int }`,
    resolvers: {
      Query: { items: (_root: unknown, { first }: { first: number }) => items(Math.min(first, 4)), strict: () => [] },
      Mutation: { make: () => 1, put: () => 1 },
      Subscription: {
        items: {
          subscribe: () => on(emitter, 'tick'),
          resolve: (_event: unknown, { first }: { first: number }) => items(first),
        },
      },
    },
  },
  {
    name: 'facts',
    typeDefs: `${link} type Query { pulse: Int } type Item @key(fields: "id") { id: ID! fact: Fact } type Fact { text: String }`,
    resolvers: { Item: { fact: ({ id }: { id: string }) => (id === '1' ? null : { text: `fact ${id}` }) } },
  },
];

const viewer = (role: Role) => ({
  id: 'a',
  role,
  sid: 's',
  name: null,
  phoneNumber: null,
  expiresAt: Number.MAX_SAFE_INTEGER,
});
const cost = { ...costDefaults, operationMax: 30, subgraphMaxima: new Map([['facts', 16]]), sampling: 1 };
const start = (settings: TinyGraphOptions['settings'] = {}) =>
  startTinyGraph({ subgraphs, settings: { cost, ...settings }, verifyToken: async (token) => viewer(token as Role) });

let graph: TinyGraph;
const watches: Watch[] = [];
const streams: RawStream[] = [];

beforeAll(async () => {
  graph = await start();
});

afterEach(async () => {
  for (const each of watches.splice(0)) await each.stop();
  for (const each of streams.splice(0)) each.close();
  await until(() => emitter.listenerCount('tick') === 0);
});

afterAll(() => graph.stop());

const query = (kind: string) => `${kind} ($first: Int!) { items(first: $first) { part { n } } }`;
const tooLarge = (actual: number, details = {}) => ({ code: 'OPERATION_TOO_LARGE', limit: 30, actual, ...details });
const requests = () => graph.subgraph('lists').requests.length;
const metric = async ({ url }: TinyGraph, line: RegExp) => {
  const text = await (await fetch(new URL('/metrics', url))).text();
  return Number(new RegExp(line.source, 'm').exec(text)?.[1] ?? 0);
};

function watch(text: string, first: number): Watch {
  const each = graph.watch(text, { variables: { first } });
  watches.push(each);
  return each;
}

describe('an operation whose estimated cost is the budget runs, and one above it is refused before anything is fetched', () => {
  test('a query over HTTP', async () => {
    expect(await graph.request(query('query'), { first: 29 })).toMatchObject({
      data: { items: [{ part: { n: 0 } }, {}, {}, {}] },
    });
    const before = requests();
    const { data, errors } = await graph.request(query('query'), { first: 30 });
    expect(data).toBeUndefined();
    expect(errors?.map(({ extensions }) => extensions)).toMatchObject([tooLarge(31)]);
    expect(requests()).toBe(before);
  });

  test('a mutation over HTTP', async () => {
    expect(await graph.request('mutation { make }')).toMatchObject({ data: { make: 1 } });
    const before = requests();
    const { errors } = await graph.request('mutation { make put }');
    expect(errors?.[0]?.extensions).toMatchObject(tooLarge(39));
    expect(requests()).toBe(before);
  });

  test('a query over a WebSocket', async () => {
    expect((await watch(query('query'), 29).next()).data).toMatchObject({ items: [{}, {}, {}, {}] });
    expect((await watch(query('query'), 30).next()).errors).toMatchObject([{ extensions: tooLarge(31) }]);
  });

  test('a subscription over a WebSocket', async () => {
    const live = watch(query('subscription'), 29);
    await until(() => emitter.listenerCount('tick') === 1);
    emitter.emit('tick');
    expect((await live.next()).data.items).toHaveLength(29);
    const refused = watch(query('subscription'), 30);
    expect((await refused.next()).errors).toMatchObject([{ extensions: tooLarge(31) }]);
    await until(() => refused.ended() === 'complete');
    expect(emitter.listenerCount('tick')).toBe(1);
  });

  test('a subscription over Server-Sent Events', async () => {
    const send = async (first: number) => {
      const body = { query: query('subscription'), variables: { first } };
      const stream = await rawStream(graph.url, { headers: { accept: 'text/event-stream' }, body });
      streams.push(stream);
      return stream;
    };
    const live = await send(29);
    await until(() => emitter.listenerCount('tick') === 1);
    emitter.emit('tick');
    await live.sees('event: next');
    const refused = await send(30);
    await until(() => refused.ended() === true);
    expect(resultsOf(refused.text())).toMatchObject([{ errors: [{ extensions: tooLarge(31) }] }]);
    expect(emitter.listenerCount('tick')).toBe(1);
  });
});

describe('the budget of a subgraph', () => {
  const facts = '($first: Int!) { items(first: $first) { fact { text } } }';

  test('admits a plan that costs it as much, and refuses one above it before anything is fetched', async () => {
    expect(await graph.request(`query ${facts}`, { first: 8 })).toMatchObject({ data: { items: [{}, {}, {}, {}] } });
    const before = requests();
    const { errors } = await graph.request(`query ${facts}`, { first: 9 });
    const refused = { code: 'OPERATION_TOO_LARGE', limit: 16, actual: 18, subgraph: 'facts' };
    expect(errors?.map(({ extensions }) => extensions)).toMatchObject([refused]);
    expect(requests()).toBe(before);
  });

  test('refuses a subscription before it starts', async () => {
    const { errors } = await watch(`subscription ${facts}`, 9).next();
    expect(errors).toMatchObject([{ extensions: { actual: 18, subgraph: 'facts' } }]);
    expect(emitter.listenerCount('tick')).toBe(0);
  });
});

test('a negative length costs nothing, and goes to the subgraph', async () => {
  const before = requests();
  expect(await graph.request(query('query'), { first: -5 })).toMatchObject({ data: { items: [] } });
  expect(requests()).toBe(before + 1);
});

test('a field without its required slicing argument is refused', async () => {
  expect(await graph.request('{ strict(first: 1) { id } }')).toMatchObject({ data: { strict: [] } });
  const { errors } = await graph.request('{ strict { id } }');
  expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});

describe('with the limits only measured', () => {
  let measured: TinyGraph;

  beforeAll(async () => {
    measured = await start({ measuredLimits: ['operation-cost', 'subgraph-cost'] });
  });

  afterAll(() => measured.stop());

  test('what exceeds them runs, and is counted', async () => {
    const counted = (limit: string) =>
      metric(measured, new RegExp(`^limit_exceeded_total\\{limit="${limit}",action="measured".*\\} (\\d+)`));
    expect(await measured.request(query('query'), { first: 30 })).toMatchObject({ data: { items: [{}, {}, {}, {}] } });
    expect(await measured.request('{ strict { id } }')).toMatchObject({ data: { strict: [] } });
    expect([await counted('operation-cost'), await counted('subgraph-cost')]).toEqual([2, 0]);
    expect(await measured.request('{ items(first: 9) { fact { text } } }')).toMatchObject({
      data: { items: [{}, {}, {}, {}] },
    });
    expect([await counted('operation-cost'), await counted('subgraph-cost')]).toEqual([2, 1]);
  });
});

describe('what an operation has cost', () => {
  const text = '{ items(first: 8) { fact { text } part { n } } }';
  const expected = { estimated: 1 + 8 * 2, actual: 1 + 4 * 2, max: 30, bySubgraph: { lists: 1 + 8, facts: 8 * 2 } };

  test('is counted on the response and observed', async () => {
    const sums = () =>
      Promise.all(
        ['estimated', 'actual'].map((name) => metric(graph, new RegExp(`^operation_cost_${name}_sum.* (\\d+)`))),
      );
    const [estimated = 0, actual = 0] = await sums();
    await graph.request(text);
    expect(await sums()).toEqual([estimated + expected.estimated, actual + expected.actual]);
  });

  test('is in extensions for an admin who requests it', async () => {
    const response: object = await graph.request(text, {}, 'admin', { 'x-masar-debug': 'cost' });
    expect(response).toMatchObject({ extensions: { cost: expected } });
    expect(response).toMatchObject({ data: { items: [{}, { fact: null }, {}, {}] } });
  });

  test.each([
    ['an admin who does not request it', 'admin', {}],
    ['another viewer', 'driver', { 'x-masar-debug': 'cost' }],
    ['nobody', null, { 'x-masar-debug': 'cost' }],
  ])('is not shown to %s', async (_, token, headers) => {
    expect(await graph.request(text, {}, token, headers as Record<string, string>)).not.toHaveProperty('extensions');
  });
});
