import type { SupergraphDefinition } from './supergraph-definition.ts';

/** Entity interfaces, and a subgraph with an `@interfaceObject`. */
export const interfaces: SupergraphDefinition = {
  name: 'interfaces',
  isHardToPlan: true,
  subgraphs: {
    library: `
      type Query { media(id: ID!): Media library: [Media!]! shelf: [[Media]] anything: Anything }
      interface Media @key(fields: "id") { id: ID! title: String! year: Int owner: Person }
      type Movie implements Media @key(fields: "id") {
        id: ID!
        title: String!
        year: Int
        owner: Person
        runtime: Int!
        director: Person
      }
      type Song implements Media @key(fields: "id") { id: ID! title: String! year: Int owner: Person key: String }
      type Person @key(fields: "id") { id: ID! name: String }
      union Anything = Movie | Person | Song`,
    reviews: `
      type Query { topRated: [Media] bestReview: Review }
      type Media @interfaceObject @key(fields: "id") { id: ID! rating: Float reviews: [Review!] grade: Int! }
      type Review { text: String media: Media! score: Int! }
      type Person @key(fields: "id") { id: ID! favourite: Media wrote: [Review] }`,
    awards: `
      type Movie @key(fields: "id") { id: ID! awards: [String!] sequel: Movie }
      type Song @key(fields: "id") { id: ID! plays: Int! cover: Song }`,
  },
};
