import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { subgraphClient } from './graphql-client.ts';

type Answer = (response: http.ServerResponse) => void;

let server: http.Server;
let url: string;
let answer: Answer;
let asked: { headers: http.IncomingHttpHeaders; body: unknown };

beforeAll(async () => {
  server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked = { headers: request.headers, body: JSON.parse(body) };
    answer(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const says =
  (body: unknown, status = 200): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
const ask = (given: Answer, timeout?: number) => {
  answer = given;
  return subgraphClient('users', url, timeout)<{ me: string }>({ query: '{ me }' });
};
const refusal = (code: string, details: object = {}) => expect.objectContaining({ name: 'Refusal', code, details });

test('an answer is its data; the question carries the token, the id and the trace of the request', async () => {
  answer = says({ data: { me: 'x' } });
  const call = { query: 'q', variables: { a: 1 }, token: 't', requestId: 'r', traceparent: '00-1' };
  expect(await subgraphClient('users', url)(call)).toEqual({ me: 'x' });
  expect(asked.body).toEqual({ query: 'q', variables: { a: 1 } });
  expect(asked.headers).toMatchObject({ authorization: 'Bearer t', 'x-request-id': 'r', traceparent: '00-1' });
  await subgraphClient('users', url)({ query: 'q', token: null });
  expect(asked.headers).not.toHaveProperty('authorization');
});

test('an error is a refusal with its code, and the details of the contract alone', async () => {
  const extensions = { code: 'NOT_FOUND', field: 'id', requestId: 'r', stacktrace: ['x'] };
  await expect(ask(says({ data: null, errors: [{ message: 'x', extensions }] }))).rejects.toEqual(
    refusal('NOT_FOUND', { field: 'id' }),
  );
  await expect(ask(says({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }, 401))).rejects.toEqual(
    refusal('UNAUTHENTICATED'),
  );
});

describe('no answer that is one', () => {
  test.each<[string, Answer]>([
    ['an error of its own making', says({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] })],
    ['a code that is not on the list', says({ data: { me: 'x' }, errors: [{ extensions: { code: 'SQL' } }] })],
    ['an error without extensions', says({ errors: [{ message: 'x' }] })],
    ['errors that are no list', says({ errors: 'x' })],
    ['no data', says({})],
    ['null', says(null)],
    ['a number', says(7)],
    ['no JSON', (response) => response.writeHead(502).end('<html>Bad gateway</html>')],
    ['nothing', (response) => response.end()],
    [
      'half of it',
      (response) => response.writeHead(200, { 'content-length': 100 }).write('{', () => response.destroy()),
    ],
    ['a way elsewhere', (response) => response.writeHead(307, { location: '/other' }).end()],
  ])('%s: the subgraph is not available', async (_name, given) => {
    await expect(ask(given)).rejects.toEqual(refusal('SUBGRAPH_UNAVAILABLE', { subgraph: 'users' }));
  });

  test('and none who listens', async () => {
    const nobody = subgraphClient('trips', 'http://127.0.0.1:9/graphql')({ query: 'q' });
    await expect(nobody).rejects.toEqual(refusal('SUBGRAPH_UNAVAILABLE', { subgraph: 'trips' }));
  });
});

test.each<[string, Answer]>([
  ['at all', () => {}],
  ['to its end', (response) => response.writeHead(200, { 'content-type': 'application/json' }).write('{"data"')],
])('what does not answer %s in time is a time-out', async (_name, given) => {
  await expect(ask(given, 100)).rejects.toEqual(refusal('SUBGRAPH_TIMEOUT', { subgraph: 'users' }));
});
