import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

const common = { __typename: 'Common', label: 'common' };
const onlyA = { __typename: 'OnlyA', a: 'a' };
const onlyB = { __typename: 'OnlyB', b: 'b' };

/**
 * Each subgraph lacks one member of the union. A fragment on a member that a subgraph lacks selects nothing there, since
 * that subgraph cannot return it.
 */
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

test('returns the members that the subgraph of each root field has', async () => {
  const own = `{ wrapper { ${actions} } }`;
  expect(await graph.run(`{ rootA ${own} rootB ${own} shared ${own} }`)).toEqual({
    data: {
      rootA: { wrapper: { actions: [common, onlyA] } },
      rootB: { wrapper: { actions: [common, onlyB] } },
      shared: { wrapper: { actions: [common] } },
    },
  });
});

test('returns objects without fields when only a missing member is selected', async () => {
  expect(
    await graph.run('{ rootA { wrapper { actions { ... on OnlyB { b } } first { __typename ... on OnlyB { b } } } } }'),
  ).toEqual({
    data: { rootA: { wrapper: { actions: [{}, {}], first: { __typename: 'OnlyA' } } } },
  });
});

test('returns the other subgraph’s members in its part of the entity', async () => {
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

test('returns the members of each subgraph in lists of the union itself', async () => {
  expect(
    await graph.run(
      '{ flat { ... on OnlyB { b } ... on OnlyA { a } ... on Common { label } } listA { ... on OnlyB { b } ... on OnlyA { a } } }',
    ),
  ).toEqual({
    data: { flat: [{ label: 'common' }], listA: [{ a: 'a' }, null, {}] },
  });
});

/** Members with arguments, with different types under one response key, and with objects below them. */
const nested = localGraph({
  a: {
    typeDefs: `
      type Query { box(id: ID = "1"): Box }
      type Mutation { open: Box }
      type Box @key(fields: "id") { id: ID! inner: Inner @shareable }
      type Inner { items: [[Item]] @shareable }
      interface Item { id: ID }
      type Common implements Item @shareable { id: ID }
      type Tool implements Item { id: ID size(unit: String): Int parts: [Part!] owner: Person }
      type Gift implements Item { id: ID size: Int! @shareable part: Part }
      union Part = Nut | Bolt
      type Nut { nut: String }
      type Bolt { bolt(by: Int = 1): String }
      type Person @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: { box: (_: unknown, { id }: { id: string }) => ({ id }) },
      Mutation: { open: () => ({ id: '9' }) },
      Box: {
        inner: () => ({
          items: [
            [{ __typename: 'Tool', id: 't' }, null, { __typename: 'Common', id: 'c' }],
            null,
            [{ __typename: 'Gift', id: 'g', size: 100, part: { __typename: 'Bolt' } }],
          ],
        }),
      },
      Tool: {
        size: (_: unknown, { unit }: { unit?: string }) => (unit === 'mm' ? 70 : 7),
        parts: () => [{ __typename: 'Nut', nut: 'n' }, { __typename: 'Bolt' }],
        owner: () => ({ id: 'p1' }),
      },
      Bolt: { bolt: (_: unknown, { by }: { by: number }) => `bolt by ${by}` },
    },
  },
  b: {
    typeDefs: `
      type Query { none: Int }
      type Box @key(fields: "id") { id: ID! inner: Inner @shareable label: String }
      type Inner { items: [[Item]] @shareable }
      interface Item { id: ID }
      type Common implements Item @shareable { id: ID }
      type Gift { size: Int @shareable }
      type Person @key(fields: "id") { id: ID! name: String }`,
    resolvers: { Box: { label: () => 'label' }, Person: { name: () => 'name' } },
  },
});

test('sends the arguments of members’ fields, whatever else has the same response key', async () => {
  const query = `query ($unit: String, $by: Int!) { box(id: "5") { label inner { items { __typename ...T ... on Gift { size part { ... on Bolt { b: bolt(by: $by) } } } } } } }
    fragment T on Tool { size(unit: $unit) two: size parts { __typename ... on Nut { nut } ... on Bolt { bolt } } key: id }`;
  expect(await nested.run(query, { unit: 'mm', by: 3 })).toEqual({
    data: {
      box: {
        label: 'label',
        inner: {
          items: [
            [
              {
                __typename: 'Tool',
                size: 70,
                two: 7,
                parts: [
                  { __typename: 'Nut', nut: 'n' },
                  { __typename: 'Bolt', bolt: 'bolt by 1' },
                ],
                key: 't',
              },
              null,
              { __typename: 'Common' },
            ],
            null,
            [{ __typename: 'Gift', size: 100, part: { b: 'bolt by 3' } }],
          ],
        },
      },
    },
  });
});

test('selects from members in the result of a mutation', async () => {
  expect(await nested.run('mutation { open { id inner { items { ... on Tool { size } } } } }')).toEqual({
    data: { open: { id: '9', inner: { items: [[{ size: 7 }, null, {}], null, [{}]] } } },
  });
});

test('fetches what another subgraph has of an object below a member', async () => {
  expect(await nested.run('{ box { inner { items { ... on Tool { owner { id name } } } } } }')).toEqual({
    data: { box: { inner: { items: [[{ owner: { id: 'p1', name: 'name' } }, null, {}], null, [{}]] } } },
  });
});
