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

/** What a client sees of the other subgraph while this one misbehaves. */
async function whileFacts(how: RequestHandler, query = '{ thing { name fact } pulse }') {
  graph.subgraph('facts').handleWith(how);
  const { status, data, errors } = await graph.request(query);
  expect(status).toBe(200);
  expect(JSON.stringify({ data, errors })).not.toMatch(/127\.0\.0\.1|stack|serviceName|facts-internal|<html/);
  return { data, errors, codes: codesByPath({ errors }) };
}

const nothingOfIt = { thing: { name: 'name a', fact: null }, pulse: null };
const bothFields = (code: string) => ({ 'thing.fact': code, pulse: code });

describe('no answer', () => {
  test.each<[string, RequestHandler]>([
    ['that says nothing', () => {}],
    [
      'that never comes to an end',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const drip = setInterval(() => response.write(' '), upstreamTimeout / 10);
        response.once('close', () => clearInterval(drip));
      },
    ],
  ])('a subgraph %s is SUBGRAPH_TIMEOUT, at each field that was asked of it', async (_, how) => {
    const began = performance.now();
    const { data, errors, codes } = await whileFacts(how);
    expect(performance.now() - began).toBeLessThan(upstreamTimeout * 5);
    expect(data).toEqual(nothingOfIt);
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
      'breaks off in the middle',
      (response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"data":');
        setTimeout(() => response.socket?.destroy(), 10);
      },
    ],
    [
      'answers HTML',
      (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>facts-internal'),
    ],
    ['answers a gateway’s own failure', (response) => void response.writeHead(502).end('Bad Gateway facts-internal')],
    ['answers JSON that is no GraphQL', (response) => respond(response, 404, { error: 'facts-internal' })],
    ['answers null', (response) => respond(response, 200, null)],
  ])('a subgraph that %s is SUBGRAPH_UNAVAILABLE', async (_, how) => {
    const { data, codes } = await whileFacts(how);
    expect(data).toEqual(nothingOfIt);
    expect(codes).toEqual(bothFields('SUBGRAPH_UNAVAILABLE'));
  });

  test('the error is at each item of a list, and at the aliases of the client', async () => {
    const { data, codes } = await whileFacts(
      (response) => void response.socket?.destroy(),
      '{ maybe { f: fact g: fact } p: pulse }',
    );
    expect(data).toEqual({ maybe: [...ids.map(() => ({ f: null, g: null })), null], p: null });
    expect(Object.keys(codes).sort()).toEqual([...ids.flatMap((_, at) => [`maybe.${at}.f`, `maybe.${at}.g`]), 'p']);
  });

  test('of a list of several types, at the fields that each type has', async () => {
    const { data, codes } = await whileFacts(
      (response) => void response.socket?.destroy(),
      '{ hits { ... on Thing { fact } ... on Other { note } } }',
    );
    expect(data).toEqual({ hits: [{ fact: null }, { note: null }, { fact: null }] });
    expect(Object.keys(codes).sort()).toEqual(['hits.0.fact', 'hits.1.note', 'hits.2.fact']);
  });

  test('and where only some of a list were asked for, at those', async () => {
    const { codes } = await whileFacts(
      (response) => void response.socket?.destroy(),
      '{ hits { __typename ... on Thing { fact } } }',
    );
    expect(Object.keys(codes).sort()).toEqual(['hits.0.fact', 'hits.2.fact']);
  });

  test('what @skip left out has no error', async () => {
    const { data, codes } = await whileFacts(
      (response) => void response.socket?.destroy(),
      'query ($no: Boolean = false) { pulse beat @include(if: $no) thing { name fact @skip(if: true) } }',
    );
    expect(data).toEqual({ pulse: null, thing: { name: 'name a' } });
    expect(Object.keys(codes)).toEqual(['pulse']);
  });

  test('what must be there takes its parents with it', async () => {
    const { data, codes } = await whileFacts((response) => void response.socket?.destroy(), '{ thing { name sure } }');
    expect([data, codes]).toEqual([{ thing: null }, { 'thing.sure': 'SUBGRAPH_UNAVAILABLE' }]);
  });
});

test('a client that goes away takes its requests to the subgraphs with it, and that is no failure', async () => {
  errorsLogged.length = 0;
  const came = Promise.withResolvers<void>();
  graph.subgraph('facts').handleWith(() => came.resolve());
  const gone = new AbortController();
  const asked = fetch(graph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ thing { fact } }' }),
    signal: gone.signal,
  });
  await came.promise;
  gone.abort();
  await expect(asked).rejects.toThrow('aborted');
  await until(async () => (await abandonedFetches(graph, 'facts')) === 1);
  graph.subgraph('facts').handleWith(null);
  expect(await graph.request('{ thing { fact } }')).toMatchObject({ data: { thing: { fact: 'fact a' } } });
  expect(errorsLogged).toEqual([]);
});

describe('an answer with errors', () => {
  const graphQL = (status: number, extensions: object, message = 'facts-internal: relation "facts" does not exist') =>
    whileFacts((response) => {
      respond(response, status, { data: null, errors: [{ message, path: ['pulse'], extensions }] });
    }, '{ thing { name } pulse }');

  test('is one whatever its HTTP status: a code of the list is kept, with what it carries and its words', async () => {
    for (const status of [200, 400, 500]) {
      const { data, errors } = await graphQL(
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

  test('with any other code, or none, is INTERNAL_SERVER_ERROR, told in our words alone', async () => {
    for (const extensions of [{ code: 'INTERNAL_SERVER_ERROR' }, { code: 'ER_BAD', host: 'x' }, { code: 7 }, {}]) {
      const { errors } = await graphQL(500, { ...extensions, exception: { stacktrace: ['at facts-internal'] } });
      expect(errors).toEqual([
        {
          message: 'Something went wrong on our side.',
          path: ['pulse'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) },
        },
      ]);
    }
  });

  test('of an entity has the client’s path, through lists', async () => {
    const { data, codes } = await whileFacts((response, { variables }) => {
      const representations = variables.representations as { id: string }[];
      respond(response, 200, {
        data: { _entities: representations.map(({ id }) => (id === 'b' ? { fact: null } : { fact: id })) },
        errors: [{ message: 'no', path: ['_entities', 1, 'fact'], extensions: { code: 'FORBIDDEN' } }],
      });
    }, '{ things { fact } }');
    expect(data).toEqual({ things: [{ fact: 'a' }, { fact: null }, { fact: 'c' }] });
    expect(codes).toEqual({ 'things.1.fact': 'FORBIDDEN' });
  });

  test('of some of a list of several types has the path of its own item', async () => {
    const { codes } = await whileFacts((response) => {
      respond(response, 200, {
        data: { _entities: [{ __typename: 'Thing', fact: 'a' }, null] },
        errors: [{ message: 'no', path: ['_entities', 1, 'fact'], extensions: { code: 'FORBIDDEN' } }],
      });
    }, '{ hits { __typename ... on Thing { fact } } }');
    expect(codes).toEqual({ 'hits.2.fact': 'FORBIDDEN' });
  });
});

describe('an entity that is gone', () => {
  test('leaves a null under a nullable field, without an error', async () => {
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

  test('takes its parents with it under a field that must be there, and is told', async () => {
    ids = ['gone'];
    const nullable = await graph.request('{ maybe { name sure } pulse }');
    expect(nullable.data).toEqual({ maybe: [null, null], pulse: 'alive' });
    expect(codesByPath(nullable)).toEqual({ 'maybe.0.sure': 'INTERNAL_SERVER_ERROR' });
    expect(nullable.errors?.[0]?.message).toBe('Something went wrong on our side.');
    const whole = await graph.request('{ things { name sure } pulse }');
    expect([whole.data, codesByPath(whole)]).toEqual([null, { 'things.0.sure': 'INTERNAL_SERVER_ERROR' }]);
  });

  test('is told also where there are other errors', async () => {
    ids = ['gone'];
    const { data, codes } = await whileFacts((response, { variables }) => {
      if (variables.representations) return respond(response, 200, { data: { _entities: [null] } });
      response.socket?.destroy();
    }, '{ maybe { sure } pulse }');
    expect(data).toEqual({ maybe: [null, null], pulse: null });
    expect(codes).toEqual({ 'maybe.0.sure': 'INTERNAL_SERVER_ERROR', pulse: 'SUBGRAPH_UNAVAILABLE' });
  });
});
