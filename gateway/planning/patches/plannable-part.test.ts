import { afterEach, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { errorPaths, type LocalSubgraph, localGraph } from '../../testing/local-graph.ts';
import { operationPlanner } from '../operation-planner.ts';
import { defaultPlannerOptions } from '../planner.ts';

const seats = { Trip: { seats: ({ id }: { id: string }) => Number(id) } };

const subgraphs: Record<string, LocalSubgraph> = {
  trips: {
    typeDefs: `
      type Query { trip: Trip trips: [Trip!]! strict: Trip! found: Found day: Day }
      type Mutation { book: Trip count: Int }
      type Subscription { moved: Trip }
      union Found = Trip | Day
      interface Named { name: String }
      type Trip implements Named @key(fields: "id") { id: ID! name: String next: Trip }
      type Day { trips: [Trip] }`,
    resolvers: {
      Query: {
        trip: () => ({ id: '1', name: 'one', next: { id: '2', name: 'two' } }),
        trips: () => [
          { id: '1', name: 'one' },
          { id: '2', name: 'two' },
        ],
        strict: () => ({ id: '3' }),
        found: () => ({ __typename: 'Trip', id: '4', name: 'four' }),
        day: () => ({ trips: [{ id: '5', name: 'five' }, null] }),
      },
      Mutation: { book: () => ({ id: '9', name: 'nine' }), count: () => 1 },
    },
  },
  seats: {
    typeDefs: 'type Query { free: Int } type Trip @key(fields: "id") { id: ID! seats: Int must: Int! }',
    resolvers: { Query: { free: () => 3 }, ...seats },
  },
};

/** No key leads to the second subgraph. Our composition would refuse this supergraph. */
const withoutKey = (supergraph: string) =>
  supergraph.replace('@join__type(graph: SEATS, key: "id")', '@join__type(graph: SEATS, key: "id", resolvable: false)');
const graph = localGraph(subgraphs, withoutKey);
const { run } = graph;

afterEach(() => {
  graph.reset();
});

describe('a field that no subgraph can resolve at its position', () => {
  test('is null with an error at its path, and other fields are returned', async () => {
    const result = await run('{ free trip { name seats } trips { seats id } }');
    expect(result.data).toEqual({
      free: 3,
      trip: { name: 'one', seats: null },
      trips: [
        { seats: null, id: '1' },
        { seats: null, id: '2' },
      ],
    });
    expect(errorPaths(result)).toEqual(['trip.seats', 'trips.0.seats', 'trips.1.seats']);
  });

  test('nulls the nearest nullable parent when it is non-null', async () => {
    const result = await run('{ trips { id must } trip { next { must } name } }');
    expect(result.data).toBeNull();
    expect(errorPaths(result)).toEqual(['trips.0.must', 'trips.1.must']);
    const below = await run('{ trip { next { must } name } }');
    expect(below.data).toEqual({ trip: { next: null, name: 'one' } });
    expect(errorPaths(below)).toEqual(['trip.next.must']);
  });

  test('is null with an error under aliases, under conditions, in fragments and as the only selection', async () => {
    const query = `query ($yes: Boolean!) { found { ... on Trip { s: seats name } } day { trips { ...T } } trip { ... on Named { name ... on Trip { seats @include(if: $yes) } } } strict { seats } }
      fragment T on Trip { free: seats next { seats @skip(if: $yes) id } n: name }`;
    const result = await run(query, { yes: true });
    expect(result.data).toEqual({
      found: { s: null, name: 'four' },
      day: { trips: [{ free: null, next: null, n: 'five' }, null] },
      trip: { name: 'one', seats: null },
      strict: { seats: null },
    });
    expect(errorPaths(result)).toEqual(['found.s', 'day.trips.0.free', 'trip.seats', 'strict.seats']);
    const without = await run('query ($yes: Boolean!) { trip { name seats @include(if: $yes) } }', { yes: false });
    expect(without).toEqual({ data: { trip: { name: 'one' } } });
  });

  test('does not prevent its mutation, or the ones around it', async () => {
    const result = await run('mutation { a: count book { seats name } b: count c: book { must } }');
    expect(result.data).toEqual({ a: 1, book: { seats: null, name: 'nine' }, b: 1, c: null });
    expect(errorPaths(result)).toEqual(['book.seats', 'c.must']);
    expect(graph.requests.map(({ query }) => query.match(/\b(count|book)\b/g))).toEqual([
      ['count', 'book', 'count', 'book'],
    ]);
  });

  test('is null with an error in each event of a subscription', async () => {
    const primary = { data: { moved: { __typename: 'Trip', id: '7', name: 'seven' } } };
    const result = await run('subscription { moved { seats name } }', {}, { primary });
    expect(result.data).toEqual({ moved: { seats: null, name: 'seven' } });
    expect(errorPaths(result)).toEqual(['moved.seats']);
  });

  test('stops the search for plannable fields after a bounded number of plans', async () => {
    const all = (count: number) => Array.from({ length: count }, (_, index) => `s${index}: seats`).join(' ');
    const { errors } = await run(`{ trip { ${all(200)} } }`);
    expect(errors).toHaveLength(200);
    await expect(run(`{ trip { ${all(400)} } }`)).rejects.toThrow('too many parts of the operation');
  });

  test('is not reported when its object is null', async () => {
    graph.stubs.set('trips', () => ({ data: { trip: null } }));
    expect(await run('{ trip { seats } }')).toEqual({ data: { trip: null } });
  });
});

describe('an operation with a part that cannot be planned, when planning is to fail', () => {
  const createPlanner = (supergraph: string) =>
    operationPlanner(supergraph, { ...defaultPlannerOptions, unplannable: 'fail' });
  const strict = localGraph(subgraphs, withoutKey, { createPlanner });
  const failed = { errors: [{ extensions: { code: 'OPERATION_NOT_ALLOWED' } }] };

  afterEach(() => {
    strict.reset();
  });

  test.each([
    ['a query', '{ free trip { name seats } }'],
    [
      'a query, in a fragment under a type condition',
      '{ found { ... on Trip { name ...T } } } fragment T on Trip { seats }',
    ],
    ['a mutation, before any of its fields runs', 'mutation { a: count book { seats name } }'],
  ])('fails with one coded error and sends no request: %s', async (_, query) => {
    const result = JSON.parse(JSON.stringify(await strict.run(query)));
    expect(result).toMatchObject(failed);
    expect(Object.keys(result)).toEqual(['errors']);
    expect(result.errors).toHaveLength(1);
    expect(strict.requests).toEqual([]);
  });

  test.each(['query { trip', 'mutation { book'])('fails however many parts cannot be planned: %s', async (start) => {
    const seatsOften = Array.from({ length: 301 }, (_, at) => `s${at}: seats`).join(' ');
    expect(await strict.run(`${start} { ${seatsOften} } }`)).toMatchObject(failed);
  });

  test('fails before a subscription begins', async () => {
    const document = 'subscription { moved { seats name } }';
    const executable = strict.graph.compile(parse(document), undefined);
    await expect(executable.primary({ variables: {}, coerced: {} })).rejects.toMatchObject(failed.errors[0] ?? {});
    expect(await strict.run(document)).toMatchObject(failed);
  });

  test('fails when the planner leaves a field out because no object can have it', async () => {
    const nowhere = {
      one: { typeDefs: 'type Query { node: Node n: Int } interface Node @key(fields: "id") { id: ID! }' },
      two: { typeDefs: 'type Node @interfaceObject @key(fields: "id", resolvable: false) { id: ID! size: Int }' },
    };
    const lax = await localGraph(nowhere).run('{ n node { size } }');
    expect(lax.data).toEqual({ n: null, node: null });
    expect(errorPaths(lax)).toEqual(['node']);
    expect(await localGraph(nowhere, undefined, { createPlanner }).run('{ n node { size } }')).toMatchObject(failed);
  });

  test('succeeds when a condition excludes that part, or all of the operation can be planned', async () => {
    const query = 'query ($seats: Boolean!) { trip { name seats @include(if: $seats) } }';
    expect(await strict.run(query, { seats: false })).toEqual({ data: { trip: { name: 'one' } } });
    expect(await strict.run(query, { seats: true })).toMatchObject(failed);
    expect(await strict.run('mutation { count book { name } }')).toEqual({
      data: { count: 1, book: { name: 'nine' } },
    });
  });

  test('succeeds with a type condition on a type that the fetched subgraph does not have', async () => {
    const partial = localGraph(
      {
        one: {
          typeDefs: `type Query { one: Found } union Found = Common | Day type Common @shareable { label: String } type Day { date: String }`,
          resolvers: { Query: { one: () => ({ __typename: 'Day', date: 'today' }) } },
        },
        two: {
          typeDefs: `type Query { two: Found } union Found = Common | Trip type Common @shareable { label: String } type Trip { name: String }`,
        },
      },
      undefined,
      { createPlanner },
    );
    expect(await partial.run('{ one { ... on Day { date } ... on Trip { name } } }')).toEqual({
      data: { one: { date: 'today' } },
    });
  });
});

test('returns the field without an error when its subgraph can be reached', async () => {
  expect(await localGraph(subgraphs).run('{ trip { seats } day { trips { seats } } }')).toEqual({
    data: { trip: { seats: 1 }, day: { trips: [{ seats: 5 }, null] } },
  });
});
