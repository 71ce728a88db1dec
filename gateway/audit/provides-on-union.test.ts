import { beforeEach, expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Ref {
  id: string;
}

const media = [
  { __typename: 'Book', id: 'm1', title: 'provided m1' },
  { __typename: 'Movie', id: 'm2', title: 'provided m2' },
  { __typename: 'Song', id: 'm3' },
];

/** `@provides` of one member of a union. The fields of the other members still come from their owner. */
const graph = localGraph({
  a: {
    typeDefs: `
      type Query { media: [Media] @shareable provided: [Media] @provides(fields: "... on Book { title }") }
      union Media = Book | Movie | Song
      type Book @key(fields: "id") { id: ID! title: String @external }
      type Movie @key(fields: "id") { id: ID! }
      type Song @shareable { id: ID! }`,
    resolvers: { Query: { media: () => media, provided: () => media } },
  },
  b: {
    typeDefs: `
      type Query { media: [Media] @shareable }
      union Media = Book | Movie | Song
      type Book @key(fields: "id") { id: ID! title: String @shareable }
      type Movie @key(fields: "id") { id: ID! title: String @shareable }
      type Song @shareable { id: ID! }`,
    resolvers: {
      Query: { media: () => media.map(({ __typename, id }) => ({ __typename, id })) },
      Book: { title: ({ id }: Ref) => `own ${id}` },
      Movie: { title: ({ id }: Ref) => `own ${id}` },
    },
  },
  c: {
    typeDefs: `
      type Movie @key(fields: "id") { id: ID! title: String @shareable length: Int }
      type Book @key(fields: "id") { id: ID! pages: Int }`,
    resolvers: {
      Movie: { title: ({ id }: Ref) => `own ${id}`, length: () => 90 },
      Book: { pages: () => 300 },
    },
  },
});

beforeEach(() => graph.reset());

test('reads the provided member’s field from the providing subgraph and the others’ from their owner', async () => {
  expect(await graph.run('{ provided { ... on Book { title } ... on Movie { title id } __typename } }')).toEqual({
    data: {
      provided: [
        { title: 'provided m1', __typename: 'Book' },
        { title: 'own m2', id: 'm2', __typename: 'Movie' },
        { __typename: 'Song' },
      ],
    },
  });
});

test('requests no other subgraph for the provided member', async () => {
  expect(await graph.run('{ provided { ... on Book { id title } ... on Song { id } } }')).toEqual({
    data: { provided: [{ id: 'm1', title: 'provided m1' }, {}, { id: 'm3' }] },
  });
  expect(graph.requestedSubgraphs()).toEqual(['a']);
});

test('reads each member’s fields from its owner where none are provided', async () => {
  const query =
    '{ media { ...M } provided { ...M } } fragment M on Media { ... on Book { pages id } ... on Movie { length title } ... on Song { id } }';
  const all = [{ pages: 300, id: 'm1' }, { length: 90, title: 'own m2' }, { id: 'm3' }];
  expect(await graph.run(query)).toEqual({ data: { media: all, provided: all } });
});
