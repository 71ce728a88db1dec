import { beforeEach, expect, test } from '@jest/globals';
import { type OperationDefinitionNode, parse } from 'graphql';
import { unnamedClient } from '#platform/graphql/client-name.ts';
import { Metrics } from '#platform/http/metrics.ts';
import { silent } from '#test-kit/templates.ts';
import { type ClientRequest, type GatewayContext, upstreamHeaders } from '../request-context.ts';
import { unlimited } from '../testing/unlimited.ts';
import { TransportFailure } from './subgraph-response.ts';
import { Subgraphs } from './subgraphs.ts';
import { type AnsweredRequest, type SubgraphRequest, SubgraphTransport } from './transport.ts';

const urls = new Map([['things', new URL('http://things.test/graphql')]]);

interface SentRequest extends SubgraphRequest {
  respond: (response: AnsweredRequest) => void;
  fail: (error: Error) => void;
}

/** Sends nothing: the test responds. */
class RecordingTransport extends SubgraphTransport {
  readonly sent: SentRequest[] = [];

  override post(request: SubgraphRequest): Promise<AnsweredRequest> {
    const { promise, resolve, reject } = Promise.withResolvers<AnsweredRequest>();
    this.sent.push({ ...request, respond: resolve, fail: reject });
    return promise;
  }
}

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

const operationOf = (source: string) => ({ definition: parse(source).definitions[0] as OperationDefinitionNode });
const { signal } = new AbortController();

function fetchOnce(source: string, client: Client = {}) {
  const fetch = new Subgraphs({ urls, transport }).createFetch(operationOf(source), contextOf(client));
  const response = fetch('things', { query: source, operationName: undefined, variables: {} }, signal);
  response.catch(() => {});
  return response;
}

test('sends the headers of the context and no others', async () => {
  fetchOnce('{ open }', { token: 'one', headers: { cookie: 'secret' } });
  expect(transport.sent[0]?.headers).toEqual({
    'x-request-id': 'r',
    'accept-language': 'en',
    'x-forwarded-for': '203.0.113.1',
    authorization: 'Bearer one',
  });
});

test('only the requests of a query may be repeated', () => {
  for (const source of ['{ open }', 'mutation { change }', 'subscription { changed }']) fetchOnce(source);
  expect(transport.sent.map(({ isQuery }) => isQuery)).toEqual([true, false, false]);
});

test('resolves with the response, and rejects as the transport does', async () => {
  const responses = [fetchOnce('{ open }'), fetchOnce('{ open }')];
  transport.sent[0]?.respond({ response: { data: { open: 'yes' } }, retries: 0 });
  transport.sent[1]?.fail(new TransportFailure('SUBGRAPH_UNAVAILABLE', new Error('refused')));
  expect(await responses[0]).toEqual({ data: { open: 'yes' } });
  await expect(responses[1]).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
});

test('the deadline limits the timeout of a request, and after it none is sent', async () => {
  fetchOnce('{ open }', { deadline: performance.now() + 60_000 });
  expect(transport.sent[0]?.timeout).toBeGreaterThan(0);
  expect(transport.sent[0]?.timeout).toBeLessThanOrEqual(60_000);
  const late = fetchOnce('{ open }', { deadline: performance.now() - 1 });
  await expect(late).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT', mayHaveArrived: false });
  expect(transport.sent).toHaveLength(1);
});
