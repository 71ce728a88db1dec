import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

const media = [
  { __typename: 'Clip', id: 'm1', title: 'clip', seconds: 30 },
  { __typename: 'Text', id: 'm2', title: 'text', words: 90 },
];
const findMedia = ({ id }: { id: string }) => media.find((each) => each.id === id) ?? null;

/**
 * One subgraph adds fields to an interface by `@interfaceObject`; another returns its objects without adding any. Such a
 * subgraph does not know the object type, so the gateway fetches it from the subgraph that defines the interface.
 */
const graph = localGraph({
  media: {
    typeDefs: `
      type Query { media: [Media] }
      interface Media @key(fields: "id") { id: ID! title: String }
      type Clip implements Media @key(fields: "id") { id: ID! title: String seconds: Int }
      type Text implements Media @key(fields: "id") { id: ID! title: String words: Int }`,
    resolvers: {
      Query: { media: () => media },
      Media: { __resolveReference: findMedia },
      Clip: { __resolveReference: findMedia },
      Text: { __resolveReference: findMedia },
    },
  },
  authors: {
    typeDefs: `
      type Query { author: Author }
      type Author @key(fields: "id") { id: ID! name: String }
      type Media @key(fields: "id") @interfaceObject { id: ID! authorName: String author: Author }`,
    resolvers: {
      Query: { author: () => ({ id: 'a1' }) },
      Author: { name: ({ id }: { id: string }) => `author ${id}` },
      Media: { authorName: ({ id }: { id: string }) => `of ${id}`, author: () => ({ id: 'a2' }) },
    },
  },
  lists: {
    typeDefs: `
      type Query { list: List }
      type List @key(fields: "id") { id: ID! media: Media all: [Media!] }
      type Media @key(fields: "id") @interfaceObject { id: ID! }
      type Author @key(fields: "id") { id: ID! list: List }`,
    resolvers: {
      Query: { list: () => ({ id: 'l1' }) },
      List: { media: () => ({ id: 'm1' }), all: () => [{ id: 'm2' }, { id: 'm1' }] },
      Author: { list: ({ id }: { id: string }) => ({ id: `of ${id}` }) },
    },
  },
});

test('selects from an object type behind an interface object', async () => {
  expect(
    await graph.run(
      '{ list { id media { id ... on Clip { seconds } } all { ... on Clip { seconds } ... on Text { words } } } }',
    ),
  ).toEqual({
    data: { list: { id: 'l1', media: { id: 'm1', seconds: 30 }, all: [{ words: 90 }, { seconds: 30 }] } },
  });
});

test('selects fields of the interface object, inside type conditions and outside', async () => {
  const query = `{ media { title ... on Clip { authorName seconds } ... on Text { author { name } } }
    list { media { authorName ... on Text { authorName title } ... on Clip { by: author { name } title } } } }`;
  expect(await graph.run(query)).toEqual({
    data: {
      media: [
        { title: 'clip', authorName: 'of m1', seconds: 30 },
        { title: 'text', author: { name: 'author a2' } },
      ],
      list: { media: { authorName: 'of m1', by: { name: 'author a2' }, title: 'clip' } },
    },
  });
});

test('alternates between interface objects of both subgraphs', async () => {
  const query = '{ author { list { all { __typename author { name list { id media { title } } } } } } }';
  const author = { name: 'author a2', list: { id: 'of a2', media: { title: 'clip' } } };
  expect(await graph.run(query)).toEqual({
    data: {
      author: {
        list: {
          all: [
            { __typename: 'Text', author },
            { __typename: 'Clip', author },
          ],
        },
      },
    },
  });
});
