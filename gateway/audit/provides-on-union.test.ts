import { beforeEach, expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Ref {
  id: string;
}

const media = [
  { __typename: 'Book', id: 'm1', title: 'given m1' },
  { __typename: 'Movie', id: 'm2', title: 'given m2' },
  { __typename: 'Song', id: 'm3' },
];

/** What is provided is of one member of a union alone. */
const graph = localGraph({
  a: {
    typeDefs: `
      type Query { media: [Media] @shareable given: [Media] @provides(fields: "... on Book { title }") }
      union Media = Book | Movie | Song
      type Book @key(fields: "id") { id: ID! title: String @external }
      type Movie @key(fields: "id") { id: ID! }
      type Song @shareable { id: ID! }`,
    resolvers: { Query: { media: () => media, given: () => media } },
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

test('what is provided is taken where it is, and the other members’ field of its own subgraph', async () => {
  expect(await graph.run('{ given { ... on Book { title } ... on Movie { title id } __typename } }')).toEqual({
    data: {
      given: [
        { title: 'given m1', __typename: 'Book' },
        { title: 'own m2', id: 'm2', __typename: 'Movie' },
        { __typename: 'Song' },
      ],
    },
  });
});

test('the one member alone asks nobody else', async () => {
  expect(await graph.run('{ given { ... on Book { id title } ... on Song { id } } }')).toEqual({
    data: { given: [{ id: 'm1', title: 'given m1' }, {}, { id: 'm3' }] },
  });
  expect(graph.requestedSubgraphs()).toEqual(['a']);
});

test('where nothing is provided each is of its own subgraph', async () => {
  const query =
    '{ media { ...M } given { ...M } } fragment M on Media { ... on Book { pages id } ... on Movie { length title } ... on Song { id } }';
  const all = [{ pages: 300, id: 'm1' }, { length: 90, title: 'own m2' }, { id: 'm3' }];
  expect(await graph.run(query)).toEqual({ data: { media: all, given: all } });
});
