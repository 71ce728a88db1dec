import {
  MapWithCachedArrays,
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  Supergraph,
} from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { localGraph } from '../../testing/local-graph.ts';

interface Account {
  id: string;
  name?: string;
  limit?: number;
}

const accounts = [
  { __typename: 'Person', id: 'a1', name: 'Aya', limit: 10 },
  { __typename: 'Company', id: 'a2', name: 'Firm', limit: 20 },
];
const findAccount = ({ id }: Account) => accounts.find((account) => account.id === id) ?? null;

describe('several fields of an @interfaceObject that require fields of its implementations', () => {
  const graph = localGraph({
    accounts: {
      typeDefs: `
        interface Account @key(fields: "id") { id: ID! name: String limit: Int }
        type Person implements Account @key(fields: "id") { id: ID! name: String limit: Int }
        type Company implements Account @key(fields: "id") { id: ID! name: String limit: Int }`,
      resolvers: {
        Account: { __resolveReference: findAccount },
        Person: { __resolveReference: findAccount },
        Company: { __resolveReference: findAccount },
      },
    },
    mail: {
      typeDefs: `
        type Account @interfaceObject @key(fields: "id") {
          id: ID! name: String @external limit: Int @external
          address: String @requires(fields: "name") quota: [Int] @requires(fields: "limit")
        }`,
      resolvers: {
        Account: {
          address: ({ name }: Account) => `${name}@masar.test`,
          quota: ({ limit }: Account) => [limit, (limit ?? 0) * 2],
        },
      },
    },
    activity: {
      typeDefs: `
        type Query { latest: Account all: [Account] }
        type Account @interfaceObject @key(fields: "id") { id: ID! visits: [Visit] }
        type Visit { seconds: Int by: Account }`,
      resolvers: {
        Query: { latest: () => ({ id: 'a1' }), all: () => [{ id: 'a2' }, null, { id: 'a1' }] },
        Account: { visits: ({ id }: Account) => [{ seconds: 5, by: { id } }] },
      },
    },
  });

  test('are planned under a type condition, beside fields of another object', async () => {
    expect(await graph.run('{ latest { ... on Person { quota } visits { seconds } } }')).toEqual({
      data: { latest: { quota: [10, 20], visits: [{ seconds: 5 }] } },
    });
  });

  test('are planned under several type conditions, in lists and in nested objects', async () => {
    const query = `{
      all { ... on Person { quota } ... on Company { address visits { seconds } } visits { by { ...A } } ...A }
      latest { ... on Company { quota } visits { by { ...A visits { seconds } } } address }
    } fragment A on Account { ... on Person { name address } ... on Company { quota } }`;
    const [person, company] = [{ name: 'Aya', address: 'Aya@masar.test' }, { quota: [20, 40] }];
    expect(await graph.run(query)).toEqual({
      data: {
        all: [
          { address: 'Firm@masar.test', visits: [{ seconds: 5, by: company }], ...company },
          null,
          { quota: [10, 20], visits: [{ by: person }], ...person },
        ],
        latest: { visits: [{ by: { ...person, visits: [{ seconds: 5 }] } }], address: 'Aya@masar.test' },
      },
    });
  });
});

describe('a required field of the subgraph above, which itself requires a field of a third subgraph', () => {
  const graph = localGraph({
    trips: {
      typeDefs: `
        type Query { trip: Trip trips: [Trip!] shelf: Shelf }
        type Shelf { trips: [Trip] }
        type Trip @key(fields: "id") { id: ID! km: Int @external far: Boolean @requires(fields: "km") next: Trip }`,
      resolvers: {
        Query: {
          trip: () => ({ id: '7' }),
          trips: () => [{ id: '1' }, { id: '9' }],
          shelf: () => ({ trips: [null, { id: '9' }] }),
        },
        Trip: {
          far: ({ km }: { km?: number }) => (km === undefined ? null : km > 50),
          next: ({ id }: { id: string }) => ({ id: `${Number(id) + 1}` }),
        },
      },
    },
    roads: {
      typeDefs: 'type Trip @key(fields: "id") { id: ID! km: Int }',
      resolvers: { Trip: { km: ({ id }: { id: string }) => Number(id) * 10 } },
    },
    fees: {
      typeDefs: `type Trip @key(fields: "id") { id: ID! far: Boolean @external fee: String @requires(fields: "far") }`,
      resolvers: { Trip: { fee: ({ far }: { far?: boolean | null }) => `fee ${far}` } },
    },
  });

  test('is fetched after the third subgraph responds', async () => {
    expect(await graph.run('{ trip { fee } }')).toEqual({ data: { trip: { fee: 'fee true' } } });
    expect(graph.requestedSubgraphs()).toEqual(['trips', 'roads', 'trips', 'fees']);
  });

  test('is fetched in order in lists, in objects without a key, and in nested objects', async () => {
    expect(await graph.run('{ trips { fee next { fee far } } shelf { trips { fee next { next { fee } } } } }')).toEqual(
      {
        data: {
          trips: [
            { fee: 'fee false', next: { fee: 'fee false', far: false } },
            { fee: 'fee true', next: { fee: 'fee true', far: true } },
          ],
          shelf: { trips: [null, { fee: 'fee true', next: { next: { fee: 'fee true' } } }] },
        },
      },
    );
  });
});

test('patches the planner’s class only while planning, so that other planners of the process are unchanged', async () => {
  const methods = ['addParent', 'canMergeChildIn', 'removeInputsFromSelection', 'mergeInWithAllDependencies'];
  const methodsSeen: unknown[][] = [];
  const { set } = MapWithCachedArrays.prototype;
  const planned = localGraph({ one: { typeDefs: 'type Query { a: Int }', resolvers: { Query: { a: () => 1 } } } });
  const groups: object[] = [];
  MapWithCachedArrays.prototype.set = function (key, value) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (typeof Reflect.get(Object(each), 'canMergeChildIn') === 'function') groups.push(Object.getPrototypeOf(each));
    }
    return set.call(this, key, value);
  };
  try {
    const supergraph = Supergraph.build(planned.graph.sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
    const operation = operationFromDocument(supergraph.apiSchema(), parse('{ a }'));
    const planUnpatched = () => {
      new QueryPlanner(supergraph).buildQueryPlan(operation);
      methodsSeen.push(methods.map((name) => Reflect.get(groups.at(-1) ?? {}, name)));
    };
    planUnpatched();
    expect(await planned.run('{ a }')).toEqual({ data: { a: 1 } });
    expect(await planned.run('{ b: a }')).toEqual({ data: { b: 1 } });
    planUnpatched();
  } finally {
    MapWithCachedArrays.prototype.set = set;
  }
  expect(methodsSeen[0]?.every((method) => typeof method === 'function')).toBe(true);
  expect(methodsSeen[1]).toEqual(methodsSeen[0]);
});
