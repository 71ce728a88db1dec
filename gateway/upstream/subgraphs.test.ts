import { beforeEach, describe, expect, test } from '@jest/globals';
import { Metrics } from '#platform/http/metrics.ts';
import { silent } from '#test-kit/templates.ts';
import { OperationCache, PreparedOperation } from '../admission/operation-cache.ts';
import { type ClientRequest, type GatewayContext, upstreamHeaders } from '../request-context.ts';
import { composeSupergraph } from '../supergraph/compose.ts';
import { FederatedGraph } from '../supergraph/federated-graph.ts';
import { TransportFailure } from './subgraph-response.ts';
import { type Sharing, Subgraphs } from './subgraphs.ts';
import { SubgraphAnswer, type SubgraphRequest, SubgraphTransport, upstreamTimeout } from './transport.ts';

const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"])
  type Query { open: String secret: String @authenticated }
  type Mutation { change: String }
  type Subscription { changed: String }`;
const graph = new FederatedGraph(
  composeSupergraph([{ name: 'things', url: 'http://things.test/graphql', typeDefs }]).supergraphSdl,
);
const operations = new OperationCache(graph, { authBySubgraphs: false });
const urls = new Map([['things', new URL('http://things.test/graphql')]]);

interface Sent extends SubgraphRequest {
  answer: (answer: SubgraphAnswer) => void;
  fail: (error: Error) => void;
}

/** Sends nothing: the test answers. */
class HeldTransport extends SubgraphTransport {
  readonly sent: Sent[] = [];

  override post(request: SubgraphRequest): Promise<SubgraphAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<SubgraphAnswer>();
    this.sent.push({ ...request, answer: resolve, fail: reject });
    return promise;
  }
}

let transport: HeldTransport;

beforeEach(() => {
  transport = new HeldTransport(new Metrics('test').histogram('fetches', 'of the test', ['subgraph', 'outcome']));
});

interface Client extends Partial<ClientRequest> {
  deadline?: number;
}

const contextOf = ({ deadline = Number.POSITIVE_INFINITY, ...client }: Client): GatewayContext => ({
  viewer: null,
  scope: { requestId: 'r', language: 'en' },
  log: silent,
  signal: new AbortController().signal,
  deadline,
  upstreamHeaders: upstreamHeaders({
    token: null,
    address: '203.0.113.1',
    traceparent: undefined,
    scope: { requestId: 'r', language: 'en' },
    ...client,
  }),
});

/** What two clients' requests for one thing are, as the gateway asks a subgraph for them at one time. */
function bothAsk(sharing: Sharing, source: string, one: Client = {}, other: Client = {}) {
  const subgraphs = new Subgraphs({ urls, transport, sharing });
  const operation = operations.prepare(source, undefined);
  if (!(operation instanceof PreparedOperation)) throw operation[0];
  const request = { query: source, operationName: undefined, variables: {} };
  const gone = [new AbortController(), new AbortController()] as const;
  const answers = [one, other].map((client, at) =>
    subgraphs.fetchFor(operation, contextOf(client))('things', request, (gone[at] as AbortController).signal),
  );
  for (const answer of answers) answer.catch(() => {});
  return { answers, gone };
}

const text = '{"data":{"open":"yes"}}';
const yes = () => new SubgraphAnswer(JSON.parse(text), text);

describe('on our own supergraph', () => {
  test('what touches no directive is asked for once, as nobody in particular', async () => {
    const { answers } = bothAsk('public', '{ open }', { token: 'one' }, { token: 'other' });
    expect(transport.sent).toHaveLength(1);
    expect(transport.sent[0]?.headers).not.toHaveProperty('authorization');
    transport.sent[0]?.answer(yes());
    const [one, other] = await Promise.all(answers);
    expect([one, other]).toEqual([{ data: { open: 'yes' } }, { data: { open: 'yes' } }]);
    // Each may change its own.
    expect(one).not.toBe(other);
  });

  test.each([
    ['what touches a directive', '{ open secret }', {}],
    ['a mutation', 'mutation { change }', {}],
    ['what an event needs', 'subscription { changed }', {}],
    ['what is asked in another language', '{ open }', { scope: { requestId: 'r', language: 'ar' as const } }],
  ])('%s is asked for by each for itself', (_name, source, other: Client) => {
    bothAsk('public', source, { token: 'one' }, { token: 'one', ...other });
    expect(transport.sent).toHaveLength(2);
  });

  test('what comes later is asked for anew', async () => {
    const subgraphs = new Subgraphs({ urls, transport, sharing: 'public' });
    const operation = operations.prepare('{ open }', undefined) as PreparedOperation;
    const fetch = subgraphs.fetchFor(operation, contextOf({}));
    const request = { query: '{ open }', operationName: undefined, variables: {} };
    for (const at of [0, 1]) {
      const answer = fetch('things', request, new AbortController().signal);
      expect(transport.sent).toHaveLength(at + 1);
      transport.sent[at]?.answer(yes());
      await answer;
    }
  });
});

describe('on any other', () => {
  test('what is sent with the same headers is asked for once, with them', () => {
    bothAsk('same headers', '{ open secret }', { token: 'one' }, { token: 'one' });
    expect(transport.sent.map(({ headers }) => headers.authorization)).toEqual(['Bearer one']);
  });

  test.each<[string, Client]>([
    ['token', { token: 'other' }],
    ['address', { address: '203.0.113.2' }],
    ['language', { scope: { requestId: 'r', language: 'ar' } }],
  ])('with another %s it is asked for again', (_name, other) => {
    bothAsk('same headers', '{ open }', { token: 'one' }, { token: 'one', ...other });
    expect(transport.sent).toHaveLength(2);
  });
});

test('it can be switched off', () => {
  bothAsk('none', '{ open }', { token: 'one' }, { token: 'one' });
  expect(transport.sent.map(({ headers }) => headers.authorization)).toEqual(['Bearer one', 'Bearer one']);
});

test('who goes away costs the others nothing, and with the last the request goes', async () => {
  const { answers, gone } = bothAsk('public', '{ open }');
  gone[0].abort(new Error('gone'));
  await expect(answers[0]).rejects.toThrow('gone');
  expect(transport.sent[0]?.signal?.aborted).toBe(false);
  gone[1].abort(new Error('gone too'));
  await expect(answers[1]).rejects.toThrow('gone too');
  expect(transport.sent[0]?.signal?.aborted).toBe(true);
  // Nobody joins what was given up.
  bothAsk('public', '{ open }');
  expect(transport.sent).toHaveLength(2);
});

test('a failure is told to all who wait', async () => {
  const { answers } = bothAsk('public', '{ open }');
  transport.sent[0]?.fail(new TransportFailure('SUBGRAPH_UNAVAILABLE', new Error('refused')));
  for (const answer of answers) await expect(answer).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
});

test('a request is not waited for longer than the deadline, and none begins after it', async () => {
  const deadline = performance.now() + 60_000;
  bothAsk('none', '{ open }', { deadline });
  expect(transport.sent[0]?.timeout).toBeGreaterThan(0);
  expect(transport.sent[0]?.timeout).toBeLessThanOrEqual(60_000);
  const passed = performance.now() - 1;
  const late = bothAsk('none', '{ open }', { deadline: passed });
  await expect(late.answers[0]).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT' });
  expect(transport.sent).toHaveLength(3);
});

test('nor is what others ask for, too', async () => {
  const soon = performance.now() + upstreamTimeout / 2;
  bothAsk('public', '{ open }', {}, { deadline: soon });
  expect(transport.sent.map(({ timeout }) => timeout === undefined)).toEqual([true, false]);
  expect(transport.sent[1]?.timeout).toBeLessThanOrEqual(upstreamTimeout / 2);
  const { answers } = bothAsk('public', '{ open }', {}, { deadline: performance.now() - 1 });
  await expect(answers[1]).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT' });
});
