import { beforeEach, expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

const vehicles = [
  { __typename: 'Bus', id: 'b1', plate: 'B-1', seats: 40 },
  { __typename: 'Car', id: 'c1', plate: 'C-1', doors: 5 },
];
const findVehicle = ({ id }: { id: string }) => vehicles.find((vehicle) => vehicle.id === id) ?? null;

/** Two subgraphs add fields to every implementation of an interface by `@interfaceObject`. */
const graph = localGraph({
  vehicles: {
    typeDefs: `
      type Query { vehicles: [Vehicle!]! bus: Bus }
      interface Vehicle @key(fields: "id") { id: ID! plate: String }
      type Bus implements Vehicle @key(fields: "id") { id: ID! plate: String seats: Int }
      type Car implements Vehicle @key(fields: "id") { id: ID! plate: String doors: Int }`,
    resolvers: {
      Query: { vehicles: () => vehicles, bus: () => vehicles[0] },
      Vehicle: { __resolveReference: findVehicle },
      Bus: { __resolveReference: findVehicle },
      Car: { __resolveReference: findVehicle },
    },
  },
  tracking: {
    typeDefs: `
      type Query { moving: [Vehicle] nearest: Vehicle }
      type Vehicle @key(fields: "id") @interfaceObject { id: ID! speed(unit: String = "km"): Int last: Stop }
      type Stop { name: String vehicles: [Vehicle] }`,
    resolvers: {
      Query: { moving: () => [{ id: 'c1' }, null, { id: 'b1' }], nearest: () => ({ id: 'b1' }) },
      Vehicle: {
        speed: ({ id }: { id: string }, { unit }: { unit: string }) =>
          (id === 'b1' ? 80 : 120) * (unit === 'm' ? 1000 : 1),
        last: ({ id }: { id: string }) => ({ name: `stop of ${id}`, vehicles: [{ id: 'c1' }] }),
      },
    },
  },
  care: {
    typeDefs: 'type Vehicle @key(fields: "id") @interfaceObject { id: ID! checked: String }',
    resolvers: { Vehicle: { checked: ({ id }: { id: string }) => `checked ${id}` } },
  },
});

beforeEach(() => graph.reset());

test('resolves interface object fields for each object type', async () => {
  expect(await graph.run('{ vehicles { plate speed checked } bus { checked seats speed(unit: "m") } }')).toEqual({
    data: {
      vehicles: [
        { plate: 'B-1', speed: 80, checked: 'checked b1' },
        { plate: 'C-1', speed: 120, checked: 'checked c1' },
      ],
      bus: { checked: 'checked b1', seats: 40, speed: 80_000 },
    },
  });
});

test('fetches the object type and its fields from the subgraph of the interface', async () => {
  expect(await graph.run('{ moving { __typename plate ... on Bus { seats } ... on Car { doors } } }')).toEqual({
    data: {
      moving: [{ __typename: 'Car', plate: 'C-1', doors: 5 }, null, { __typename: 'Bus', plate: 'B-1', seats: 40 }],
    },
  });
});

test('requests no other subgraph when the object type is not needed', async () => {
  expect(await graph.run('{ moving { id speed } nearest { last { name } } }')).toEqual({
    data: {
      moving: [{ id: 'c1', speed: 120 }, null, { id: 'b1', speed: 80 }],
      nearest: { last: { name: 'stop of b1' } },
    },
  });
  expect(graph.requestedSubgraphs()).toEqual(['tracking']);
});

test('fetches a field of one interface object for another', async () => {
  expect(await graph.run('{ nearest { id checked } }')).toEqual({
    data: { nearest: { id: 'b1', checked: 'checked b1' } },
  });
});

test('selects interface object fields inside type conditions', async () => {
  expect(
    await graph.run('{ nearest { ... on Bus { speed } ... on Car { checked } } moving { ... on Car { s: speed } } }'),
  ).toEqual({
    data: { nearest: { speed: 80 }, moving: [{ s: 120 }, null, {}] },
  });
  expect(
    await graph.run('{ vehicles { ... on Bus { last { name } } ... on Car { last { vehicles { __typename } } } } }'),
  ).toEqual({
    data: { vehicles: [{ last: { name: 'stop of b1' } }, { last: { vehicles: [{ __typename: 'Car' }] } }] },
  });
});

test('sends one field with different arguments for each object type', async () => {
  const query = `{ nearest { ... on Bus { speed(unit: "m") } ... on Car { speed } }
    vehicles { ... on Bus { speed(unit: "m") } ... on Car { speed } } }`;
  expect(await graph.run(query)).toEqual({
    data: { nearest: { speed: 80_000 }, vehicles: [{ speed: 80_000 }, { speed: 120 }] },
  });
});

test('fetches the object type of deeply nested interface objects', async () => {
  const query = '{ nearest { last { vehicles { ... on Car { doors checked last { name } } __typename } } } }';
  expect(await graph.run(query)).toEqual({
    data: {
      nearest: {
        last: { vehicles: [{ doors: 5, checked: 'checked c1', last: { name: 'stop of c1' }, __typename: 'Car' }] },
      },
    },
  });
});
