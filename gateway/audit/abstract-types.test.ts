import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Ref {
  id: string;
}

const books = [
  { __typename: 'Book', id: 'p1', sku: 's1', by: 'u1' },
  { __typename: 'Magazine', id: 'p2', sku: 's2', by: 'u2' },
];
const findBook = ({ id }: Ref) => books.find((book) => book.id === id);
const sizes = { p1: { size: 'small', weight: 1 }, p2: { size: 'large', weight: 2 } };
const publishers: Record<string, object> = {
  p1: { __typename: 'Agency', id: 'a1' },
  p2: { __typename: 'Self', email: 'self@masar.test' },
};

/**
 * Interfaces whose object types have fields in five subgraphs. An entity fetch needs an object type, so the planner
 * expands an interface's field into a fetch for each of its types.
 */
const graph = localGraph({
  products: {
    typeDefs: `
      type Query { products: [Product] similar(id: ID!): [Product] }
      interface Product { id: ID! sku: String createdBy: User hidden: Boolean }
      interface Similar { similar: [Product] }
      type Book implements Product & Similar @key(fields: "id") { id: ID! sku: String createdBy: User similar: [Book] hidden: Boolean }
      type Magazine implements Product & Similar @key(fields: "id") { id: ID! sku: String createdBy: User similar: [Magazine] hidden: Boolean }
      type User @key(fields: "email") { email: ID! created: Int }`,
    resolvers: {
      Query: { products: () => books, similar: () => [books[1]] },
      Book: { __resolveReference: findBook, createdBy: ({ by }: { by: string }) => ({ email: by }), similar: () => [] },
      Magazine: {
        __resolveReference: findBook,
        createdBy: ({ by }: { by: string }) => ({ email: by }),
        similar: () => [books[1]],
      },
      User: { created: () => 2 },
    },
  },
  inventory: {
    typeDefs: `
      interface Product { id: ID! dimensions: Size delivery(zip: String): Delivery }
      type Size @shareable { size: String weight: Int }
      type Book implements Product @key(fields: "id") { id: ID! dimensions: Size @external delivery(zip: String): Delivery @requires(fields: "dimensions { size weight }") }
      type Magazine implements Product @key(fields: "id") { id: ID! dimensions: Size @external delivery(zip: String): Delivery @requires(fields: "dimensions { size weight }") }
      type Delivery { estimate: String fastest: String }`,
    resolvers: Object.fromEntries(
      ['Book', 'Magazine'].map((type) => [
        type,
        {
          delivery: ({ dimensions }: { dimensions?: { size: string; weight: number } }, { zip }: { zip: string }) => ({
            estimate: `${dimensions?.size} ${dimensions?.weight} to ${zip}`,
            fastest: 'today',
          }),
        },
      ]),
    ),
  },
  sizes: {
    typeDefs: `
      type Size @shareable { size: String weight: Int }
      type Book @key(fields: "id") { id: ID! dimensions: Size }
      type Magazine @key(fields: "id") { id: ID! dimensions: Size }`,
    resolvers: Object.fromEntries(
      ['Book', 'Magazine'].map((type) => [type, { dimensions: ({ id }: Ref) => sizes[id === 'p1' ? 'p1' : 'p2'] }]),
    ),
  },
  reviews: {
    typeDefs: `
      type Query { review: Review }
      interface Product { id: ID! reviews: [Review!]! count: Int }
      type Book implements Product @key(fields: "id") { id: ID! reviews: [Review!]! count: Int }
      type Magazine implements Product @key(fields: "id") { id: ID! reviews: [Review!]! count: Int }
      type Review { id: Int product: Product }`,
    resolvers: {
      Query: { review: () => ({ id: 9, product: { __typename: 'Magazine', id: 'p2' } }) },
      ...Object.fromEntries(
        ['Book', 'Magazine'].map((type) => [
          type,
          {
            reviews: ({ id }: Ref) => (id === 'p1' ? [{ id: 1, product: { __typename: 'Book', id } }] : []),
            count: ({ id }: Ref) => (id === 'p1' ? 1 : 0),
          },
        ]),
      ),
    },
  },
  publishers: {
    typeDefs: `
      union Publisher = Agency | Self
      type Agency @key(fields: "id") { id: ID! company: String @shareable }
      type Self { email: String }
      type Book @key(fields: "id") { id: ID! title: String publisher: Publisher }
      type Magazine @key(fields: "id") { id: ID! title: String publisher: Publisher }`,
    resolvers: {
      Agency: { company: ({ id }: Ref) => `company ${id}` },
      ...Object.fromEntries(
        ['Book', 'Magazine'].map((type) => [
          type,
          { title: ({ id }: Ref) => `title ${id}`, publisher: ({ id }: Ref) => publishers[id] },
        ]),
      ),
    },
  },
});

test('fetches an interface field from another subgraph for each object type', async () => {
  expect(await graph.run('{ products { id dimensions { size w: weight } } }')).toEqual({
    data: {
      products: [
        { id: 'p1', dimensions: { size: 'small', w: 1 } },
        { id: 'p2', dimensions: { size: 'large', w: 2 } },
      ],
    },
  });
});

test('sends the required fields of an interface field, whatever its arguments', async () => {
  const query = `query ($zip: String = "9") { a: similar(id: "p1") { sku delivery(zip: "1") { estimate } }
    products { delivery(zip: $zip) { fastest estimate } other: delivery { estimate } } }`;
  expect(await graph.run(query)).toEqual({
    data: {
      a: [{ sku: 's2', delivery: { estimate: 'large 2 to 1' } }],
      products: [
        { delivery: { fastest: 'today', estimate: 'small 1 to 9' }, other: { estimate: 'small 1 to undefined' } },
        { delivery: { fastest: 'today', estimate: 'large 2 to 9' }, other: { estimate: 'large 2 to undefined' } },
      ],
    },
  });
});

test('merges fragments on the interface, on its object types and on their other interfaces', async () => {
  const query = `{ products { sku ... on Product { sku } ... on Book { sku title } ... on Similar { __typename similar { sku kind: __typename } }
    author: createdBy { email created } ... on Magazine { title } } }`;
  expect(await graph.run(query)).toEqual({
    data: {
      products: [
        { sku: 's1', title: 'title p1', __typename: 'Book', similar: [], author: { email: 'u1', created: 2 } },
        {
          sku: 's2',
          __typename: 'Magazine',
          similar: [{ sku: 's2', kind: 'Magazine' }],
          author: { email: 'u2', created: 2 },
          title: 'title p2',
        },
      ],
    },
  });
});

test('fetches the fields of entities below an interface in a subgraph that has only their keys', async () => {
  const query = `query ($yes: Boolean = true) { products { id reviews { id product { sku ... on Book @include(if: $yes) { title count } ... on Magazine { title } } } }
    review { product { id title: sku ... on Magazine @skip(if: $yes) { t: title } } } }`;
  const review = (more: object) => ({ product: { id: 'p2', title: 's2', ...more } });
  const products = (more: object) => [
    { id: 'p1', reviews: [{ id: 1, product: { sku: 's1', ...more } }] },
    { id: 'p2', reviews: [] },
  ];
  expect(await graph.run(query)).toEqual({
    data: { products: products({ title: 'title p1', count: 1 }), review: review({}) },
  });
  expect(await graph.run(query, { yes: false })).toEqual({
    data: { products: products({}), review: review({ t: 'title p2' }) },
  });
});

test('selects from the members of a union below the types of an interface', async () => {
  const query = `{ products { ... on Book { publisher { ...P } } ... on Magazine { publisher { ...P } } } }
    fragment P on Publisher { __typename ... on Agency { id company } ... on Self { email } }`;
  expect(await graph.run(query)).toEqual({
    data: {
      products: [
        { publisher: { __typename: 'Agency', id: 'a1', company: 'company a1' } },
        { publisher: { __typename: 'Self', email: 'self@masar.test' } },
      ],
    },
  });
});
