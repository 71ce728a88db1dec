import type http from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startHttpServer, type TestHttpServer } from '#test-kit/http-server.ts';
import { subgraphClient, subgraphFieldsClient } from './graphql-client.ts';

type Answer = (response: http.ServerResponse) => void;

let server: TestHttpServer;
let url: string;
let answer: Answer;
let received: { headers: http.IncomingHttpHeaders; body: unknown };

beforeAll(async () => {
  server = await startHttpServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received = { headers: request.headers, body: JSON.parse(body) };
    answer(response);
  });
  url = `${server.origin}/graphql`;
});

afterAll(() => server.stop());

const respond =
  (body: unknown, status = 200): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
const request = (next: Answer, timeout?: number) => {
  answer = next;
  return subgraphClient('users', url, timeout)<{ me: string }>({ query: '{ me }' });
};
const refusal = (code: string, details: object = {}) => expect.objectContaining({ name: 'Refusal', code, details });

test('returns the data, and sends the token, the id and the trace of the request', async () => {
  answer = respond({ data: { me: 'x' } });
  const call = { query: 'q', variables: { a: 1 }, token: 't', requestId: 'r', traceparent: '00-1' };
  expect(await subgraphClient('users', url)(call)).toEqual({ me: 'x' });
  expect(received.body).toEqual({ query: 'q', variables: { a: 1 } });
  expect(received.headers).toMatchObject({ authorization: 'Bearer t', 'x-request-id': 'r', traceparent: '00-1' });
  await subgraphClient('users', url)({ query: 'q', token: null });
  expect(received.headers).not.toHaveProperty('authorization');
});

test('throws an error as a Refusal with its code and the details of the contract', async () => {
  const extensions = { code: 'NOT_FOUND', field: 'id', requestId: 'r', stacktrace: ['x'] };
  await expect(request(respond({ data: null, errors: [{ message: 'x', extensions }] }))).rejects.toEqual(
    refusal('NOT_FOUND', { field: 'id' }),
  );
  await expect(request(respond({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }, 401))).rejects.toEqual(
    refusal('UNAUTHENTICATED'),
  );
});

describe('SUBGRAPH_UNAVAILABLE for', () => {
  test.each<[string, Answer]>([
    ['an internal error', respond({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] })],
    ['an unknown code', respond({ data: { me: 'x' }, errors: [{ extensions: { code: 'SQL' } }] })],
    ['an error without extensions', respond({ errors: [{ message: 'x' }] })],
    ['errors that are not a list', respond({ errors: 'x' })],
    ['no data', respond({})],
    ['null', respond(null)],
    ['a number', respond(7)],
    ['a body that is not JSON', (response) => response.writeHead(502).end('<html>Bad gateway</html>')],
    ['an empty body', (response) => response.end()],
    [
      'half a body',
      (response) => response.writeHead(200, { 'content-length': 100 }).write('{', () => response.destroy()),
    ],
    ['a redirect', (response) => response.writeHead(307, { location: '/other' }).end()],
  ])('%s', async (_name, next) => {
    await expect(request(next)).rejects.toEqual(refusal('SUBGRAPH_UNAVAILABLE', { subgraph: 'users' }));
  });

  test('a port that nobody listens on', async () => {
    const failed = subgraphClient('trips', 'http://127.0.0.1:9/graphql')({ query: 'q' });
    await expect(failed).rejects.toEqual(refusal('SUBGRAPH_UNAVAILABLE', { subgraph: 'trips' }));
  });
});

test.each<[string, Answer]>([
  ['nothing', () => {}],
  ['half a body', (response) => response.writeHead(200, { 'content-type': 'application/json' }).write('{"data"')],
])('SUBGRAPH_TIMEOUT when only %s arrives in time', async (_name, next) => {
  await expect(request(next, 100)).rejects.toEqual(refusal('SUBGRAPH_TIMEOUT', { subgraph: 'users' }));
});

describe('subgraphFieldsClient', () => {
  const fields = (next: Answer) => {
    answer = next;
    return subgraphFieldsClient('trips', url)({ query: '{ a b c }' });
  };

  test('returns each field, or the Refusal of its error', async () => {
    const extensions = { code: 'SUBGRAPH_TIMEOUT', subgraph: 'trips' };
    const errors = [
      { path: ['b', 'name'], extensions },
      { path: ['c'], extensions: { code: 'SQL' } },
    ];
    const found = await fields(respond({ data: { a: { id: '1' }, b: null, c: null }, errors }));
    expect([...found]).toEqual([
      ['a', { id: '1' }],
      ['b', refusal('SUBGRAPH_TIMEOUT', { subgraph: 'trips' })],
      ['c', refusal('SUBGRAPH_UNAVAILABLE', { subgraph: 'trips' })],
    ]);
  });

  test('throws a Refusal without data', async () => {
    const unauthenticated = respond({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }, 401);
    await expect(fields(unauthenticated)).rejects.toEqual(refusal('UNAUTHENTICATED'));
    await expect(fields(respond({}))).rejects.toEqual(refusal('SUBGRAPH_UNAVAILABLE', { subgraph: 'trips' }));
  });
});
