import type { SupergraphDefinition } from './supergraph-definition.ts';

/** Arguments from enclosing objects: `@context` and `@fromContext`. */
export const context: SupergraphDefinition = {
  name: 'context',
  subgraphs: {
    accounts: `
      type Query { accounts: [Account!]! account(id: ID!): Account company: Company }
      type Account @key(fields: "id") { id: ID! currency: String! tier: Int name: String }
      type Company @key(fields: "id") { id: ID! currency: String! vat: Boolean }`,
    sales: `
      type Account @key(fields: "id") @context(name: "buyer") {
        id: ID!
        currency: String! @external
        carts: [Cart]
        last: Cart!
      }
      type Company @key(fields: "id") @context(name: "buyer") @context(name: "firm") {
        id: ID!
        currency: String! @external
        carts: [Cart!]
      }
      type Cart @key(fields: "id") {
        id: ID!
        lines: [[Line]]
        total(in: String @fromContext(field: "$buyer { currency }")): Int
      }
      type Line @key(fields: "id") {
        id: ID!
        price(
          in: String @fromContext(field: "$buyer ... on Account { currency } ... on Company { currency }")
          round: Boolean = true
        ): Float
        note: String
      }`,
    goods: `
      type Line @key(fields: "id") { id: ID! title: String! }
      type Cart @key(fields: "id") { id: ID! owner: Account open: Boolean! }
      type Account @key(fields: "id") { id: ID! friend: Account }`,
  },
};
