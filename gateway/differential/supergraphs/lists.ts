import type { SupergraphDefinition } from './supergraph-definition.ts';

/** Nested lists with and without nulls, and custom scalars as results and arguments. */
export const lists: SupergraphDefinition = {
  name: 'lists',
  subgraphs: {
    boards: `
      type Query {
        boards: [Board]
        grid: [[Cell]]
        cube: [[[Cell!]!]!]!
        strict: [[Cell!]!]
        search(text: String = "all", where: Filter, at: [Point!], raw: Json): [Cell!]
        raw(of: Json!): Json
        times: [[Instant]!]
      }
      type Board @key(fields: "id") { id: ID! rows: [[Cell]!] first: Cell corner: [Cell!]! meta: Json sizes: [Int!] }
      type Cell @key(fields: "x y") { x: ID! y: ID! value: String flags: [Boolean] }
      input Filter { text: String = "some" size: Int! not: Filter tags: [Tag!] raw: Json }
      input Point { x: Int! y: Int = 7 }
      enum Tag { RED GREEN }
      scalar Json
      scalar Instant`,
    cells: `
      type Cell @key(fields: "x y") {
        x: ID!
        y: ID!
        weight: Float!
        around: [[Cell!]]
        owner: Board
        when: Instant
        marks(by: Filter, deep: [[Int]]): [[String!]!]
        rank: Int!
      }
      type Board @key(fields: "id") { id: ID! name: String! cells: [[Cell]] history(since: Instant): [Instant!] }
      input Filter { text: String = "some" size: Int! not: Filter tags: [Tag!] raw: Json }
      enum Tag { RED GREEN }
      scalar Json
      scalar Instant`,
    ranks: `
      type Cell @key(fields: "x y") { x: ID! y: ID! rank: Int! @external score: Float @requires(fields: "rank") }
      type Query { top(n: Int): [[Cell]] }`,
  },
};
