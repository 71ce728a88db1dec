import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createLog } from '#platform/log.ts';
import { until } from '#test-kit/until.ts';
import { abandonedFetches, codesByPath, startTinyGraph, type TinyGraph } from '../testing/tiny-graph.ts';
import { type RequestHandler, respond } from '../testing/tiny-subgraph.ts';

const upstreamTimeout = 300;
const thing = (id: string) => ({ __typename: 'Thing', id, name: `name ${id}` });
const other = (id: string) => ({ __typename: 'Other', id });
let ids = ['a', 'b', 'c'];
let graph: TinyGraph;
const errorsLogged: string[] = [];
const stream = { write: (line: string) => void errorsLogged.push(line) };

beforeAll(async () => {
  graph = await startTinyGraph({
    upstreamTimeout,
    log: createLog({ name: 'test', level: 'error', stream }),
    subgraphs: [
      {
        name: 'catalog',
        typeDefs: `
          type Query { things: [Thing!]! maybe: [Thing] thing: Thing hits: [Hit!]! }
          union Hit = Thing | Other
          type Thing @key(fields: "id") { id: ID! name: String }
          type Other @key(fields: "id") { id: ID! }`,
        resolvers: {
          Query: {
            things: () => ids.map(thing),
            maybe: () => [...ids.map(thing), null],
            thing: () => thing(ids[0] as string),
            hits: () => [thing('a'), other('o'), thing('c')],
          },
        },
      },
      {
        name: 'facts',
        typeDefs: `
          type Query { pulse: String beat: String }
          type Thing @key(fields: "id") { id: ID! fact: String sure: String! }
          type Other @key(fields: "id") { id: ID! note: String }`,
        resolvers: {
          Query: { pulse: () => 'alive' },
          Thing: {
            __resolveReference: ({ id }: { id: string }) => (id === 'gone' ? null : { id }),
            fact: ({ id }: { id: string }) => `fact ${id}`,
            sure: ({ id }: { id: string }) => `sure ${id}`,
          },
          Other: { note: ({ id }: { id: string }) => `note ${id}` },
        },
      },
    ],
  });
});

afterAll(() => graph.stop());
afterEach(() => {
  graph.subgraph('facts').handleWith(null);
  ids = ['a', 'b', 'c'];
});

/** Runs the query while the `facts` subgraph responds by the handler. */
async function withFacts(handler: RequestHandler, query = '{ thing { name fact } pulse }') {
  graph.subgraph('facts').handleWith(handler);
  const { status, data, errors } = await graph.request(query);
  expect(status).toBe(200);
  expect(JSON.stringify({ data, errors })).not.toMatch(/127\.0\.0\.1|stack|serviceName|facts-internal|<html/);
  return { data, errors, codes: codesByPath({ errors }) };
}

const withoutFacts = { thing: { name: 'name a', fact: null }, pulse: null };
const bothFields = (code: string) => ({ 'thing.fact': code, pulse: code });

describe('a failed fetch', () => {
  test.each<[string, RequestHandler]>([
    ['sends nothing', () => {}],
    [
      'never completes its response',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const drip = setInterval(() => response.write(' '), upstreamTimeout / 10);
        response.once('close', () => clearInterval(drip));
      },
    ],
  ])('is SUBGRAPH_TIMEOUT at each field when the subgraph %s', async (_, handler) => {
    const start = performance.now();
    const { data, errors, codes } = await withFacts(handler);
    expect(performance.now() - start).toBeLessThan(upstreamTimeout * 5);
    expect(data).toEqual(withoutFacts);
    expect(codes).toEqual(bothFields('SUBGRAPH_TIMEOUT'));
    expect(errors?.[0]?.extensions).toEqual({
      code: 'SUBGRAPH_TIMEOUT',
      subgraph: 'facts',
      requestId: expect.any(String),
    });
  });

  test.each<[string, RequestHandler]>([
    ['closes the socket', (response) => void response.socket?.destroy()],
    [
      'closes the socket within the response',
      (response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"data":');
        setTimeout(() => response.socket?.destroy(), 10);
      },
    ],
    [
      'responds with HTML',
      (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>facts-internal'),
    ],
    ['responds with the 502 of a proxy', (response) => void response.writeHead(502).end('Bad Gateway facts-internal')],
    ['responds with JSON that is not GraphQL', (response) => respond(response, 404, { error: 'facts-internal' })],
    ['responds with null', (response) => respond(response, 200, null)],
  ])('is SUBGRAPH_UNAVAILABLE at each field when the subgraph %s', async (_, handler) => {
    const { data, codes } = await withFacts(handler);
    expect(data).toEqual(withoutFacts);
    expect(codes).toEqual(bothFields('SUBGRAPH_UNAVAILABLE'));
  });

  test('puts an error at each item of a list, by the client’s aliases', async () => {
    const { data, codes } = await withFacts(
      (response) => void response.socket?.destroy(),
      '{ maybe { f: fact g: fact } p: pulse }',
    );
    expect(data).toEqual({ maybe: [...ids.map(() => ({ f: null, g: null })), null], p: null });
    expect(Object.keys(codes).sort()).toEqual([...ids.flatMap((_, at) => [`maybe.${at}.f`, `maybe.${at}.g`]), 'p']);
  });

  test('puts an error at the fields of each type in a list of several types', async () => {
    const { data, codes } = await withFacts(
      (response) => void response.socket?.destroy(),
      '{ hits { ... on Thing { fact } ... on Other { note } } }',
    );
    expect(data).toEqual({ hits: [{ fact: null }, { note: null }, { fact: null }] });
    expect(Object.keys(codes).sort()).toEqual(['hits.0.fact', 'hits.1.note', 'hits.2.fact']);
  });

  test('puts an error only at the items that the query selects fields of', async () => {
    const { codes } = await withFacts(
      (response) => void response.socket?.destroy(),
      '{ hits { __typename ... on Thing { fact } } }',
    );
    expect(Object.keys(codes).sort()).toEqual(['hits.0.fact', 'hits.2.fact']);
  });

  test('puts no error at a field that @skip or @include left out', async () => {
    const { data, codes } = await withFacts(
      (response) => void response.socket?.destroy(),
      'query ($no: Boolean = false) { pulse beat @include(if: $no) thing { name fact @skip(if: true) } }',
    );
    expect(data).toEqual({ pulse: null, thing: { name: 'name a' } });
    expect(Object.keys(codes)).toEqual(['pulse']);
  });

  test('propagates the null of a non-null field to its nearest nullable parent', async () => {
    const { data, codes } = await withFacts((response) => void response.socket?.destroy(), '{ thing { name sure } }');
    expect([data, codes]).toEqual([{ thing: null }, { 'thing.sure': 'SUBGRAPH_UNAVAILABLE' }]);
  });
});

test('a client that disconnects aborts its requests to subgraphs, without an error in the log', async () => {
  errorsLogged.length = 0;
  const received = Promise.withResolvers<void>();
  graph.subgraph('facts').handleWith(() => received.resolve());
  const client = new AbortController();
  const response = fetch(graph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ thing { fact } }' }),
    signal: client.signal,
  });
  await received.promise;
  client.abort();
  await expect(response).rejects.toThrow('aborted');
  await until(async () => (await abandonedFetches(graph, 'facts')) === 1);
  graph.subgraph('facts').handleWith(null);
  expect(await graph.request('{ thing { fact } }')).toMatchObject({ data: { thing: { fact: 'fact a' } } });
  expect(errorsLogged).toEqual([]);
});

describe('a response with errors', () => {
  const respondWith = (
    status: number,
    extensions: object,
    message = 'facts-internal: relation "facts" does not exist',
  ) =>
    withFacts((response) => {
      respond(response, status, { data: null, errors: [{ message, path: ['pulse'], extensions }] });
    }, '{ thing { name } pulse }');

  test('keeps a listed code with its details and its message, whatever the HTTP status', async () => {
    for (const status of [200, 400, 500]) {
      const { data, errors } = await respondWith(
        status,
        { code: 'BAD_USER_INPUT', field: 'size', stacktrace: ['x'] },
        'Too small.',
      );
      expect(data).toEqual({ thing: { name: 'name a' }, pulse: null });
      expect(errors).toEqual([
        {
          message: 'Too small.',
          path: ['pulse'],
          extensions: { code: 'BAD_USER_INPUT', field: 'size', requestId: expect.any(String) },
        },
      ]);
    }
  });

  test('becomes INTERNAL_SERVER_ERROR with the gateway’s message for any other code or none', async () => {
    for (const extensions of [{ code: 'INTERNAL_SERVER_ERROR' }, { code: 'ER_BAD', host: 'x' }, { code: 7 }, {}]) {
      const { errors } = await respondWith(500, { ...extensions, exception: { stacktrace: ['at facts-internal'] } });
      expect(errors).toEqual([
        {
          message: 'Something went wrong on our side.',
          path: ['pulse'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) },
        },
      ]);
    }
  });

  test('places an error of an entity at the client’s path, through lists', async () => {
    const { data, codes } = await withFacts((response, { variables }) => {
      const representations = variables.representations as { id: string }[];
      respond(response, 200, {
        data: { _entities: representations.map(({ id }) => (id === 'b' ? { fact: null } : { fact: id })) },
        errors: [{ message: 'no', path: ['_entities', 1, 'fact'], extensions: { code: 'FORBIDDEN' } }],
      });
    }, '{ things { fact } }');
    expect(data).toEqual({ things: [{ fact: 'a' }, { fact: null }, { fact: 'c' }] });
    expect(codes).toEqual({ 'things.1.fact': 'FORBIDDEN' });
  });

  test('places an error at its own item in a list of several types', async () => {
    const { codes } = await withFacts((response) => {
      respond(response, 200, {
        data: { _entities: [{ __typename: 'Thing', fact: 'a' }, null] },
        errors: [{ message: 'no', path: ['_entities', 1, 'fact'], extensions: { code: 'FORBIDDEN' } }],
      });
    }, '{ hits { __typename ... on Thing { fact } } }');
    expect(codes).toEqual({ 'hits.2.fact': 'FORBIDDEN' });
  });
});

describe('an entity that a subgraph does not find', () => {
  test('makes a nullable field null, without an error', async () => {
    ids = ['a', 'gone'];
    const { data, errors } = await graph.request('{ things { name fact } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      things: [
        { name: 'name a', fact: 'fact a' },
        { name: 'name gone', fact: null },
      ],
    });
  });

  test('propagates the null of a non-null field to its parents, with an error', async () => {
    ids = ['gone'];
    const nullable = await graph.request('{ maybe { name sure } pulse }');
    expect(nullable.data).toEqual({ maybe: [null, null], pulse: 'alive' });
    expect(codesByPath(nullable)).toEqual({ 'maybe.0.sure': 'INTERNAL_SERVER_ERROR' });
    expect(nullable.errors?.[0]?.message).toBe('Something went wrong on our side.');
    const whole = await graph.request('{ things { name sure } pulse }');
    expect([whole.data, codesByPath(whole)]).toEqual([null, { 'things.0.sure': 'INTERNAL_SERVER_ERROR' }]);
  });

  test('has an error beside the errors of other fields', async () => {
    ids = ['gone'];
    const { data, codes } = await withFacts((response, { variables }) => {
      if (variables.representations) return respond(response, 200, { data: { _entities: [null] } });
      response.socket?.destroy();
    }, '{ maybe { sure } pulse }');
    expect(data).toEqual({ maybe: [null, null], pulse: null });
    expect(codes).toEqual({ 'maybe.0.sure': 'INTERNAL_SERVER_ERROR', pulse: 'SUBGRAPH_UNAVAILABLE' });
  });
});
