import type { SupergraphDefinition } from './supergraph-definition.ts';

/** Multiple keys of one type, composite keys, nested keys, and `resolvable: false`. */
export const keys: SupergraphDefinition = {
  name: 'keys',
  subgraphs: {
    catalog: `
      type Query {
        product(id: ID!): Product
        products(first: Int = 3): [Product!]!
        makers: [Maker]
      }
      type Product @key(fields: "id") @key(fields: "sku") {
        id: ID!
        sku: String!
        name: String
        maker: Maker!
        origin: Warehouse
      }
      type Maker @key(fields: "code region") { code: ID! region: String! title: String! }
      type Warehouse @key(fields: "id", resolvable: false) { id: ID! }`,
    stock: `
      type Query { shelves: [Shelf] shelf(number: Int!): Shelf! }
      type Product @key(fields: "sku") @key(fields: "upc") {
        sku: String!
        upc: String!
        count: Int!
        shelf: Shelf
      }
      type Shelf @key(fields: "number warehouse { id }") {
        number: Int!
        warehouse: Warehouse!
        label: String
        holds: [Product]
      }
      type Warehouse @key(fields: "id") { id: ID! city: String capacity: Int! }`,
    reviews: `
      type Query { latest: [Review!] }
      type Product @key(fields: "upc") { upc: String! rating: Float reviews(first: Int): [Review] best: Review! }
      type Review @key(fields: "id") { id: ID! body: String product: Product author: Maker! }
      type Maker @key(fields: "code region") { code: ID! region: String! reviews: [Review!] trusted: Boolean! }
      type Shelf @key(fields: "number warehouse { id }") {
        number: Int!
        warehouse: Warehouse!
        inspected: Boolean
      }
      type Warehouse @key(fields: "id") { id: ID! manager: String! }`,
  },
};
