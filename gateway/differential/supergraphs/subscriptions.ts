import type { SupergraphDefinition } from './supergraph-definition.ts';

/** Subscriptions, whose events other subgraphs complete. */
export const subscriptions: SupergraphDefinition = {
  name: 'subscriptions',
  subgraphs: {
    trips: `
      extend schema @link(url: "https://masar-eagle.example/subscriptions/v1.0", import: ["@state"])
        @federation__composeDirective(name: "@state")
      directive @state on FIELD_DEFINITION
      type Query { trip(id: ID!): Trip }
      type Subscription { changed(id: ID!): Trip! @state news(of: [ID!]): [News] ticks: Int! }
      type Trip @key(fields: "id") { id: ID! city: String! seats: [Seat!] driver: Driver size: Size }
      type Seat { number: Int! by: Rider }
      type Size @shareable { width: Int height: Int }
      union News = Trip | Driver
      type Driver @key(fields: "id") { id: ID! }
      type Rider @key(fields: "id") { id: ID! }`,
    people: `
      type Query { driver: Driver }
      type Driver @key(fields: "id") { id: ID! name: String! trips: [Trip] }
      type Rider @key(fields: "id") { id: ID! name: String phone: String! }
      type Trip @key(fields: "id") { id: ID! watchers: [Rider!]! }`,
    stars: `
      type Driver @key(fields: "id") { id: ID! stars: Float }
      type Trip @key(fields: "id") {
        id: ID!
        size: Size @external
        stars: Float
        likes: Int!
        cost: Int @requires(fields: "size { width }")
        post(to: String): String @requires(fields: "size { width height }")
      }
      type Size @shareable { width: Int height: Int }`,
  },
};
