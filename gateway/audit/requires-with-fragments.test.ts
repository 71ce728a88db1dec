import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Carried {
  __typename?: string;
  id: string;
  load?: Record<string, unknown> | null;
}

const driver = { id: 'd1', name: 'Aya' };
const firm = { id: 'f1', title: 'Firm' };

const loads: Record<string, unknown> = {
  1: { __typename: 'People', id: 'l1', heads: 3, leader: driver },
  2: { __typename: 'Goods', id: 'l2', grams: 500, sender: firm },
  3: null,
  4: { __typename: 'Nothing', id: 'l4' },
};

const fields =
  '__typename id ... on People { heads leader { ... on Driver { id name } } }' +
  ' ... on Goods { grams sender { ... on Party { id } ... on Firm { title } } }';

/** `@requires` with nested type conditions. A representation has the fields whose conditions its objects meet. */
const graph = localGraph({
  trips: {
    typeDefs: `
      type Query { trips: [Trip!]! trip(id: ID!): Trip }
      type Trip @key(fields: "id") { id: ID! load: Load }
      interface Load { id: ID! }
      type People implements Load { id: ID! heads: Int leader: Party }
      type Goods implements Load { id: ID! grams: Int sender: Party }
      type Nothing implements Load { id: ID! }
      interface Party { id: ID! }
      type Driver implements Party { id: ID! name: String }
      type Firm implements Party { id: ID! title: String }`,
    resolvers: {
      Query: {
        trips: () => ['1', '2', '3', '4'].map((id) => ({ id })),
        trip: (_: unknown, { id }: Carried) => ({ id }),
      },
      Party: { __resolveType: ({ title }: { title?: string }) => (title ? 'Firm' : 'Driver') },
      Trip: { load: ({ id }: Carried) => loads[id] },
    },
  },
  fees: {
    typeDefs: `
      type Query { fees: [Trip] }
      type Trip @key(fields: "id") {
        id: ID! load: Load @external fee: String @requires(fields: "load { ${fields} }")
        count: Int @requires(fields: "load { ... on People { heads } }")
      }
      interface Load { id: ID! }
      type People implements Load { id: ID! @external heads: Int @external leader: Party @external }
      type Goods implements Load { id: ID! @external grams: Int @external sender: Party @external }
      interface Party { id: ID! }
      type Driver implements Party { id: ID! @external name: String @external }
      type Firm implements Party { id: ID! @external title: String @external }`,
    resolvers: {
      Query: { fees: () => [{ id: '2' }, null, { id: '1' }] },
      Trip: {
        fee: ({ load }: Carried) => JSON.stringify(load),
        count: ({ load }: Carried) => load?.heads ?? -1,
      },
    },
  },
});

/** The required fields that each trip's representation had for its fee. */
async function requiredFields(query: string) {
  const { data, errors } = await graph.run(query);
  expect(errors).toBeUndefined();
  const trips = Object.values(data ?? {}).flat() as ({ fee: string } | null)[];
  return trips.map((trip) => trip && JSON.parse(trip.fee));
}

test('sends the fields that are required of each object type', async () => {
  expect(await requiredFields('{ trips { id fee } }')).toEqual([loads['1'], loads['2'], null, loads['4']]);
  expect(await requiredFields('{ fees { fee } }')).toEqual([loads['2'], null, loads['1']]);
});

test('keeps the client’s aliases of the same object out of the required fields', async () => {
  const own = 'load { id: __typename ... on People { grams: heads leader { name: id } } ... on Goods { id2: id } }';
  expect(await requiredFields(`{ trips { ${own} fee } }`)).toEqual([loads['1'], loads['2'], null, loads['4']]);
  const answer = await graph.run(`{ trip(id: "1") { ${own} count } }`);
  expect(answer).toEqual({ data: { trip: { load: { id: 'People', grams: 3, leader: { name: 'd1' } }, count: 3 } } });
});

test('sends each field its own requirements', async () => {
  expect(await graph.run('{ trips { count } a: trip(id: "3") { count load { id } } }')).toEqual({
    data: { trips: [{ count: 3 }, { count: -1 }, { count: -1 }, { count: -1 }], a: { count: -1, load: null } },
  });
});

test('returns the client’s own fragments on the interface', async () => {
  const query = `{ trips { ...T } } fragment T on Trip { count load { ...L } }
    fragment L on Load { id ... on Goods { sender { ... on Firm { title } ... on Driver { name } __typename } } }`;
  expect(await graph.run(query)).toEqual({
    data: {
      trips: [
        { count: 3, load: { id: 'l1' } },
        { count: -1, load: { id: 'l2', sender: { title: 'Firm', __typename: 'Firm' } } },
        { count: -1, load: null },
        { count: -1, load: { id: 'l4' } },
      ],
    },
  });
});
