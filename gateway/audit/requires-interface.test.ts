import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Place {
  __typename?: string;
  id: string;
  street?: string;
}

const users = [
  {
    __typename: 'User',
    id: 'u1',
    name: 'Aya',
    place: { __typename: 'Home', id: 'h1', street: 'h street', city: 'Cairo' },
  },
  {
    __typename: 'User',
    id: 'u2',
    name: 'Badr',
    place: { __typename: 'Work', id: 'w1', street: 'w street', city: 'Giza' },
  },
  { __typename: 'User', id: 'u3', name: 'Caya', place: null },
];
const findUser = ({ id }: { id: string }) => users.find((user) => user.id === id);

/** `@requires` of fields of an interface, of which one subgraph lacks an implementation. */
const graph = localGraph({
  a: {
    typeDefs: `
      type Query { a: [User] }
      type User @key(fields: "id") { id: ID! name: String @shareable place: Place @external
        city: String @requires(fields: "place { id }") line: String @requires(fields: "place { ... on Home { street } ... on Work { street } }") }
      interface Place { id: ID! }
      type Home implements Place @key(fields: "id") { id: ID! street: String @external city: String @shareable }
      type Work implements Place @key(fields: "id") { id: ID! street: String @external city: String @shareable }`,
    resolvers: {
      Query: { a: () => users.map(({ id }) => ({ id })) },
      User: {
        name: (user: { id: string }) => findUser(user)?.name,
        city: ({ place }: { place: Place | null }) => (place ? `city of ${place.id}` : 'none'),
        line: ({ place }: { place: Place | null }) => (place ? `line: ${place.street}` : 'none'),
      },
    },
  },
  b: {
    typeDefs: `
      type Query { b: User }
      type User @key(fields: "id") { id: ID! name: String @shareable place: Place }
      interface Place { id: ID! }
      type Home implements Place @key(fields: "id") { id: ID! street: String @shareable city: String @shareable }
      type Work implements Place @key(fields: "id") { id: ID! street: String @shareable city: String @shareable }
      type Boat implements Place { id: ID! }`,
    resolvers: { Query: { b: () => users[1] }, User: { __resolveReference: findUser } },
  },
});

test('sends a required interface field for each object type', async () => {
  expect(await graph.run('{ a { name city } b { city } }')).toEqual({
    data: {
      a: [
        { name: 'Aya', city: 'city of h1' },
        { name: 'Badr', city: 'city of w1' },
        { name: 'Caya', city: 'none' },
      ],
      b: { city: 'city of w1' },
    },
  });
});

test('sends the required fields of object types inside type conditions', async () => {
  expect(await graph.run('{ a { line city id } }')).toEqual({
    data: {
      a: [
        { line: 'line: h street', city: 'city of h1', id: 'u1' },
        { line: 'line: w street', city: 'city of w1', id: 'u2' },
        { line: 'none', city: 'none', id: 'u3' },
      ],
    },
  });
});

test('returns the client’s own selections of the same interface', async () => {
  const query = `{ a { city place { __typename ... on Home { street city } ... on Boat { id } } } b { line place { id: __typename ...W } } }
    fragment W on Work { city street }`;
  expect(await graph.run(query)).toEqual({
    data: {
      a: [
        { city: 'city of h1', place: { __typename: 'Home', street: 'h street', city: 'Cairo' } },
        { city: 'city of w1', place: { __typename: 'Work' } },
        { city: 'none', place: null },
      ],
      b: { line: 'line: w street', place: { id: 'Work', city: 'Giza', street: 'w street' } },
    },
  });
});
