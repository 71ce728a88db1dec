import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Ref {
  id: string;
}

/** One subgraph defines the interface. Another has its object types but does not say that they implement it. */
const graph = localGraph({
  accounts: {
    typeDefs: `
      type Query { node(id: ID!): Node account(id: ID!): Account }
      interface Node { id: ID! }
      type Account implements Node @key(fields: "id") { id: ID! username: String }
      type Chat implements Node @key(fields: "id") { id: ID! account: Account }`,
    resolvers: {
      Query: {
        node: (_: unknown, { id }: Ref) => ({ __typename: id.startsWith('a') ? 'Account' : 'Chat', id }),
        account: (_: unknown, { id }: Ref) => ({ id }),
      },
      Account: { username: ({ id }: Ref) => `@${id}` },
      Chat: { account: ({ id }: Ref) => ({ id: `a${id.slice(1)}` }) },
    },
  },
  chats: {
    typeDefs: `
      type Query { chat(id: String!): Chat chats: [Chat!] }
      type Account @key(fields: "id") { id: ID! chats: [Chat!]! }
      type Chat @key(fields: "id") { id: ID! text: String! }`,
    resolvers: {
      Query: { chat: (_: unknown, { id }: Ref) => ({ id }), chats: () => [{ id: 'c1' }, { id: 'c2' }] },
      Account: { chats: ({ id }: Ref) => [{ id: `c${id.slice(1)}` }] },
      Chat: { text: ({ id }: Ref) => `text ${id}` },
    },
  },
});

test('resolves the fields of the object types in both subgraphs', async () => {
  const query = `{ account(id: "a1") { id username chats { id text account { id } } } chat(id: "c3") { id text account { id username } } }`;
  expect(await graph.run(query)).toEqual({
    data: {
      account: { id: 'a1', username: '@a1', chats: [{ id: 'c1', text: 'text c1', account: { id: 'a1' } }] },
      chat: { id: 'c3', text: 'text c3', account: { id: 'a3', username: '@a3' } },
    },
  });
});

test('applies a fragment on the interface to objects of the subgraph without it', async () => {
  const query = `{ node(id: "c4") { ...N } chat(id: "c5") { ...N } chats { ...N } account(id: "a6") { ...N chats { ...N } } }
    fragment N on Node { id ... on Chat { text } ... on Account { username } }`;
  const chat = (n: number) => ({ id: `c${n}`, text: `text c${n}` });
  expect(await graph.run(query)).toEqual({
    data: {
      node: chat(4),
      chat: chat(5),
      chats: [chat(1), chat(2)],
      account: { id: 'a6', username: '@a6', chats: [chat(6)] },
    },
  });
});

test('requests one subgraph when the selected fields need no other', async () => {
  graph.reset();
  expect(
    await graph.run('{ a: node(id: "a1") { id __typename } b: node(id: "c1") { ... on Account { username } id } }'),
  ).toEqual({
    data: { a: { id: 'a1', __typename: 'Account' }, b: { id: 'c1' } },
  });
  expect(graph.requestedSubgraphs()).toEqual(['accounts']);
});

test('passes an ID variable to arguments in both subgraphs', async () => {
  expect(
    await graph.run('query ($id: ID!) { node(id: $id) { id } account(id: $id) { chats { text } } }', { id: 'a7' }),
  ).toEqual({
    data: { node: { id: 'a7' }, account: { chats: [{ text: 'text c7' }] } },
  });
});
