import { beforeEach, expect, test } from '@jest/globals';
import { errorPaths, localGraph } from '../testing/local-graph.ts';

const bus = { __typename: 'Bus', id: 'b1', seats: 40 };
const train = { __typename: 'Train', id: 't1', cars: 8 };
const ferry = { __typename: 'Ferry', id: 'f1', decks: 3 };

/** Each subgraph lacks a member of the union. It must not receive a fragment on a type that it does not have. */
const graph = localGraph({
  land: {
    typeDefs: `
      type Query { any: Vehicle @shareable onLand: Vehicle all: [Vehicle!]! @shareable bus: Bus trip: Trip }
      union Vehicle = Bus | Train
      type Bus @key(fields: "id") { id: ID! seats: Int }
      type Train { id: ID! cars: Int }
      type Trip @key(fields: "id") { id: ID! by: Vehicle @shareable }`,
    resolvers: {
      Query: { any: () => bus, onLand: () => train, all: () => [bus, bus], bus: () => bus, trip: () => ({ id: '1' }) },
      Trip: { by: () => bus },
      Bus: { __resolveReference: () => bus },
    },
  },
  sea: {
    typeDefs: `
      type Query { any: Vehicle @shareable atSea: [Vehicle] all: [Vehicle!]! @shareable }
      union Vehicle = Bus | Ferry
      type Bus @key(fields: "id") { id: ID! deck: String }
      type Ferry { id: ID! decks: Int }
      type Trip @key(fields: "id") { id: ID! by: Vehicle @shareable sails: [Vehicle] }`,
    resolvers: {
      Query: { any: () => bus, atSea: () => [ferry, null, bus], all: () => [bus, bus] },
      Trip: { by: () => bus, sails: () => [bus, ferry] },
      Bus: { deck: () => 'lower' },
    },
  },
});

const everything = `fragment Every on Vehicle {
  __typename ... on Bus { id seats deck } ... on Train { cars number: id } ... on Ferry { decks number: id }
}`;
const wholeBus = { __typename: 'Bus', id: 'b1', seats: 40, deck: 'lower' };

beforeEach(() => graph.reset());

test('sends no fragment on a member to a subgraph that lacks it', async () => {
  expect(await graph.run(`{ onLand { ...Every } atSea { ...Every } } ${everything}`)).toEqual({
    data: {
      onLand: { __typename: 'Train', cars: 8, number: 't1' },
      atSea: [{ __typename: 'Ferry', decks: 3, number: 'f1' }, null, wholeBus],
    },
  });
  for (const { subgraph, query } of graph.requests) {
    expect(query).not.toContain(subgraph === 'land' ? 'Ferry' : 'Train');
  }
});

test('returns common members of a union that both subgraphs resolve', async () => {
  expect(await graph.run(`{ any { ...Every } all { ...Every } bus { ...Every } } ${everything}`)).toEqual({
    data: { any: wholeBus, all: [wholeBus, wholeBus], bus: wholeBus },
  });
});

test('returns objects without fields when only a member of the other subgraph is selected', async () => {
  expect(
    await graph.run(
      '{ onLand { ... on Ferry { decks } __typename } atSea { kind: __typename ... on Train { cars } } }',
    ),
  ).toEqual({
    data: { onLand: { __typename: 'Train' }, atSea: [{ kind: 'Ferry' }, null, { kind: 'Bus' }] },
  });
  expect(
    await graph.run('{ onLand { ... on Ferry { decks } } any { ... on Ferry { decks } ... on Train { cars } } }'),
  ).toEqual({
    data: { onLand: {}, any: {} },
  });
});

test('returns the members of each subgraph below an entity', async () => {
  expect(await graph.run(`{ trip { by { ...Every } sails { ...Every } } } ${everything}`)).toEqual({
    data: { trip: { by: wholeBus, sails: [wholeBus, { __typename: 'Ferry', decks: 3, number: 'f1' }] } },
  });
  expect(await graph.run('{ trip { sails { ... on Train { cars } ... on Bus { seats } } } }')).toEqual({
    data: { trip: { sails: [{ seats: 40 }, {}] } },
  });
});

test('nulls an object that is not a member of the union, with an error at its path', async () => {
  graph.stubs.set('land', () => ({ data: { onLand: { __typename: 'Rocket' }, all: [{ __typename: 'Rocket' }] } }));
  const one = await graph.run('{ onLand { __typename } }');
  expect(one.data).toEqual({ onLand: null });
  expect(errorPaths(one)).toEqual(['onLand']);
});
