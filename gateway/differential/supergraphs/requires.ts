import type { SupergraphDefinition } from './supergraph-definition.ts';

/** `@requires` of nested fields, of entities, of fields with arguments, and of fields that require others themselves. */
export const requires: SupergraphDefinition = {
  name: 'requires',
  subgraphs: {
    items: `
      type Query { items: [Item!]! item(id: ID!): Item }
      type Item @key(fields: "id") {
        id: ID!
        name: String!
        weight: Float
        size: Size
        price(currency: Currency = EUR): Int
        parts: [Part]
        origin: Place
      }
      type Size @shareable { width: Int! height: Int }
      type Part @shareable { code: String! grams: Int }
      type Place @key(fields: "id") { id: ID! name: String }
      enum Currency { EUR USD }`,
    places: `
      type Place @key(fields: "id") { id: ID! zone: Int country: String! near: [Item] }
      type Item @key(fields: "id") { id: ID! storage: Place! }`,
    shipping: `
      type Query { cheapest: Item }
      type Item @key(fields: "id") {
        id: ID!
        weight: Float @external
        size: Size @external
        price(currency: Currency = EUR): Int @external
        parts: [Part] @external
        cost: Int @requires(fields: "weight size { width }")
        duty(country: String = "SA"): Float @requires(fields: "price(currency: USD) parts { code grams }")
        label: Label @requires(fields: "size { width height }")
        boxes: [Box!]! @requires(fields: "parts { grams }")
      }
      type Size @shareable { width: Int! height: Int }
      type Part @shareable { code: String! grams: Int }
      type Label { text: String! item: Item }
      type Box { number: Int holds: [Item] }
      enum Currency { EUR USD }`,
    insurance: `
      type Item @key(fields: "id") {
        id: ID!
        cost: Int @external
        origin: Place @external
        storage: Place! @external
        premium: Int! @requires(fields: "cost")
        risk: String @requires(fields: "origin { zone } storage { country }")
      }
      type Place @key(fields: "id") { id: ID! zone: Int @external country: String! @external claims: Int }`,
  },
};
