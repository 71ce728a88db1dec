import { beforeEach, describe, expect, test } from '@jest/globals';
import { stringifyJson } from '#platform/lossless-json.ts';
import { errorPaths, localGraph } from '../testing/local-graph.ts';
import type { SubgraphResponse } from '../upstream/subgraph-response.ts';

// The two are one JavaScript number.
const one = 9007199254740993n;
const other = 9007199254740992n;
const huge = 12345678901234567890n;

type Reference = Record<'id' | 'code' | 'owner' | 'owners', unknown>;

const graph = localGraph({
  shop: {
    typeDefs: `
      scalar Big
      scalar Json
      input Pick { id: ID ids: [ID!] code: Big amount: Float count: Int more: [Pick] }
      type Query {
        items: [Item!] codes: [Coded!] loose: Json
        get(id: ID ids: [ID!] code: Big amount: Float count: Int text: String pick: Pick): String
        values: Values carts: [Cart]
      }
      type Values { big: Big id: ID float: Float int: Int text: String json: Json bigs: [Big] ids: [ID] }
      type Item @key(fields: "id") { id: ID! owner: Owner owners: [Owner] }
      type Coded @key(fields: "code") { code: Big! }
      type Owner @shareable { id: ID refs: [ID] }
      type Cart @key(fields: "id") { id: ID! number: ID size: Big lines: [Line] }
      type Line @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: { get: (_: unknown, values: object) => stringifyJson(values) },
    },
  },
  stock: {
    typeDefs: `
      scalar Big
      type Item @key(fields: "id") {
        id: ID! owner: Owner @external owners: [Owner] @external
        label: String
        ownerLabel: String @requires(fields: "owner { id refs } owners { id }")
        tagged: String @requires(fields: "related(first: 1) { id }")
        related(first: Int): [Owner] @external
      }
      type Owner @shareable { id: ID refs: [ID] }
      type Coded @key(fields: "code") { code: Big! label: String }
      type Cart @key(fields: "id") @context(name: "cart") { id: ID! number: ID @external size: Big @external }
      type Line @key(fields: "id") {
        id: ID!
        priced(number: ID @fromContext(field: "$cart { number }"), size: Big @fromContext(field: "$cart { size }")): String
      }`,
    resolvers: {
      Item: {
        label: ({ id }: Reference) => `label ${id}`,
        ownerLabel: ({ owner, owners }: Reference) => stringifyJson([owner, owners]),
      },
      Coded: { label: ({ code }: Reference) => `label ${code}` },
      Line: {
        priced: (_: unknown, { number, size }: { number: unknown; size: unknown }) => `${number} ${size}`,
      },
    },
  },
  related: {
    typeDefs: `
      type Item @key(fields: "id") { id: ID! related(first: Int): [Owner] }
      type Owner @shareable { id: ID refs: [ID] }`,
    resolvers: { Item: { related: () => [{ id: 'r' }] } },
  },
});

beforeEach(() => graph.reset());

const answerWith = (data: NonNullable<SubgraphResponse['data']>) => graph.stubs.set('shop', () => ({ data }));

describe('an integer beyond 2^53 that a subgraph sends', () => {
  test('keeps its digits in custom scalars and IDs, and is refused as Int or String', async () => {
    answerWith({
      values: {
        big: huge,
        id: -huge,
        float: huge,
        int: huge,
        text: huge,
        json: { a: [one, { b: other, c: 'x' }] },
        bigs: [one, 1, null],
        ids: [one, 'x', 5],
      },
    });
    const result = await graph.run('{ values { big id float int text json bigs ids } }');
    expect(JSON.stringify(result.data)).toBe(
      `{"values":{"big":${huge},"id":"-${huge}","float":12345678901234567000,"int":null,"text":null,` +
        `"json":{"a":[${one},{"b":${other},"c":"x"}]},"bigs":[${one},1,null],"ids":["${one}","x","5"]}}`,
    );
    expect(errorPaths(result)).toEqual(['values.int', 'values.text']);
  });

  test('is refused as an ID when its digits are unknown', async () => {
    answerWith({ values: { id: 1e21 } });
    const result = await graph.run('{ values { id } }');
    expect([result.data, errorPaths(result)]).toEqual([{ values: { id: null } }, ['values.id']]);
  });

  test('in a key of type ID is sent as text, so that two entities that differ only beyond 2^53 are two', async () => {
    const items = [one, other, one].map((id) => ({ __typename: 'Item', id }));
    answerWith({ items });
    const { data } = await graph.run('{ items { id label } }');
    expect(JSON.stringify(data)).toBe(
      `{"items":${JSON.stringify([one, other, one].map((id) => ({ id: `${id}`, label: `label ${id}` })))}}`,
    );
    expect(graph.requests[1]?.variables.representations).toEqual([
      { __typename: 'Item', id: `${one}` },
      { __typename: 'Item', id: `${other}` },
    ]);
  });

  test('in a key of a custom scalar is sent with its digits', async () => {
    answerWith({ codes: [one, other, one].map((code) => ({ __typename: 'Coded', code })) });
    const { data } = await graph.run('{ codes { code label } }');
    expect(JSON.stringify(data)).toBe(
      `{"codes":[{"code":${one},"label":"label ${one}"},{"code":${other},"label":"label ${other}"},{"code":${one},"label":"label ${one}"}]}`,
    );
    expect(graph.requests[1]?.variables.representations).toEqual([
      { __typename: 'Coded', code: one },
      { __typename: 'Coded', code: other },
    ]);
  });

  test('in the IDs that a field requires is sent as text, in lists and below other fields too', async () => {
    const owner = { id: one, refs: [other, 'x'] };
    answerWith({ items: [{ __typename: 'Item', id: 'i', owner, owners: [owner] }] });
    const { data } = await graph.run('{ items { ownerLabel } }');
    expect(data).toEqual({
      items: [{ ownerLabel: `[{"id":"${one}","refs":["${other}","x"]},[{"id":"${one}"}]]` }],
    });
  });

  test('in the IDs below a required field with arguments is sent as text', async () => {
    answerWith({ items: [{ __typename: 'Item', id: 'i' }] });
    graph.stubs.set('related', ({ query }) => {
      const alias = /(\w+):related/.exec(query)?.[1] ?? 'related';
      return { data: { _entities: [{ [alias]: [{ id: huge }] }] } };
    });
    await graph.run('{ items { tagged } }');
    expect(graph.requests.at(-1)?.variables.representations).toEqual([
      { __typename: 'Item', id: 'i', related: [{ id: `${huge}` }] },
    ]);
  });

  test('reaches arguments from the context: as text for an ID, with its digits for a custom scalar', async () => {
    const cart = (number: bigint) => ({
      __typename: 'Cart',
      id: `cart ${number}`,
      number,
      size: number,
      lines: [{ __typename: 'Line', id: 'l' }],
    });
    answerWith({ carts: [one, other].map(cart) });
    const { data } = await graph.run('{ carts { lines { priced } } }');
    expect(data).toEqual({
      carts: [one, other].map((number) => ({ lines: [{ priced: `${number} ${number}` }] })),
    });
    for (const { variables } of graph.requests.slice(1)) {
      expect(Object.values(variables).map((each) => typeof each)).toEqual(
        expect.arrayContaining(['string', 'bigint', 'object']),
      );
    }
  });

  test('in the details of an error does not break the response', async () => {
    graph.stubs.set('shop', () => ({
      data: null,
      errors: [{ message: 'no', path: ['loose'], extensions: { code: 'NOT_FOUND', limit: huge } }],
    }));
    const { errors } = await graph.run('{ loose }');
    expect(JSON.stringify(errors?.[0]?.extensions)).toBe(`{"code":"NOT_FOUND","limit":${huge},"serviceName":"shop"}`);
  });
});

describe('an integer beyond 2^53 in a variable', () => {
  test('keeps its digits in a custom scalar, is text in an ID, and a number in a Float', async () => {
    const query = `query ($id: ID, $ids: [ID!], $code: Big, $amount: Float, $pick: Pick) {
      get(id: $id, ids: $ids, code: $code, amount: $amount, pick: $pick) }`;
    const pick = { id: one, ids: [other, 'x'], code: one, amount: huge, more: [{ id: huge }, null] };
    const variables = { id: huge, ids: one, code: huge, amount: huge, pick };
    const { data } = await graph.run(query, variables);
    expect(data?.get).toBe(
      `{"id":"${huge}","ids":["${one}"],"code":${huge},"amount":12345678901234567000,` +
        `"pick":{"id":"${one}","ids":["${other}","x"],"code":${one},"amount":12345678901234567000,"more":[{"id":"${huge}"},null]}}`,
    );
    expect(stringifyJson(graph.requests[0]?.variables.code)).toBe(`${huge}`);
    // The client's own object is not changed.
    expect([variables.id, pick.id]).toEqual([huge, one]);
  });

  test.each([
    ['Int', 'count: $v'],
    ['String', 'text: $v'],
    ['Int!', 'count: $v'],
  ])('is refused for %s', async (type, argument) => {
    const run = graph.run(`query ($v: ${type}) { get(${argument}) }`, { v: huge });
    await expect(run).rejects.toThrow('Variable "$v" got invalid value 12345678901234567890');
    expect(graph.requests).toEqual([]);
  });

  test('in an input field that is an Int is refused', async () => {
    const query = 'query ($pick: Pick) { get(pick: $pick) }';
    await expect(graph.run(query, { pick: { count: huge } })).rejects.toThrow('"$pick" got invalid value');
    expect(graph.requests).toEqual([]);
  });
});

describe('an integer beyond 2^53 in a document', () => {
  test('keeps its digits on the way to the subgraph, also in a default value', async () => {
    await graph.run(
      `query ($id: ID = ${huge}) { a: get(id: ${huge}, code: ${one}, pick: { ids: ${other} }) b: get(id: $id) }`,
    );
    const sent = graph.requests[0]?.query;
    for (const part of [`$id:ID=${huge}`, `id:${huge}`, `code:${one}`, `ids:[${other}]`]) expect(sent).toContain(part);
  });
});
