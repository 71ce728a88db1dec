import type { SupergraphDefinition } from './supergraph-definition.ts';

/** Serial mutations over several subgraphs, whose payloads lead to entities and back to `Query`. */
export const mutations: SupergraphDefinition = {
  name: 'mutations',
  subgraphs: {
    orders: `
      type Query { order(id: ID!): Order orders: [Order] }
      type Mutation {
        place(input: Place!): Placed!
        cancel(id: ID!): Order
        touch: Int
        bulk(ids: [ID!]!): [Order]
      }
      type Placed { order: Order query: Query! step: Int }
      type Order @key(fields: "id") { id: ID! lines: [String] buyer: Buyer! cents: Int! size: Size }
      type Size @shareable { width: Int height: Int }
      type Buyer @key(fields: "id") { id: ID! }
      input Place { buyer: ID! count: Int = 1 gift: Boolean }`,
    buyers: `
      type Query { buyer(id: ID!): Buyer count: Int! }
      type Mutation { rename(id: ID!, name: String): Buyer! merge(ids: [ID!]): Merged forget: Boolean! }
      type Merged { buyers: [Buyer!] query: Query }
      type Buyer @key(fields: "id") { id: ID! name: String orders: [Order!]! }
      type Order @key(fields: "id") { id: ID! state: State }
      enum State { OPEN CLOSED }`,
    points: `
      type Mutation { earn(points: Int! = 3): Buyer }
      type Buyer @key(fields: "id") { id: ID! points: Int! }
      type Order @key(fields: "id") {
        id: ID!
        size: Size @external
        cents: Int! @external
        weight: Int @requires(fields: "size { width }")
        post(to: String): String @requires(fields: "size { width height } cents")
      }
      type Size @shareable { width: Int height: Int }`,
  },
};
