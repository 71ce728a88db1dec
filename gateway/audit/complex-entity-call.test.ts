import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Board {
  routes: { id: string; stops?: { id: string }[] }[];
  main?: { id: string };
}

/** Nested keys with lists. No single subgraph that returns a board has all fields of the key that `fares` resolves. */
const graph = localGraph({
  boards: {
    typeDefs: `
      type Query { board: Board boards: [Board] }
      type Board @key(fields: "routes { id }") { routes: [Route!]! @shareable }
      type Route @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: {
        board: () => ({ routes: [{ id: 'r1' }, { id: 'r2' }] }),
        boards: () => [{ routes: [] }, null, { routes: [{ id: 'r2' }] }],
      },
    },
  },
  routes: {
    typeDefs: `
      type Board @key(fields: "routes { id }") @key(fields: "routes { id stops { id } } main { id }") {
        routes: [Route!]! @shareable main: Route @shareable
      }
      type Route @key(fields: "id") { id: ID! stops: [Stop!]! @shareable }
      type Stop @key(fields: "id") { id: ID! zone: String }`,
    resolvers: {
      Board: { main: ({ routes }: Board) => routes[0] ?? null },
      Route: { stops: ({ id }: { id: string }) => [{ id: `${id}a` }, { id: `${id}b` }] },
      Stop: { zone: ({ id }: { id: string }) => `zone ${id}` },
    },
  },
  fares: {
    typeDefs: `
      type Board @key(fields: "routes { id stops { id } } main { id }") {
        routes: [Route!]! @shareable main: Route @shareable fare: String
      }
      type Route @key(fields: "id") { id: ID! stops: [Stop!]! @shareable toll: Int }
      type Stop @key(fields: "id") { id: ID! }`,
    resolvers: {
      Board: {
        fare: ({ routes, main }: Board) =>
          `${main?.id ?? 'none'}: ${routes.map(({ id, stops }) => `${id}(${stops?.map((stop) => stop.id)})`)}`,
      },
      Route: { toll: ({ id }: { id: string }) => Number(id.slice(1)) },
    },
  },
});

const fare = 'r1: r1(r1a,r1b),r2(r2a,r2b)';

test('completes a nested key in one subgraph to fetch the entity from another', async () => {
  expect(await graph.run('{ board { fare } }')).toEqual({ data: { board: { fare } } });
  expect(graph.requestedSubgraphs()).toEqual(['boards', 'routes', 'fares']);
});

test('returns fields that the client selects in the lists of a key', async () => {
  const answer = await graph.run('{ board { main { toll id } routes { toll stops { zone } } fare } }');
  expect(answer).toEqual({
    data: {
      board: {
        main: { toll: 1, id: 'r1' },
        routes: [
          { toll: 1, stops: [{ zone: 'zone r1a' }, { zone: 'zone r1b' }] },
          { toll: 2, stops: [{ zone: 'zone r2a' }, { zone: 'zone r2b' }] },
        ],
        fare,
      },
    },
  });
});

test('keeps the client’s aliases out of the key', async () => {
  const answer = await graph.run(
    '{ board { fare routes: main { id: toll } r: routes { id: __typename stops { id: zone } } } }',
  );
  const stops = (route: string) => [{ id: `zone ${route}a` }, { id: `zone ${route}b` }];
  expect(answer).toEqual({
    data: {
      board: {
        fare,
        routes: { id: 1 },
        r: [
          { id: 'Route', stops: stops('r1') },
          { id: 'Route', stops: stops('r2') },
        ],
      },
    },
  });
});

test('accepts an empty list and a null as parts of a key', async () => {
  expect(await graph.run('{ boards { fare main { id } } }')).toEqual({
    data: { boards: [{ fare: 'none: ', main: null }, null, { fare: 'r2: r2(r2a,r2b)', main: { id: 'r2' } }] },
  });
});
