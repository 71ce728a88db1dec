import type { SupergraphDefinition } from './supergraph-definition.ts';

/** Fields of several subgraphs: merged `@shareable` value types, `@provides` and `@override`. */
export const shared: SupergraphDefinition = {
  name: 'shared',
  subgraphs: {
    people: `
      type Query { me: Profile @shareable recent: [Profile!] @shareable pages: [[Page]] @shareable books: [Book!]! }
      type Profile @shareable { name: String email: String! address: Address }
      type Address @shareable { city: String! street: String }
      type Page @shareable { number: Int! head: String }
      type Book @key(fields: "id") {
        id: ID!
        title: String @shareable
        summary: String
        pages: Int!
        author: Author @shareable
      }
      type Author @key(fields: "id") { id: ID! name: String! @shareable born: Int }`,
    contacts: `
      type Query { me: Profile @shareable recent: [Profile!] @shareable pages: [[Page]] @shareable }
      type Profile @shareable { name: String phone: String address: Address friends: [Author] }
      type Address @shareable { city: String! zip: Int }
      type Page @shareable { number: Int! foot: String! }
      type Author @key(fields: "id") { id: ID! }`,
    shops: `
      type Query { offers: [Offer] offer(id: ID!, fresh: Boolean): Offer }
      type Offer @key(fields: "id") {
        id: ID!
        book: Book @provides(fields: "title author { name }")
        cents: Int!
        other: Book
      }
      type Book @key(fields: "id") {
        id: ID!
        title: String @external
        author: Author @external
        summary: String @override(from: "people")
        offers: [Offer!]
      }
      type Author @key(fields: "id") { id: ID! name: String! @external }`,
    ratings: `
      type Query { best: Book }
      type Book @key(fields: "id") { id: ID! title: String @shareable stars: Float likes: [Address!] }
      type Address @shareable { city: String! street: String zip: Int }
      type Offer @key(fields: "id") { id: ID! sold: Int votes: [Int!]! }
      type Author @key(fields: "id") { id: ID! name: String! @shareable stars: Float! }`,
  },
};
