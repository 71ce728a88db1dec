import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Ref {
  id: string;
  name?: string;
  aliases?: string[];
}

/** A required field moves to another subgraph, and a field that moves has requirements in its new subgraph. */
const graph = localGraph({
  first: {
    typeDefs: `
      type Query { first: Driver }
      type Driver @key(fields: "id") {
        id: ID! name: String aliases: [String!]! @override(from: "second")
      }`,
    resolvers: {
      Query: { first: () => ({ id: '1' }) },
      Driver: { name: ({ id }: Ref) => `name ${id}`, aliases: ({ id }: Ref) => [`first of ${id}`] },
    },
  },
  second: {
    typeDefs: `
      type Query { second: Driver }
      type Driver @key(fields: "id") {
        id: ID! name: String @external aliases: [String!]! greeting: String initial: String @requires(fields: "name")
      }`,
    resolvers: {
      Query: { second: () => ({ id: '2' }) },
      Driver: {
        aliases: () => ['overridden'],
        greeting: () => 'overridden',
        initial: ({ name }: Ref) => name?.at(-1),
      },
    },
  },
  third: {
    typeDefs: `
      type Query { third: [Driver] }
      type Driver @key(fields: "id") {
        id: ID! aliases: [String!]! @external badge: String @requires(fields: "aliases")
        name: String @external greeting: String @requires(fields: "name") @override(from: "second")
      }`,
    resolvers: {
      Query: { third: () => [{ id: '3' }, null, { id: '4' }] },
      Driver: {
        badge: ({ aliases }: Ref) => `badge: ${aliases?.join()}`,
        greeting: ({ name }: Ref) => `welcome ${name}`,
      },
    },
  },
});

test('reads an overridden field from its new subgraph, also for fields that require it', async () => {
  expect(await graph.run('{ second { aliases initial badge } third { aliases badge } }')).toEqual({
    data: {
      second: { aliases: ['first of 2'], initial: '2', badge: 'badge: first of 2' },
      third: [
        { aliases: ['first of 3'], badge: 'badge: first of 3' },
        null,
        { aliases: ['first of 4'], badge: 'badge: first of 4' },
      ],
    },
  });
});

test('sends the required fields to the new subgraph of the field', async () => {
  expect(await graph.run('{ first { greeting } second { greeting name } third { greeting } }')).toEqual({
    data: {
      first: { greeting: 'welcome name 1' },
      second: { greeting: 'welcome name 2', name: 'name 2' },
      third: [{ greeting: 'welcome name 3' }, null, { greeting: 'welcome name 4' }],
    },
  });
});

test('keeps the client’s aliases out of the required fields', async () => {
  expect(await graph.run('{ second { name: badge aliases: greeting id: name } }')).toEqual({
    data: { second: { name: 'badge: first of 2', aliases: 'welcome name 2', id: 'name 2' } },
  });
});
