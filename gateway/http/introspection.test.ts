import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Role } from '#contract/viewer.ts';
import { viewerWithRole } from '../testing/admitted-answer.ts';
import { rawSocket } from '../testing/raw-socket.ts';
import { accepts, ended, rawStream } from '../testing/raw-stream.ts';
import { startTinyGraph, type TinyGraph } from '../testing/tiny-graph.ts';

const verifyToken = async (token: string) => viewerWithRole(token as Role);

const subgraphs = [
  {
    name: 'tiny',
    typeDefs: `enum Colour { SCARLET }
      type Query { hello(colour: Colour): String nested: Nested }
      type Nested { query: Query }`,
    resolvers: { Query: { hello: () => 'hello' } },
  },
];

const schema = '{ __schema { queryType { name } } }';
const digest = createHash('sha256').update(schema).digest('hex');
const extensions = { persistedQuery: { version: 1, sha256Hash: digest } };
const json = { 'content-type': 'application/json' };

interface Answer {
  data?: unknown;
  errors?: { message: string; extensions: { code: string } }[];
}

/** How a client sends an operation. */
type Send = (graph: TinyGraph, token: string | null, query?: string) => Promise<Answer>;

const authorized = (token: string | null) => ({ ...json, ...(token ? { authorization: `Bearer ${token}` } : {}) });
const post = async (graph: TinyGraph, token: string | null, body: unknown): Promise<Answer> =>
  (await fetch(graph.url, { method: 'POST', headers: authorized(token), body: JSON.stringify(body) })).json() as Answer;

const byPost: Send = (graph, token, query = schema) => post(graph, token, { query });

const transports: [string, Send][] = [
  ['POST', byPost],
  [
    'GET',
    async ({ url }, token, query = schema) =>
      (await fetch(`${url}?${new URLSearchParams({ query })}`, { headers: authorized(token) })).json() as Answer,
  ],
  [
    'an event stream',
    async ({ url }, token, query = schema) => {
      const headers = { ...authorized(token), accept: accepts.eventStream };
      const stream = await rawStream(url, { headers, body: { query } });
      await ended(stream);
      return JSON.parse(/data: (.*)/.exec(stream.text())?.[1] ?? '');
    },
  ],
  [
    'a persisted query',
    async (graph, token, query) => {
      if (query) return byPost(graph, token, query);
      await post(graph, token, { query: schema, extensions });
      return post(graph, token, { extensions });
    },
  ],
  [
    'a WebSocket',
    async ({ url }, token, query = schema) => {
      const socket = await rawSocket(url, token ? { Authorization: `Bearer ${token}` } : {});
      try {
        socket.subscribe('q', query);
        const { payload } = await socket.next('q');
        return Array.isArray(payload) ? { errors: payload } : (payload as Answer);
      } finally {
        socket.terminate();
      }
    },
  ],
];

const codeOf = ({ errors }: Answer): string | undefined => errors?.[0]?.extensions.code;

describe('introspection for admins alone', () => {
  let graph: TinyGraph;

  beforeAll(async () => {
    const settings = { http: { origins: [], introspection: 'admins', explorers: false, compression: true } } as const;
    graph = await startTinyGraph({ subgraphs, verifyToken, settings });
  });

  afterAll(() => graph.stop());

  test.each(transports)('over %s', async (_, send) => {
    for (const token of [null, 'passenger', 'service']) {
      const refused = await send(graph, token);
      expect([codeOf(refused), refused.data]).toEqual(['OPERATION_NOT_ALLOWED', undefined]);
      expect(refused.errors?.[0]?.message).toBe('Introspection is not allowed here.');
    }
    expect(await send(graph, 'admin')).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } });
    expect(codeOf(await send(graph, null))).toBe('OPERATION_NOT_ALLOWED');
    expect(await send(graph, null, '{ __typename hello }')).toEqual({ data: { __typename: 'Query', hello: 'hello' } });
  });

  test.each([
    ['__type', '{ __type(name: "Query") { name } }'],
    ['an alias', '{ hello: __schema { queryType { name } } }'],
    ['a fragment', '{ ...F } fragment F on Query { ... { __schema { queryType { name } } } }'],
    ['a nested query', '{ nested { query { __schema { queryType { name } } } } }'],
    ['a skipped field', '{ hello __schema @skip(if: true) { queryType { name } } }'],
  ])('also by %s', async (_, query) => {
    expect(codeOf(await byPost(graph, null, query))).toBe('OPERATION_NOT_ALLOWED');
  });

  test('leaves the other operations of a document', async () => {
    const query = `query A { hello } query B ${schema}`;
    expect(await post(graph, null, { query, operationName: 'A' })).toEqual({ data: { hello: 'hello' } });
    expect(codeOf(await post(graph, null, { query, operationName: 'B' }))).toBe('OPERATION_NOT_ALLOWED');
  });

  test('is 400 in the media type with statuses, and in Arabic for a client that prefers it', async () => {
    const headers = { ...json, accept: 'application/graphql-response+json', 'accept-language': 'ar' };
    const response = await fetch(graph.url, { method: 'POST', headers, body: JSON.stringify({ query: schema }) });
    expect([response.status, (await response.json()).errors[0].message]).toEqual([400, expect.stringMatching(/[؀-ۿ]/)]);
  });

  test('has no explorer either, and says so', async () => {
    const html = { accept: 'text/html,*/*;q=0.8' };
    const pages = ['/graphql', '/graphiql', '/'].map((path) => fetch(new URL(path, graph.url), { headers: html }));
    const [endpoint, graphiql, root] = await Promise.all(pages);
    expect([endpoint?.status, await endpoint?.text()]).toEqual([404, expect.stringContaining('no explorer')]);
    expect(graphiql?.status).toBe(404);
    expect(await root?.json()).toEqual({ graphql: '/graphql', health: '/health/ready' });
  });
});

test('introspection is for nobody where it is off', async () => {
  const settings = { http: { origins: [], introspection: 'none', explorers: true, compression: true } } as const;
  const graph = await startTinyGraph({ subgraphs, verifyToken, settings });
  try {
    expect(codeOf(await byPost(graph, 'admin'))).toBe('OPERATION_NOT_ALLOWED');
  } finally {
    await graph.stop();
  }
});

describe('a name that is almost right', () => {
  const close = ['{ helo }', '{ hello(color: null) }', '{ hello(colour: SCARLT) }', '{ ... on Qery { hello } }'];
  const sent = { query: 'query ($c: Colour) { hello(colour: $c) }', variables: { c: 'SCARLT' } };

  async function messages(production: boolean): Promise<string[]> {
    const graph = await startTinyGraph({ subgraphs, settings: { production } });
    try {
      const answers = await Promise.all([...close.map((query) => byPost(graph, null, query)), post(graph, null, sent)]);
      return answers.map(({ errors }) => errors?.[0]?.message ?? '');
    } finally {
      await graph.stop();
    }
  }

  test('gets no suggestion in production, and one elsewhere', async () => {
    const suggestion = /Did you mean|"hello"|"colour"|SCARLET/;
    const [field, argument, , type] = await messages(false);
    for (const message of [field, argument, type]) expect(message).toMatch(/Did you mean/);
    for (const message of await messages(true)) expect(message).not.toMatch(suggestion);
  });
});
