import { expect, test } from '@jest/globals';
import { errorPaths, localGraph } from '../testing/local-graph.ts';

const common = { __typename: 'Common', label: 'common' };
const onlyA = { __typename: 'OnlyA', a: 'a' };
const onlyB = { __typename: 'OnlyB', b: 'b' };

/** A union has a member in each subgraph that the other lacks, below objects that both have. */
const graph = localGraph({
  a: {
    typeDefs: `
      type Query { rootA: Container flat: [Action!] @shareable shared: Container @shareable listA: [Action] }
      type Container @key(fields: "id") { id: ID! wrapper: Wrapper @shareable aWrapper: Wrapper }
      type Wrapper { actions: [Action!]! @shareable first: Action @shareable }
      union Action = Common | OnlyA
      type Common @shareable { label: String }
      type OnlyA { a: String }`,
    resolvers: {
      Query: {
        rootA: () => ({ id: '1', wrapper: { actions: [common, onlyA], first: onlyA } }),
        flat: () => [common],
        shared: () => ({ id: '2', wrapper: { actions: [common], first: common } }),
        listA: () => [onlyA, null, common],
      },
      Container: { aWrapper: () => ({ actions: [onlyA], first: onlyA }) },
    },
  },
  b: {
    typeDefs: `
      type Query { rootB: Container flat: [Action!] @shareable shared: Container @shareable }
      type Container @key(fields: "id") { id: ID! wrapper: Wrapper @shareable bWrapper: Wrapper note: String }
      type Wrapper { actions: [Action!]! @shareable first: Action @shareable }
      union Action = Common | OnlyB
      type Common @shareable { label: String }
      type OnlyB { b: String }`,
    resolvers: {
      Query: {
        rootB: () => ({ id: '3', wrapper: { actions: [common, onlyB], first: onlyB } }),
        flat: () => [common],
        shared: () => ({ id: '2', wrapper: { actions: [common], first: common } }),
      },
      Container: { bWrapper: () => ({ actions: [common, onlyB], first: null }), note: () => 'note' },
    },
  },
});

const actions = 'actions { __typename ... on Common { label } ... on OnlyA { a } ... on OnlyB { b } }';

test('each root gives the members of its subgraph, whose fields are told of where they are not fetched', async () => {
  const own = `{ wrapper { ${actions} } }`;
  const answer = await graph.run(`{ rootA ${own} rootB ${own} shared ${own} }`);
  expect(answer.data).toEqual({
    rootA: { wrapper: { actions: [common, { ...onlyA, a: null }] } },
    rootB: { wrapper: { actions: [common, { ...onlyB, b: null }] } },
    shared: { wrapper: { actions: [common] } },
  });
  expect(errorPaths(answer)).toEqual(['rootA.wrapper.actions.1.a', 'rootB.wrapper.actions.1.b']);
});

test('a member that is not there leaves the objects empty, or with their names', async () => {
  expect(
    await graph.run('{ rootA { wrapper { actions { ... on OnlyB { b } } first { __typename ... on OnlyB { b } } } } }'),
  ).toEqual({
    data: { rootA: { wrapper: { actions: [{}, {}], first: { __typename: 'OnlyA' } } } },
  });
});

test('another subgraph’s part of the entity has that one’s members', async () => {
  expect(
    await graph.run(
      `{ rootA { note bWrapper { ${actions} first { ... on OnlyB { b } } } } rootB { aWrapper { ${actions} } } }`,
    ),
  ).toEqual({
    data: {
      rootA: { note: 'note', bWrapper: { actions: [common, onlyB], first: null } },
      rootB: { aWrapper: { actions: [onlyA] } },
    },
  });
});

test('lists of the union itself are so, too', async () => {
  expect(
    await graph.run(
      '{ flat { ... on OnlyB { b } ... on OnlyA { a } ... on Common { label } } listA { ... on OnlyB { b } ... on OnlyA { a } } }',
    ),
  ).toEqual({
    data: { flat: [{ label: 'common' }], listA: [{ a: 'a' }, null, {}] },
  });
});
