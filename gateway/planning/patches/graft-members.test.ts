import { expect, test } from '@jest/globals';
import { localGraph } from '../../testing/local-graph.ts';
import { petGraph } from '../../testing/pet-graph.ts';

const graph = petGraph('each');

/** Each is answered as one server would answer it. */
const operations: Record<string, string> = {
  'a field of another subgraph': '{ boxA { room { pet { ... on Cat { chip } } } } }',
  'a field of this subgraph and one of another': '{ boxA { room { pet { ... on Cat { id lives chip } } } } }',
  'a member of each of two subgraphs':
    '{ boxA { room { pet { ... on Cat { chip } ... on Bird { chip } } } } boxB { room { pet { ... on Cat { lives chip } ... on Bird { chip wings } } } } }',
  'a common member beside it': '{ boxA { room { pets { ... on Dog { bark } ... on Cat { chip } } } } }',
  'lists of lists': '{ boxA { room { pets { __typename ... on Cat { chip } } } } }',
  'a value type below': '{ boxA { room { pet { ... on Cat { home { street keepers { name } } } } } } }',
  'members below a member':
    '{ boxA { room { pet { ... on Cat { home { guests { ... on Dog { bark } ... on Cat { risk } } } } } } } }',
  'entities below entities':
    '{ boxA { room { pet { ... on Cat { home { keepers { pets { lives chip rivals { wings chip } } } } } } } } }',
  'an interface without a member': '{ boxA { room { animals { name ... on Cat { chip } ... on Dog { bark } } } } }',
  'a condition on an interface': '{ boxA { room { pet { ... on Animal { name ... on Cat { chip } } } } } }',
  'requirements of a field': '{ boxA { room { pet { ... on Cat { risk } } } } }',
  'requirements under another key':
    '{ boxA { room { pet { ... on Cat { lives: name n: lives risk id: chip chip: id } } } } }',
  'aliases of the fields above': '{ x: boxA { y: room { z: pets { ... on Cat { chip } } } } }',
  'aliases named as generated ones':
    '{ boxA { room { pet { ... on Cat { id__member_0: name chip__member_1: lives member__MANY_Cat: chip } } } } }',
  'one response key with different arguments':
    '{ boxA { room { pet { ... on Cat { chip(as: "one") two: chip(as: "two") } } pets { ... on Cat { chip(as: "three") } } } } }',
  fragments:
    'fragment K on Person { name } fragment C on Cat { ...H chip } fragment H on Cat { home { keepers { ...K id } } } { boxA { room { pet { ...C } pets { ...C } } } }',
  'a mutation':
    'mutation { adopt { ... on Cat { chip } } open { room { pet { ... on Cat { risk chip } } } } again: open { id } }',
};

test.each(Object.entries(operations))('fetches below a member: %s', async (_, query) => {
  const expected = graph.monolith(query);
  expect(expected.errors).toBeUndefined();
  expect(await graph.run(query)).toEqual(expected);
});

test('passes variables to the fetches below a member, and leaves out what a condition skips', async () => {
  const query = `query ($as: String, $side: String, $no: Boolean!) {
    boxA { room { pet { ... on Cat { chip(as: $as) risk @skip(if: $no) ... @include(if: $no) { rivals { wings(side: $side) } } } } } } }`;
  for (const no of [true, false]) {
    const variables = { as: 'tag', side: 'left', no };
    graph.reset();
    expect(await graph.run(query, variables)).toEqual(graph.monolith(query, variables));
    expect(graph.requestedSubgraphs().sort()).toEqual(no ? ['clinic', 'few', 'many'] : ['clinic', 'insurance', 'many']);
  }
});

test('completes the event of a subscription', async () => {
  const pet = { __typename: 'Cat', id__member_0: 'c', lives__member_1: 9 };
  const primary = { data: { opened: { __typename: 'Box', id: 'a', room: { __typename: 'Room', pet } } } };
  const query = 'subscription { opened { id room { pet { ... on Cat { id lives chip } } } } }';
  expect(await graph.run(query, {}, { primary })).toEqual({
    data: { opened: { id: 'a', room: { pet: { id: 'c', lives: 9, chip: 'chip c' } } } },
  });
});

test('reports at the client’s path an error of a fetch below a member', async () => {
  graph.reset();
  graph.stubs.set('clinic', () => ({
    data: { _entities: [null] },
    errors: [{ message: 'no', path: ['_entities', 0] }],
  }));
  const { data, errors } = await graph.run('{ boxA { room { pet { ... on Cat { lives c: chip } } } } }');
  expect(data).toEqual({ boxA: { room: { pet: { lives: 9, c: null } } } });
  expect(errors?.map(({ path }) => path?.join('.'))).toEqual(['boxA.room.pet']);
  graph.reset();
});

test('nulls with an error a field of a member that gets an argument from an object above it', async () => {
  const types = (own: string) => `
    type Room @shareable { pet: Pet }
    union Pet = Dog | ${own}
    type Dog @shareable { name: String }`;
  const context = localGraph({
    many: {
      typeDefs: `
        type Query { box: Box }
        type Box @key(fields: "id") @context(name: "box") { id: ID! size: Int room: Room @shareable }
        type Cat @key(fields: "id") { id: ID! lives: Int bed(size: Int @fromContext(field: "$box { size }")): Int }
        ${types('Cat')}`,
      resolvers: {
        Query: { box: () => ({ id: 'a', size: 3, room: { pet: { __typename: 'Cat', id: 'c', lives: 9 } } }) },
        Cat: { bed: (_: unknown, { size }: { size: number }) => size },
      },
    },
    few: {
      typeDefs: `
        type Query { none: Int }
        type Box @key(fields: "id") { id: ID! room: Room @shareable }
        type Bird { wings: Int }
        ${types('Bird')}`,
    },
  });
  const answer = await context.run('{ box { room { pet { ... on Cat { lives bed } } } } }');
  expect(answer.data).toEqual({ box: { room: { pet: { lives: 9, bed: null } } } });
  expect(answer.errors?.map(({ message, path }) => `${path?.join('.')}: ${message}`)).toEqual([
    'box.room.pet.bed: No subgraph can resolve Cat.bed here.',
  ]);
});
