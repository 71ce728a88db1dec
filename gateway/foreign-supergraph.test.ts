import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { testKeys } from '#test-kit/subgraph.ts';
import { codesByPath, startTinyGraph, type TinyGraph } from './testing/tiny-graph.ts';

const subgraphs = [
  {
    name: 'books',
    typeDefs: `
      type Query { books: [Book!]! mine: String @authenticated stock: Int @requiresScopes(scopes: [["admin"]]) }
      type Mutation { buy(id: ID!): Book @authenticated signInWithOtp: String }
      type Book @key(fields: "id") { id: ID! title: String }`,
    resolvers: {
      Query: { books: () => [{ id: '1', title: 'One' }], mine: () => 'mine', stock: () => 7 },
      Mutation: { buy: (_: unknown, { id }: { id: string }) => ({ id, title: 'Bought' }) },
    },
  },
  {
    name: 'reviews',
    typeDefs: `
      type Query { recent: String }
      type Book @key(fields: "id") { id: ID! stars: Int private: String @authenticated }`,
    resolvers: {
      Query: { recent: () => 'recent' },
      Book: { stars: () => 5, private: () => 'private' },
    },
  },
];

let graph: TinyGraph;
let trusting: TinyGraph;
let verifying: TinyGraph;
const keys = await testKeys();

beforeAll(async () => {
  graph = await startTinyGraph({ subgraphs });
  trusting = await startTinyGraph({ subgraphs, settings: { authBySubgraphs: true } });
  verifying = await startTinyGraph({ subgraphs, verifyToken: keys.verifyToken });
});

afterAll(() => Promise.all([graph, trusting, verifying].map((each) => each.stop())));

beforeEach(() => {
  for (const each of [graph, trusting, verifying]) {
    for (const name of ['books', 'reviews']) each.subgraph(name).requests.length = 0;
  }
});

const lastHeaders = (at: TinyGraph, subgraph: string) => at.subgraph(subgraph).requests.at(-1)?.headers ?? {};

describe('without keys to verify tokens', () => {
  test('runs public fields and forwards the token unchanged', async () => {
    const { status, data, errors } = await graph.request('{ books { title stars } }', {}, 'any.token.at-all');
    expect([status, data, errors]).toEqual([200, { books: [{ title: 'One', stars: 5 }] }, undefined]);
    for (const name of ['books', 'reviews']) {
      expect(lastHeaders(graph, name).authorization).toBe('Bearer any.token.at-all');
    }
  });

  test('forwards the token of a mutation that has the name of one of ours', async () => {
    for (const each of [graph, trusting]) {
      await each.request('mutation { signInWithOtp }', {}, 'any.token.at-all');
      expect(lastHeaders(each, 'books').authorization).toBe('Bearer any.token.at-all');
    }
  });

  test('refuses every field under an auth directive, whatever the token, without a request for it', async () => {
    const { data, errors } = await graph.request('{ mine stock books { title private } }', {}, 'any.token.at-all');
    expect(data).toEqual({ mine: null, stock: null, books: [{ title: 'One', private: null }] });
    expect(codesByPath({ errors })).toEqual({
      mine: 'UNAUTHENTICATED',
      stock: 'UNAUTHENTICATED',
      'books.0.private': 'UNAUTHENTICATED',
    });
    expect(graph.subgraph('reviews').requests).toEqual([]);
    const only = await graph.request('mutation { buy(id: "1") { id } }', {}, 'any.token.at-all');
    expect([only.data, codesByPath(only)]).toEqual([{ buy: null }, { buy: 'UNAUTHENTICATED' }]);
    expect(graph.subgraph('books').requests).toHaveLength(1);
  });

  test('leaves the auth directives to the subgraphs when the settings say so', async () => {
    const query = '{ mine stock books { private } }';
    const { data, errors } = await trusting.request(query, {}, 'any.token.at-all');
    expect([data, errors]).toEqual([{ mine: 'mine', stock: 7, books: [{ private: 'private' }] }, undefined]);
    expect(lastHeaders(trusting, 'books').authorization).toBe('Bearer any.token.at-all');
    const anonymous = await trusting.request('mutation { buy(id: "2") { title stars } }');
    expect(anonymous.data).toEqual({ buy: { title: 'Bought', stars: 5 } });
    expect(lastHeaders(trusting, 'reviews')).not.toHaveProperty('authorization');
  });

  test('refuses an Authorization header without a bearer token', async () => {
    const { status, errors } = await graph.request('{ recent }', {}, null, { authorization: 'Basic dTpw' });
    expect([status, errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });
});

describe('with keys to verify tokens', () => {
  test('enforces the auth directives and forwards the token', async () => {
    const query = '{ mine stock }';
    const driver = await keys.sign({ sub: 'd', scope: 'driver' });
    const refused = await verifying.request(query, {}, driver);
    expect([refused.data, codesByPath(refused)]).toEqual([{ mine: 'mine', stock: null }, { stock: 'FORBIDDEN' }]);
    expect(lastHeaders(verifying, 'books').authorization).toBe(`Bearer ${driver}`);
    const admin = await keys.sign({ sub: 'a', scope: 'admin' });
    expect((await verifying.request(query, {}, admin)).data).toEqual({ mine: 'mine', stock: 7 });
  });

  test('refuses a field before it validates the field’s variables', async () => {
    const { data, errors } = await verifying.request('mutation ($id: ID!) { buy(id: $id) { id } }', { id: { a: 1 } });
    expect([data, codesByPath({ errors })]).toEqual([{ buy: null }, { buy: 'UNAUTHENTICATED' }]);
  });
});

describe('client headers', () => {
  const headers = {
    'x-anything': 'x',
    'x-service-token': 'x',
    'x-user-id': 'admin',
    cookie: 'session=1',
    forwarded: 'for=1.2.3.4',
    'x-real-ip': '1.2.3.4',
    'apollo-require-preflight': '1',
    'user-agent': 'client',
    'x-request-id': '01a21b96-00af-71f8-9dfd-a0334d224f59',
    'accept-language': 'ar-SA, en;q=0.5',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  };

  test('reach a subgraph only when they are on the list', async () => {
    await graph.request('{ books { stars } }', {}, 'a.b.c', headers);
    for (const name of ['books', 'reviews']) {
      expect(lastHeaders(graph, name)).toEqual({
        host: expect.any(String),
        connection: 'keep-alive',
        'content-type': 'application/json',
        'x-deadline-ms': '10000',
        'content-length': expect.any(String),
        accept: 'application/json',
        authorization: 'Bearer a.b.c',
        'accept-language': 'ar',
        'x-request-id': '01a21b96-00af-71f8-9dfd-a0334d224f59',
        'x-forwarded-for': '127.0.0.1',
        traceparent: headers.traceparent,
      });
    }
  });

  test('are not forwarded when they are invalid', async () => {
    await graph.request('{ recent }', {}, null, { 'x-request-id': 'a b;c', traceparent: 'x', 'accept-language': 'zz' });
    const seen = lastHeaders(graph, 'reviews');
    expect(seen).not.toHaveProperty('traceparent');
    expect(seen['x-request-id']).toMatch(/^[\da-f-]{36}$/);
    expect(seen['accept-language']).toBe('en');
  });

  test('name the client’s address only when a trusted proxy sent them', async () => {
    const headers = { 'x-forwarded-for': '6.6.6.6, 5.5.5.5' };
    await graph.request('{ recent }', {}, null, headers);
    expect(lastHeaders(graph, 'reviews')['x-forwarded-for']).toBe('5.5.5.5');
    const socket = graph.watch('{ recent }', { headers });
    expect((await socket.next()).data).toEqual({ recent: 'recent' });
    expect(lastHeaders(graph, 'reviews')['x-forwarded-for']).toBe('5.5.5.5');
    expect(graph.subgraph('reviews').requests).toHaveLength(2);
    await socket.stop();
    const open = await startTinyGraph({ subgraphs, settings: { trustedProxies: [] } });
    try {
      await open.request('{ recent }', {}, null, { 'x-forwarded-for': '6.6.6.6' });
      expect(lastHeaders(open, 'reviews')['x-forwarded-for']).toBe('127.0.0.1');
    } finally {
      await open.stop();
    }
  });
});
