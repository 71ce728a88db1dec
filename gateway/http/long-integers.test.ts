import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { withRawIntegers } from '#platform/lossless-json.ts';
import { rawSocket } from '../testing/raw-socket.ts';
import { startTinyGraph, type TinyGraph } from '../testing/tiny-graph.ts';

const huge = 12345678901234567890n;
// The two are one JavaScript number.
const one = 9007199254740993n;
const other = 9007199254740992n;

let graph: TinyGraph;

beforeAll(async () => {
  graph = await startTinyGraph({
    subgraphs: [
      {
        name: 'shop',
        typeDefs: `scalar Big
          type Query { echo(big: Big, id: ID, count: Int): Big items: [Item!] }
          type Subscription { ticks(big: Big): Item }
          type Item @key(fields: "code") { code: Big! }`,
        resolvers: {
          Query: {
            echo: (_: unknown, { big, id }: { big?: unknown; id?: unknown }) => big ?? id,
            items: () => [{ code: one }, { code: other }, { code: one }],
          },
          Subscription: {
            ticks: {
              subscribe: async function* (_: unknown, { big }: { big: bigint }) {
                yield { ticks: { code: withRawIntegers(big + 1n) } };
              },
            },
          },
        },
      },
      {
        name: 'stock',
        typeDefs: 'scalar Big type Item @key(fields: "code") { code: Big! label: String }',
        resolvers: { Item: { label: ({ code }: { code: unknown }) => `label ${code}` } },
      },
    ],
  });
});

beforeEach(() => {
  for (const name of ['shop', 'stock']) graph.subgraph(name).requests.length = 0;
});

afterAll(() => graph.stop());

async function send(body: string, search = ''): Promise<[number, string]> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(graph.url + search, search ? { headers } : { method: 'POST', headers, body });
  return [response.status, await response.text()];
}

const codeOf = (text: string): string => JSON.parse(text).errors[0].extensions.code;

describe('an integer beyond 2^53 over HTTP', () => {
  const query = 'query ($big: Big) { echo(big: $big) }';

  test.each([
    ['alone', `${huge}`],
    ['negative', `-${huge}`],
    ['in an object', `{"a":[${one},"${one}",1]}`],
  ])('keeps its digits in a variable and in the response: %s', async (_, value) => {
    expect(await send(JSON.stringify({ query, variables: {} }).replace('{}', `{"big": ${value}}`))).toEqual([
      200,
      `{"data":{"echo":${value}}}`,
    ]);
    const search = `?${new URLSearchParams({ query, variables: `{"big":${value}}` })}`;
    expect(await send('', search)).toEqual([200, `{"data":{"echo":${value}}}`]);
  });

  test('is text in an ID, and refused for an Int', async () => {
    const ofId = `{"query":"query ($id: ID) { echo(id: $id) }","variables":{"id":${huge}}}`;
    expect(await send(ofId)).toEqual([200, `{"data":{"echo":"${huge}"}}`]);
    const ofInt = `{"query":"query ($n: Int) { echo(count: $n) }","variables":{"n":${huge}}}`;
    const [status, text] = await send(ofInt);
    expect([status, codeOf(text)]).toEqual([200, 'BAD_USER_INPUT']);
  });

  test('in a key fetches the entity with this key', async () => {
    const [, text] = await send('{"query":"{ items { code label } }"}');
    const items = [one, other, one].map((code) => `{"code":${code},"label":"label ${code}"}`);
    expect(text).toBe(`{"data":{"items":[${items}]}}`);
    expect(graph.subgraph('stock').requests.map(({ variables }) => variables.representations)).toEqual([
      [
        { __typename: 'Item', code: one },
        { __typename: 'Item', code: other },
      ],
    ]);
  });

  test.each([
    ['is not JSON', `{"query":"{ echo }","variables":{"big":${huge},}}`],
    ['has the key __proto__', `{"query":"{ echo }","variables":{"__proto__":{"big":${huge}}}}`],
    ['nests lists too deeply', `{"query":"{ echo }","variables":{"big":${'['.repeat(1e5)}${huge}${']'.repeat(1e5)}}}`],
  ])('does not make a body valid that %s', async (_, body) => {
    const [status, text] = await send(body);
    expect([status, codeOf(text)]).toEqual([400, 'BAD_REQUEST']);
  });
});

describe('an integer beyond 2^53 over a WebSocket', () => {
  test('keeps its digits in variables, responses and events', async () => {
    const socket = await rawSocket(graph.url);
    try {
      socket.subscribe('q', 'query ($big: Big) { echo(big: $big) }', { big: huge });
      expect((await socket.next('q')).payload).toEqual({ data: { echo: huge } });
      socket.subscribe('s', 'subscription ($big: Big) { ticks(big: $big) { code label } }', { big: other });
      expect((await socket.next('s')).payload).toEqual({ data: { ticks: { code: one, label: `label ${one}` } } });
      expect(graph.subgraph('shop').subscriptions.at(-1)?.variables).toEqual({ big: other });
      // The message after one with a long number is its own.
      socket.subscribe('r', 'query ($big: Big) { echo(big: $big) }', { big: 1 });
      expect((await socket.next('r')).payload).toEqual({ data: { echo: 1 } });
    } finally {
      socket.terminate();
    }
  });

  test('is refused for an Int', async () => {
    const socket = await rawSocket(graph.url);
    try {
      socket.subscribe('q', 'query ($n: Int) { echo(count: $n) }', { n: huge });
      expect(await socket.next('q')).toMatchObject({
        payload: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
      });
      const deep = `${'['.repeat(1e5)}${huge}${']'.repeat(1e5)}`;
      socket.send(`{"id":"d","type":"subscribe","payload":{"query":"{ echo }","variables":{"big":${deep}}}}`);
      expect(await socket.next('d')).toMatchObject({ payload: [{ extensions: { code: 'BAD_REQUEST' } }] });
    } finally {
      socket.terminate();
    }
  });
});
