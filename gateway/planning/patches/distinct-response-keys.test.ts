import { beforeEach, describe, expect, test } from '@jest/globals';
import { errorPaths, localGraph } from '../../testing/local-graph.ts';

interface Ref {
  id: string;
}

describe('a client’s field under the response key of a field that the planner adds', () => {
  const graph = localGraph({
    trips: {
      typeDefs: `
        type Query { trip: Trip trips: [Trip] }
        type Mutation { book: Trip }
        type Trip @key(fields: "id") { id: ID! name: String km(unit: String = "km"): Int stops: [Stop!] }
        type Stop @key(fields: "city { code }") { city: City! note: String must: String! }
        type City @shareable { code: String! label: String }`,
      resolvers: {
        Query: { trip: () => ({ id: 't1' }), trips: () => [{ id: 't1' }, null, { id: 't2' }] },
        Mutation: { book: () => ({ id: 't9' }) },
        Trip: {
          name: ({ id }: Ref) => `name ${id}`,
          km: (_: Ref, { unit }: { unit: string }) => (unit === 'm' ? 7000 : 7),
          stops: ({ id }: Ref) => [{ city: { code: `c-${id}`, label: 'L' }, note: 'n' }],
        },
        Stop: {
          must: () => {
            throw new Error('no');
          },
        },
      },
    },
    prices: {
      typeDefs: `
        type Query { prices: Int }
        type Trip @key(fields: "id") {
          id: ID! km(unit: String = "km"): Int @external price: String @requires(fields: "km") seats: Int
        }
        type Stop @key(fields: "city { code }") { city: City! fee: String broken: String }
        type City @shareable { code: String! }`,
      resolvers: {
        Trip: { price: ({ id, km }: { id: string; km: number }) => `${id} for ${km}`, seats: () => 4 },
        Stop: {
          fee: ({ city }: { city: { code: string } }) => `fee ${city.code}`,
          broken: () => {
            throw new Error('no');
          },
        },
      },
    },
  });

  beforeEach(() => graph.reset());

  const json = async (query: string, variables = {}) => JSON.stringify((await graph.run(query, variables)).data);

  test('is returned, and so are fields that need the planner’s field', async () => {
    expect(await json('{ trip { id: name seats } }')).toBe('{"trip":{"id":"name t1","seats":4}}');
    expect(await json('{ trip { seats id: name my: id } }')).toBe('{"trip":{"seats":4,"id":"name t1","my":"t1"}}');
    expect(await json('{ trips { __typename: name seats } }')).toBe(
      '{"trips":[{"__typename":"name t1","seats":4},null,{"__typename":"name t2","seats":4}]}',
    );
  });

  test('is returned with its arguments, in any order, in lists, fragments and mutations', async () => {
    expect(await json('{ trip { km(unit: "m") price } }')).toBe('{"trip":{"km":7000,"price":"t1 for 7"}}');
    expect(await json('{ trip { price km(unit: "m") k: km } }')).toBe('{"trip":{"price":"t1 for 7","km":7000,"k":7}}');
    expect(
      await json(
        'query ($unit: String) { trips { ...T ... { price } } } fragment T on Trip { km: km(unit: $unit) name: id }',
        { unit: 'm' },
      ),
    ).toBe('{"trips":[{"km":7000,"name":"t1","price":"t1 for 7"},null,{"km":7000,"name":"t2","price":"t2 for 7"}]}');
    expect(await json('mutation { book { km(unit: "m") id: price } }')).toBe('{"book":{"km":7000,"id":"t9 for 7"}}');
  });

  test('is returned below a nested key', async () => {
    expect(await json('{ trip { stops { city { code: label } fee } } }')).toBe(
      '{"trip":{"stops":[{"city":{"code":"L"},"fee":"fee c-t1"}]}}',
    );
    expect(await json('{ trip { stops { city: note fee x: city { code } } } }')).toBe(
      '{"trip":{"stops":[{"city":"n","fee":"fee c-t1","x":{"code":"c-t1"}}]}}',
    );
  });

  test('has its errors at the client’s response key', async () => {
    const { data, errors } = await graph.run('{ trips { id: stops { city: broken fee code: must } seats } }');
    expect(data).toEqual({
      trips: [{ id: null, seats: 4 }, null, { id: null, seats: 4 }],
    });
    expect(errorPaths({ errors: errors ?? [] })).toEqual(
      expect.arrayContaining(['trips.0.id.0.code', 'trips.2.id.0.code']),
    );
    expect(errorPaths(await graph.run('{ trip { id: stops { city: broken } } }'))).toEqual(['trip.id.0.city']);
  });

  test('may have an alias that looks like a generated key', async () => {
    expect(await json('{ trip { id__distinct_0: name id: name id__distinct_1: price km__required_0: id } }')).toBe(
      '{"trip":{"id__distinct_0":"name t1","id":"name t1","id__distinct_1":"t1 for 7","km__required_0":"t1"}}',
    );
  });

  test('keeps its own key when nothing collides with it', async () => {
    await graph.run('{ trip { id name km(unit: "m") called: name } }');
    expect(graph.requests.map(({ query }) => query)).toEqual(['{trip{id name called:name km(unit:"m")}}']);
    graph.requests.length = 0;
    await graph.run('{ trips { name stops { note } } }');
    expect(graph.requests.map(({ query }) => query)).toEqual(['{trips{name stops{note}}}']);
  });
});

describe('fields of an @interfaceObject', () => {
  const graph = localGraph({
    media: {
      typeDefs: `
        type Query { media: [Media!]! }
        interface Media @key(fields: "id") { id: ID! }
        type Book implements Media @key(fields: "id") { id: ID! pages: Int }
        type Film implements Media @key(fields: "id") { id: ID! minutes: Int }`,
      resolvers: {
        Query: {
          media: () => [
            { __typename: 'Book', id: 'b', pages: 100 },
            { __typename: 'Film', id: 'f', minutes: 90 },
          ],
        },
      },
    },
    reviews: {
      typeDefs: `
        type Media @interfaceObject @key(fields: "id") {
          id: ID! score(by: String): String best: String review(n: Int): Review same: String
        }
        type Review { text(upper: Boolean): String stars: Int }`,
      resolvers: {
        Media: {
          score: ({ id }: Ref, { by }: { by?: string }) => `${id} by ${by}`,
          best: ({ id }: Ref) => `best ${id}`,
          same: ({ id }: Ref) => `same ${id}`,
          review: ({ id }: Ref, { n }: { n?: number }) => ({ id: `${id}${n ?? ''}`, stars: 5 }),
        },
        Review: {
          text: ({ id }: Ref, { upper }: { upper?: boolean }) => (upper ? id.toUpperCase() : id),
        },
      },
    },
  });
  const run = async (query: string, variables = {}) => {
    const { data, errors } = await graph.run(query, variables);
    expect(errors).toBeUndefined();
    return JSON.stringify(data?.media);
  };

  test('may have different arguments on different implementations', async () => {
    expect(await run('{ media { ... on Book { score(by: "x") } ... on Film { score(by: "y") } } }')).toBe(
      '[{"score":"b by x"},{"score":"f by y"}]',
    );
    expect(
      await run(
        `query ($a: String, $b: String) { media { ...B ...F id } }
         fragment B on Book { score(by: $a) } fragment F on Film { score(by: $b) }`,
        { a: '1', b: '2' },
      ),
    ).toBe('[{"score":"b by 1","id":"b"},{"score":"f by 2","id":"f"}]');
    expect(await run('{ media { ... on Book { score } ... on Film { score(by: "y") } } }')).toBe(
      '[{"score":"b by undefined"},{"score":"f by y"}]',
    );
  });

  test('may be different fields under one response key', async () => {
    expect(await run('{ media { ... on Book { it: best } ... on Film { it: same } } }')).toBe(
      '[{"it":"best b"},{"it":"same f"}]',
    );
    expect(await run('{ media { ... on Book { best: same } ... on Film { best } } }')).toBe(
      '[{"best":"same b"},{"best":"best f"}]',
    );
  });

  test('may have different selections on different implementations', async () => {
    expect(
      await run(`{ media {
        ... on Book { review { text(upper: true) } }
        ... on Film { review { text stars } }
      } }`),
    ).toBe('[{"review":{"text":"B"}},{"review":{"text":"f","stars":5}}]');
    expect(
      await run(`{ media {
        ... on Book { r: review(n: 1) { text } }
        ... on Film { r: review(n: 2) { text stars } }
      } }`),
    ).toBe('[{"r":{"text":"b1"}},{"r":{"text":"f2","stars":5}}]');
  });
});
