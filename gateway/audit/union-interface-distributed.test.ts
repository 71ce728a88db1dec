import { afterEach, expect, test } from '@jest/globals';
import { errorPaths, localGraph } from '../testing/local-graph.ts';

interface Ref {
  id: string;
}

const oven = (id: string) => ({ __typename: 'Oven', id });
const toaster = (id: string) => ({ __typename: 'Toaster', id, warranty: Number(id.slice(1)) + 2 });

/** A type implements an interface in one subgraph only. In the supergraph it implements the interfaces of all of them. */
const graph = localGraph({
  a: {
    typeDefs: `
      type Query { products: [Product] node(id: ID!): Node nodes: [Node] toasters: [Toaster] }
      union Product = Oven | Toaster
      interface Node { id: ID! }
      type Oven @key(fields: "id") { id: ID! }
      type Toaster implements Node @key(fields: "id") { id: ID! warranty: Int }`,
    resolvers: {
      Query: {
        products: () => [oven('o1'), toaster('t1')],
        node: (_: unknown, { id }: Ref) => (id.startsWith('t') ? toaster(id) : oven(id)),
        nodes: () => [toaster('t1'), toaster('t2')],
        toasters: () => [toaster('t3')],
      },
    },
  },
  b: {
    typeDefs: `
      type Query { ovens: [WithWarranty] }
      interface Node { id: ID! }
      interface WithWarranty { warranty: Int }
      type Oven implements Node & WithWarranty @key(fields: "id") { id: ID! warranty: Int }
      type Toaster implements WithWarranty @key(fields: "id") { id: ID! warranty: Int @external }`,
    resolvers: {
      Query: { ovens: () => [oven('o5'), { __typename: 'Toaster', id: 't5' }] },
      Oven: { warranty: ({ id }: Ref) => Number(id.slice(1)) * 10 },
    },
  },
});

afterEach(() => graph.reset());

test('applies a fragment on an interface to every type that implements it in some subgraph', async () => {
  expect(await graph.run('{ products { ... on Node { id } __typename } }')).toEqual({
    data: {
      products: [
        { id: 'o1', __typename: 'Oven' },
        { id: 't1', __typename: 'Toaster' },
      ],
    },
  });
  expect(await graph.run('{ products { ... on WithWarranty { warranty ... on Node { id } } } }')).toEqual({
    data: {
      products: [
        { warranty: 10, id: 'o1' },
        { warranty: 3, id: 't1' },
      ],
    },
  });
});

test('applies nested and named fragments on such interfaces', async () => {
  const query = `{ nodes { ... on Node { ... on Node { id ... on WithWarranty { warranty } } } } toasters { ...T ...N } }
    fragment T on Toaster { id } fragment N on Node { id __typename ... on WithWarranty { w: warranty } }`;
  expect(await graph.run(query)).toEqual({
    data: {
      nodes: [
        { id: 't1', warranty: 3 },
        { id: 't2', warranty: 4 },
      ],
      toasters: [{ id: 't3', __typename: 'Toaster', w: 5 }],
    },
  });
});

test('selects nothing for a type that the field cannot return', async () => {
  expect(
    await graph.run(
      '{ nodes { ... on Oven { warranty } ... on Toaster { id } } ovens { ... on Oven { id warranty } } }',
    ),
  ).toEqual({
    data: { nodes: [{ id: 't1' }, { id: 't2' }], ovens: [{ id: 'o5', warranty: 50 }, {}] },
  });
});

test('nulls an object whose type does not implement the interface in its subgraph, with that subgraph’s error', async () => {
  for (const type of ['Oven', 'Toaster']) {
    const answer = await graph.run(`query ($id: ID!) { node(id: $id) { ... on ${type} { warranty } } }`, { id: 'o1' });
    expect(answer.data).toEqual({ node: null });
    expect(errorPaths(answer)).toEqual(['node']);
  }
  expect(await graph.run('{ node(id: "t1") { ... on Toaster { warranty } } }')).toEqual({
    data: { node: { warranty: 3 } },
  });
});
