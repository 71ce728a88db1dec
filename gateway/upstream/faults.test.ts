import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Fault, type FaultProxy, startFaultProxy } from '#test-kit/fault-proxy.ts';
import { until } from '#test-kit/until.ts';
import { codesByPath, startTinyGraph, type TinyGraph } from '../testing/tiny-graph.ts';
import type { TinySubgraph } from '../testing/tiny-subgraph.ts';
import { defaultUpstream } from './settings.ts';

/** Milliseconds that pass in vain when a subgraph does not answer. */
const shortTimeout = 1_000;
const retries = 2;
const neverOpen = { ...defaultUpstream.breaker, minRequests: 1_000_000 };

/** A graph with one subgraph behind a proxy. */
interface ProxiedGraph {
  graph: TinyGraph;
  proxy: FaultProxy;
  received: () => TinySubgraph['requests'];
}

async function startProxiedGraph(timeout: number): Promise<ProxiedGraph> {
  const proxied = Promise.withResolvers<FaultProxy>();
  const graph = await startTinyGraph({
    settings: { upstream: { ...defaultUpstream, timeout, retries, retryShare: 10, breaker: neverOpen } },
    urlOf: async ({ name, url }) => {
      if (name !== 'facts') return url;
      proxied.resolve(startFaultProxy(url));
      return (await proxied.promise).url;
    },
    subgraphs: [
      {
        name: 'catalog',
        typeDefs: 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! name: String }',
        resolvers: { Query: { thing: () => ({ id: 'a', name: 'name a' }) } },
      },
      {
        name: 'facts',
        typeDefs: `
          type Query { pulse: String }
          type Mutation { change: String }
          type Thing @key(fields: "id") { id: ID! fact: String }`,
        resolvers: {
          Query: { pulse: () => 'alive' },
          Mutation: { change: () => 'changed' },
          Thing: { fact: ({ id }: { id: string }) => `fact ${id}` },
        },
      },
    ],
  });
  return { graph, proxy: await proxied.promise, received: () => graph.subgraph('facts').requests };
}

/** With all the time that a busy machine needs, and with little, for the faults that take all of it. */
let patient: ProxiedGraph;
let impatient: ProxiedGraph;

beforeAll(async () => {
  patient = await startProxiedGraph(defaultUpstream.timeout);
  impatient = await startProxiedGraph(shortTimeout);
});

afterAll(async () => {
  for (const { graph, proxy } of [patient, impatient]) {
    await graph.stop();
    await proxy.stop();
  }
});

beforeEach(() => {
  for (const { proxy, received } of [patient, impatient]) {
    proxy.requests = 0;
    received().length = 0;
  }
});

afterEach(async () => {
  for (const { proxy } of [patient, impatient]) await proxy.set(null);
});

const query = '{ thing { name fact } pulse }';

/** The code of each fault, and how often the gateway sends one fetch of a query. */
const faults: [Fault, code: string, sent: number][] = [
  ['refuse', 'SUBGRAPH_UNAVAILABLE', 0],
  ['reset', 'SUBGRAPH_UNAVAILABLE', 1 + retries],
  ['reset-after-request', 'SUBGRAPH_UNAVAILABLE', 1 + retries],
  ['reset-within-answer', 'SUBGRAPH_UNAVAILABLE', 1 + retries],
  ['garbage', 'SUBGRAPH_UNAVAILABLE', 1 + retries],
  ['bad-gateway', 'SUBGRAPH_UNAVAILABLE', 1 + retries],
  ['truncated-chunk', 'SUBGRAPH_UNAVAILABLE', 1 + retries],
  ['short-length', 'SUBGRAPH_UNAVAILABLE', 1 + retries],
  ['huge', 'SUBGRAPH_UNAVAILABLE', 1],
  ['black-hole', 'SUBGRAPH_TIMEOUT', 1],
  ['drip', 'SUBGRAPH_TIMEOUT', 1],
  ['delay', 'SUBGRAPH_TIMEOUT', 1],
];

describe.each(faults)('a subgraph behind a proxy: %s', (fault, code, sent) => {
  const begin = async (): Promise<ProxiedGraph> => {
    const proxied = code === 'SUBGRAPH_TIMEOUT' ? impatient : patient;
    await proxied.proxy.set(fault, { delay: 2 * shortTimeout });
    return proxied;
  };

  test(`is ${code} at its own fields alone, and is served again afterwards`, async () => {
    const { graph, proxy } = await begin();
    const { status, data, errors } = await graph.request(query);
    expect(status).toBe(200);
    expect(data).toEqual({ thing: { name: 'name a', fact: null }, pulse: null });
    expect(codesByPath({ errors })).toEqual({ 'thing.fact': code, pulse: code });
    for (const { extensions } of errors ?? []) expect(extensions.subgraph).toBe('facts');
    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|upstream-name|ECONN|stack/);
    // Two fetches: of the root field and of the entity.
    expect(proxy.requests).toBe(2 * sent);

    await proxy.set(null);
    const after = await graph.request(query);
    expect(after).toEqual({ status: 200, data: { thing: { name: 'name a', fact: 'fact a' }, pulse: 'alive' } });
  });

  test('gets a mutation at most once', async () => {
    const { graph, proxy, received } = await begin();
    const { data, errors } = await graph.request('mutation { change }');
    expect(data).toEqual({ change: null });
    expect(codesByPath({ errors })).toEqual({ change: code });
    expect(proxy.requests).toBe(Math.min(sent, 1));
    expect(received().length).toBeLessThanOrEqual(1);
  });

  test('does not keep the gateway from serving others meanwhile', async () => {
    const { graph } = await begin();
    let ended = false;
    const failing = Promise.all(Array.from({ length: 5 }, () => graph.request('{ pulse }'))).then(() => {
      ended = true;
    });
    do {
      expect(await graph.request('{ thing { name } }')).toEqual({ status: 200, data: { thing: { name: 'name a' } } });
    } while (!ended);
    await failing;
  });
});

test('a query is answered although its first request was lost', async () => {
  const { graph, proxy } = patient;
  await proxy.set('reset');
  const response = graph.request('{ pulse }');
  await until(() => proxy.requests === 1);
  await proxy.set(null);
  expect(await response).toEqual({ status: 200, data: { pulse: 'alive' } });
});

test('a subgraph learns how many milliseconds it has', async () => {
  const { graph, received } = patient;
  await graph.request('{ pulse }');
  const left = Number(received()[0]?.headers['x-deadline-ms']);
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(defaultUpstream.timeout);
});

test('a response that is too long is not read to its end', async () => {
  const { graph, proxy } = patient;
  await proxy.set('huge');
  proxy.written = 0;
  await graph.request('{ pulse }');
  expect(proxy.written).toBeLessThan(60 * 1024 * 1024);
});
