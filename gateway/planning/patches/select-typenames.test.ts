import { expect, test } from '@jest/globals';
import { localGraph } from '../../testing/local-graph.ts';

const book = { __typename: 'Book', id: 'b1', title: 'Kalila', pages: 90 };

test('selects the type of an object that one subgraph declares as a member of the supergraph’s abstract type', async () => {
  const graph = localGraph({
    books: {
      typeDefs: `
        type Query { found: Book @shareable }
        type Book @key(fields: "id") { id: ID! title: String @shareable }`,
      resolvers: { Query: { found: () => book }, Book: { __resolveReference: () => book } },
    },
    media: {
      typeDefs: `
        type Query { found: Media @shareable }
        union Media = Book | Song
        type Book @key(fields: "id") { id: ID! title: String @shareable pages: Int }
        type Song { name: String }`,
      resolvers: { Query: { found: () => book }, Book: { __resolveReference: () => book } },
    },
  });
  for (const subgraph of ['books', 'media']) expect(graph.graph.subgraphUrls.has(subgraph)).toBe(true);
  expect(await graph.run('{ found { ... on Book { title } } }')).toEqual({ data: { found: { title: 'Kalila' } } });
  expect(await graph.run('{ found { ... on Book { pages } } }')).toEqual({ data: { found: { pages: 90 } } });
});
