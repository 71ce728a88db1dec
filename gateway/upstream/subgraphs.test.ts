import { beforeEach, describe, expect, test } from '@jest/globals';
import { unnamedClient } from '#platform/graphql/client-name.ts';
import { Metrics } from '#platform/http/metrics.ts';
import { silent } from '#test-kit/templates.ts';
import { documentBounds } from '../admission/document-bounds.ts';
import { OperationCache, PreparedOperation } from '../admission/operation-cache.ts';
import { defaultPlanner } from '../planning/operation-planner.ts';
import { type ClientRequest, type GatewayContext, upstreamHeaders } from '../request-context.ts';
import { composeSupergraph } from '../supergraph/compose.ts';
import { FederatedGraph } from '../supergraph/federated-graph.ts';
import { unlimited } from '../testing/unlimited.ts';
import { maxSendDelay } from './in-flight-queries.ts';
import { defaultUpstream } from './settings.ts';
import { TransportFailure } from './subgraph-response.ts';
import { type Deduplication, Subgraphs } from './subgraphs.ts';
import { BufferedResponse, type SubgraphRequest, SubgraphTransport } from './transport.ts';

const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"])
  type Query { open: String secret: String @authenticated }
  type Mutation { change: String }
  type Subscription { changed: String }`;
const graph = new FederatedGraph(
  composeSupergraph([{ name: 'things', url: 'http://things.test/graphql', typeDefs }]).supergraphSdl,
  { createPlanner: defaultPlanner },
);
const operations = new OperationCache(graph, {
  authBySubgraphs: false,
  bounds: documentBounds,
  knownOperations: new Map(),
});
const urls = new Map([['things', new URL('http://things.test/graphql')]]);

interface SentRequest extends SubgraphRequest {
  respond: (response: BufferedResponse) => void;
  fail: (error: Error) => void;
}

/** Sends nothing: the test responds. */
class RecordingTransport extends SubgraphTransport {
  readonly sent: SentRequest[] = [];

  override post(request: SubgraphRequest): Promise<BufferedResponse> {
    const { promise, resolve, reject } = Promise.withResolvers<BufferedResponse>();
    this.sent.push({ ...request, respond: resolve, fail: reject });
    return promise;
  }
}

const { timeout: upstreamTimeout } = defaultUpstream;
let transport: RecordingTransport;

beforeEach(() => {
  transport = new RecordingTransport(new Metrics('test').histogram('fetches', 'of the test', ['subgraph', 'outcome']));
});

interface Client extends Partial<ClientRequest> {
  deadline?: number;
}

const contextOf = ({ deadline = Number.POSITIVE_INFINITY, ...client }: Client): GatewayContext => ({
  viewer: null,
  client: unnamedClient,
  scope: { requestId: 'r', language: 'en' },
  log: silent,
  allowance: unlimited,
  signal: new AbortController().signal,
  deadline,
  upstreamHeaders: upstreamHeaders({
    token: null,
    address: '203.0.113.1',
    headers: {},
    scope: { requestId: 'r', language: 'en' },
    ...client,
  }),
});

/** Shared requests are sent at the end of a turn of the event loop. */
const turn = () => new Promise(setImmediate);

/** Sends the same query for two clients at once. */
async function fetchTwice(deduplication: Deduplication, source: string, one: Client = {}, other: Client = {}) {
  const subgraphs = new Subgraphs({ urls, transport, deduplication });
  const operation = operations.prepare(source, undefined);
  if (!(operation instanceof PreparedOperation)) throw operation[0];
  const request = { query: source, operationName: undefined, variables: {} };
  const callers = [new AbortController(), new AbortController()] as const;
  const responses = [one, other].map((client, at) =>
    subgraphs.createFetch(operation, contextOf(client))('things', request, (callers[at] as AbortController).signal),
  );
  for (const response of responses) response.catch(() => {});
  await turn();
  return { responses, callers };
}

const text = '{"data":{"open":"yes"}}';
const yes = () => new BufferedResponse(JSON.parse(text), text);

describe('with deduplication of public queries', () => {
  test('concurrent identical public queries share one request, which carries no token', async () => {
    const { responses } = await fetchTwice('public', '{ open }', { token: 'one' }, { token: 'other' });
    expect(transport.sent).toHaveLength(1);
    expect(transport.sent[0]?.headers).not.toHaveProperty('authorization');
    transport.sent[0]?.respond(yes());
    const [one, other] = await Promise.all(responses);
    expect([one, other]).toEqual([{ data: { open: 'yes' } }, { data: { open: 'yes' } }]);
    // Each caller may change its own copy.
    expect(one).not.toBe(other);
  });

  test.each([
    ['an operation with a field under an auth directive', '{ open secret }', {}],
    ['a mutation', 'mutation { change }', {}],
    ['a subscription event', 'subscription { changed }', {}],
    ['an operation in another language', '{ open }', { scope: { requestId: 'r', language: 'ar' as const } }],
  ])('%s shares no request', async (_name, source, other: Client) => {
    await fetchTwice('public', source, { token: 'one' }, { token: 'one', ...other });
    expect(transport.sent).toHaveLength(2);
  });

  test('a query after the response sends a new request', async () => {
    const subgraphs = new Subgraphs({ urls, transport, deduplication: 'public' });
    const operation = operations.prepare('{ open }', undefined) as PreparedOperation;
    const fetch = subgraphs.createFetch(operation, contextOf({}));
    const request = { query: '{ open }', operationName: undefined, variables: {} };
    for (const at of [0, 1]) {
      const response = fetch('things', request, new AbortController().signal);
      await turn();
      expect(transport.sent).toHaveLength(at + 1);
      transport.sent[at]?.respond(yes());
      await response;
    }
  });
});

test('a query shares only requests that are sent after its operation arrived', async () => {
  const subgraphs = new Subgraphs({ urls, transport, deduplication: 'public' });
  const operation = operations.prepare('{ open }', undefined) as PreparedOperation;
  const request = { query: '{ open }', operationName: undefined, variables: {} };
  const { signal } = new AbortController();
  const early = subgraphs.createFetch(operation, contextOf({}));
  const responses = [early('things', request, signal)];
  await turn();
  const late = subgraphs.createFetch(operation, contextOf({}));
  responses.push(late('things', request, signal));
  transport.sent[0]?.respond(yes());
  await responses[0];
  await turn();
  expect(transport.sent).toHaveLength(2);
  responses.push(early('things', request, signal));
  await turn();
  expect(transport.sent).toHaveLength(2);
  transport.sent[1]?.respond(yes());
  await Promise.all(responses);
});

describe('with deduplication of queries with the same headers', () => {
  test('queries with the same headers share one request, which carries them', async () => {
    await fetchTwice('same-headers', '{ open secret }', { token: 'one' }, { token: 'one' });
    expect(transport.sent.map(({ headers }) => headers.authorization)).toEqual(['Bearer one']);
  });

  test.each<[string, Client]>([
    ['token', { token: 'other' }],
    ['address', { address: '203.0.113.2' }],
    ['language', { scope: { requestId: 'r', language: 'ar' } }],
  ])('a query with another %s sends its own request', async (_name, other) => {
    await fetchTwice('same-headers', '{ open }', { token: 'one' }, { token: 'one', ...other });
    expect(transport.sent).toHaveLength(2);
  });
});

test('without deduplication each query sends its own request', async () => {
  await fetchTwice('none', '{ open }', { token: 'one' }, { token: 'one' });
  expect(transport.sent.map(({ headers }) => headers.authorization)).toEqual(['Bearer one', 'Bearer one']);
});

test('aborts a shared request when its last caller aborts, not before', async () => {
  const { responses, callers } = await fetchTwice('public', '{ open }');
  callers[0].abort(new Error('first'));
  await expect(responses[0]).rejects.toThrow('first');
  expect(transport.sent[0]?.signal?.aborted).toBe(false);
  callers[1].abort(new Error('last'));
  await expect(responses[1]).rejects.toThrow('last');
  expect(transport.sent[0]?.signal?.aborted).toBe(true);
  // An aborted request is not shared any more.
  await fetchTwice('public', '{ open }');
  expect(transport.sent).toHaveLength(2);
});

test('a failed shared request rejects for every caller', async () => {
  const { responses } = await fetchTwice('public', '{ open }');
  transport.sent[0]?.fail(new TransportFailure('SUBGRAPH_UNAVAILABLE', new Error('refused')));
  for (const response of responses) await expect(response).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
});

test('the deadline limits the timeout of a request, and after it none is sent', async () => {
  const deadline = performance.now() + 60_000;
  await fetchTwice('none', '{ open }', { deadline });
  expect(transport.sent[0]?.timeout).toBeGreaterThan(0);
  expect(transport.sent[0]?.timeout).toBeLessThanOrEqual(60_000);
  const passed = performance.now() - 1;
  const late = await fetchTwice('none', '{ open }', { deadline: passed });
  await expect(late.responses[0]).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT' });
  expect(transport.sent).toHaveLength(3);
});

test.each([upstreamTimeout / 2, upstreamTimeout + maxSendDelay / 2])(
  'a query that could not wait for a shared request sends its own: %i ms left',
  async (left) => {
    await fetchTwice('public', '{ open }', {}, { deadline: performance.now() + left });
    expect(transport.sent.map(({ timeout }) => timeout === undefined)).toEqual([false, true]);
    expect(transport.sent[0]?.timeout).toBeLessThanOrEqual(left);
  },
);

test('a query after the deadline sends no request while others share one', async () => {
  const { responses } = await fetchTwice('public', '{ open }', {}, { deadline: performance.now() - 1 });
  await expect(responses[1]).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT' });
  expect(transport.sent).toHaveLength(1);
});
