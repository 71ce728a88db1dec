import { expect, test } from '@jest/globals';
import { localGraph } from '../../testing/local-graph.ts';
import { petGraph } from '../../testing/pet-graph.ts';

/** A subgraph fails when it is requested for a field that another one resolves with more members. */
const graph = petGraph('more');

const operations: Record<string, string> = {
  'a member that one subgraph lacks': '{ found { ... on Cat { lives } } }',
  'a field of another subgraph below it': '{ found { ... on Cat { chip } } }',
  'all members': '{ found { __typename ... on Cat { chip } ... on Dog { bark } ... on Bird { wings chip } } }',
  'a member that both have': '{ pets { ... on Dog { bark name } } }',
  'only the name of the type': '{ pets { __typename } }',
  'a field of an interface': '{ animals { name } }',
  'a condition on an interface': '{ pets { ... on Animal { name } } }',
  'a value type below a member':
    '{ pets { ... on Cat { home { street keepers { name } guests { ... on Dog { bark } } } } } }',
  'requirements of a field': '{ animals { ... on Cat { risk } } }',
  'an entity of either subgraph':
    '{ boxA { room { pet { ... on Cat { chip } } animals { name } } } boxB { room { pet { ... on Bird { chip wings(side: "left") } } pets { __typename } } } }',
  'aliases and fragments':
    'fragment C on Cat { x: chip y: chip(as: "y") n: home { keepers { name } } } { one: found { ...C } two: pets { ...C ... on Dog { x: bark } } }',
  'a mutation':
    'mutation { adopt { ... on Cat { chip } ... on Dog { bark } } open { room { animals { name ... on Cat { risk } } } } }',
};

test.each(Object.entries(operations))('requests the subgraph with more members: %s', async (_, query) => {
  const expected = graph.monolith(query);
  expect(expected.errors).toBeUndefined();
  expect(await graph.run(query)).toEqual(expected);
});

test('requests the other subgraph for what only its own objects have', async () => {
  const dog = { __typename: 'Dog', name: 'Rex', bark: 'wuff' };
  const values = localGraph({
    few: {
      typeDefs: `
        type Query { found: Pet @shareable }
        union Pet = Dog
        type Dog { bark: String }`,
      resolvers: { Query: { found: () => dog } },
    },
    many: {
      typeDefs: `
        type Query { found: Pet @shareable }
        union Pet = Dog | Cat
        type Dog { name: String }
        type Cat { lives: Int }`,
      resolvers: { Query: { found: () => dog } },
    },
  });
  expect(await values.run('{ found { ... on Dog { name bark } ... on Cat { lives } } }')).toEqual({
    data: { found: { name: 'Rex', bark: 'wuff' } },
  });
  expect(values.requestedSubgraphs().sort()).toEqual(['few', 'many']);
});

test('requests the subgraph whose field has the wider type', async () => {
  const narrow = localGraph({
    few: {
      typeDefs: `
        type Query { found: Dog @shareable }
        type Dog @key(fields: "id") { id: ID! bark: String }`,
      resolvers: { Query: { found: () => null }, Dog: { bark: ({ id }: { id: string }) => `wuff ${id}` } },
    },
    many: {
      typeDefs: `
        type Query { found: Pet @shareable }
        union Pet = Dog | Cat
        type Dog @key(fields: "id") { id: ID! }
        type Cat { lives: Int }`,
      resolvers: { Query: { found: () => ({ __typename: 'Cat', lives: 9 }) } },
    },
  });
  expect(await narrow.run('{ found { ... on Dog { bark } ... on Cat { lives } } }')).toEqual({
    data: { found: { lives: 9 } },
  });
  expect(narrow.requestedSubgraphs()).toEqual(['many']);
});
