import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Ref {
  id: string;
  name?: string;
  level?: number;
}

const accounts = [
  { __typename: 'Rider', id: 'u1', name: 'u1-name', level: 1, age: 20 },
  { __typename: 'Driver', id: 'u2', name: 'u2-name', level: 2, age: 40 },
];
const findAccount = ({ id }: Ref) => accounts.find((account) => account.id === id) ?? null;

/**
 * Fields of an interface object require fields of the interface. They must be fetched first from the subgraph that
 * defines the interface, through its `_entities`.
 */
const graph = localGraph({
  accounts: {
    typeDefs: `
      type Query { accounts: [Account!]! driver: Driver }
      interface Account @key(fields: "id") { id: ID! name: String! level: Int! }
      type Rider implements Account @key(fields: "id") { id: ID! name: String! level: Int! age: Int }
      type Driver implements Account @key(fields: "id") { id: ID! name: String! level: Int! age: Int }`,
    resolvers: {
      Query: { accounts: () => accounts, driver: () => accounts[1] },
      Account: { __resolveReference: findAccount },
      Rider: { __resolveReference: findAccount },
      Driver: { __resolveReference: findAccount },
    },
  },
  mail: {
    typeDefs: `
      type Query { other: [Account] }
      type Account @key(fields: "id") @interfaceObject {
        id: ID! name: String! @external level: Int! @external
        username: String! @requires(fields: "name") rank: String @requires(fields: "level name") plain: Int
      }`,
    resolvers: {
      Query: { other: () => [{ id: 'u2' }, null, { id: 'u1' }] },
      Account: {
        username: ({ name }: Ref) => `@${name}`,
        rank: ({ name, level }: Ref) => `${name}: ${level}`,
        plain: ({ id }: Ref) => Number(id.slice(1)),
      },
    },
  },
});

test('fetches the required fields through the interface', async () => {
  expect(await graph.run('{ other { id username } accounts { username plain } }')).toEqual({
    data: {
      other: [{ id: 'u2', username: '@u2-name' }, null, { id: 'u1', username: '@u1-name' }],
      accounts: [
        { username: '@u1-name', plain: 1 },
        { username: '@u2-name', plain: 2 },
      ],
    },
  });
});

test('resolves several fields with requirements together', async () => {
  expect(await graph.run('{ other { username rank level } driver { rank username age } }')).toEqual({
    data: {
      other: [
        { username: '@u2-name', rank: 'u2-name: 2', level: 2 },
        null,
        { username: '@u1-name', rank: 'u1-name: 1', level: 1 },
      ],
      driver: { rank: 'u2-name: 2', username: '@u2-name', age: 40 },
    },
  });
});

test('resolves fields with requirements inside type conditions', async () => {
  const query = `{ other { __typename ... on Rider { username age } ... on Driver { rank } }
    accounts { ... on Driver { username name } ... on Rider { plain } ... on Account { rank } } }`;
  expect(await graph.run(query)).toEqual({
    data: {
      other: [
        { __typename: 'Driver', rank: 'u2-name: 2' },
        null,
        { __typename: 'Rider', username: '@u1-name', age: 20 },
      ],
      accounts: [
        { plain: 1, rank: 'u1-name: 1' },
        { username: '@u2-name', name: 'u2-name', rank: 'u2-name: 2' },
      ],
    },
  });
});

test('keeps the client’s aliases out of the required fields', async () => {
  expect(await graph.run('{ other { name: username level: rank id: __typename } }')).toEqual({
    data: {
      other: [
        { name: '@u2-name', level: 'u2-name: 2', id: 'Driver' },
        null,
        { name: '@u1-name', level: 'u1-name: 1', id: 'Rider' },
      ],
    },
  });
});
