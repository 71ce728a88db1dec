import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

const echo = (_: unknown, args: unknown) => JSON.stringify(args);

/** An input object has the fields that all subgraphs define, since each of them must understand every field. */
const graph = localGraph({
  trips: {
    typeDefs: `
      type Query { a(filter: Filter): String list(filters: [Filter!]!): String trip: Trip }
      type Mutation { a(filter: Filter!): String }
      type Trip @key(fields: "id") { id: ID! near(filter: Filter): String }
      input Filter { from: String! to: String limit: Int = 3 }`,
    resolvers: {
      Query: { a: echo, list: echo, trip: () => ({ id: '1' }) },
      Mutation: { a: echo },
      Trip: { near: echo },
    },
  },
  stops: {
    typeDefs: `
      type Query { b(filter: Filter!): String }
      type Trip @key(fields: "id") { id: ID! far(filter: Filter): String }
      input Filter { from: String! limit: Int = 3 zone: Int }`,
    resolvers: { Query: { b: echo }, Trip: { far: echo } },
  },
});

test('sends a common field to each subgraph, with its default', async () => {
  expect(await graph.run('{ a(filter: { from: "x" }) b(filter: { limit: 1, from: "y" }) }')).toEqual({
    data: { a: '{"filter":{"from":"x","limit":3}}', b: '{"filter":{"from":"y","limit":1}}' },
  });
});

test('sends a common field from variables, inside objects and lists, to entities and mutations', async () => {
  const variables = { filter: { from: 'v' }, from: 'f', all: [{ from: 'l', limit: null }] };
  const query = `query ($filter: Filter!, $from: String!, $limit: Int = 9, $all: [Filter!]!) {
    a(filter: $filter) list(filters: $all) trip { near(filter: { from: $from, limit: $limit }) far(filter: $filter) } }`;
  expect(await graph.run(query, variables)).toEqual({
    data: {
      a: '{"filter":{"from":"v","limit":3}}',
      list: '{"filters":[{"from":"l","limit":null}]}',
      trip: { near: '{"filter":{"from":"f","limit":9}}', far: '{"filter":{"from":"v","limit":3}}' },
    },
  });
  expect(await graph.run('mutation { a(filter: { from: "m" }) }')).toEqual({
    data: { a: '{"filter":{"from":"m","limit":3}}' },
  });
});

test.each(['to: "x"', 'zone: 1'])('refuses a field that one subgraph lacks (%s)', async (field) => {
  await expect(graph.run(`{ a(filter: { from: "x", ${field} }) }`)).rejects.toThrow(field.split(':')[0]);
});

test('refuses a variable with a field that one subgraph lacks', async () => {
  const query = 'query ($filter: Filter!) { b(filter: $filter) }';
  await expect(graph.run(query, { filter: { from: 'x', zone: 1 } })).rejects.toThrow('zone');
});
