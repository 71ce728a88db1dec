import type { SupergraphDefinition } from './supergraph-definition.ts';

/** Exclusive types with equal fields: entities and value types below them that other subgraphs complete. */
export const exclusive: SupergraphDefinition = {
  name: 'exclusive',
  subgraphs: {
    museum: `
      type Query { works: [Work] work: Work! rooms: [[Item]] first(of: Int): Item }
      type Mutation { hang(at: Int): [Work!] swap: [Item] }
      type Subscription { hung: [Work] moved(in: ID): [Item] }
      union Work = Movie | Album | Poster
      interface Item { id: ID! art: Art size: Size }
      type Movie implements Item @key(fields: "id") {
        id: ID! art: Art arts: [Art] cover: Art! size: Size made: Date label: String @shareable length: Int parts: [Part!]
      }
      type Album implements Item @key(fields: "id") {
        id: ID! art: Art arts: [Art] cover: Art! size: Size made: Date label: String @shareable length: Int parts: [Part!]
      }
      type Poster { art: Art arts: [Art] size: Size made: Date part: Part near: Item }
      type Art @key(fields: "id") { id: ID! url(width: Int): String }
      type Size @shareable { width: Int height: Int unit: Unit }
      type Unit @shareable { name: String }
      union Part = Art | Size
      type Date { year: Int day: Int }`,
    images: `
      type Movie @key(fields: "id") {
        id: ID! size: Size @external
        label: String! @shareable stars(of: Int): Int note(to: String): String area: Int @requires(fields: "size { width }")
      }
      type Album @key(fields: "id") {
        id: ID! size: Size @external
        label: String @shareable stars(of: Int): Int note(to: String): String
        area: Int @requires(fields: "size { width height unit { name } }")
      }
      type Art @key(fields: "id") {
        id: ID! artwork(p: String): String thumb(width: Int!): String alt: String title: String
        by: Painter like(n: Int): [Art] frame: Size
      }
      type Painter @key(fields: "id") { id: ID! name: String }
      type Size @shareable { width: Int height: Int unit: Unit }
      type Unit @shareable { name: String }`,
    people: `
      type Painter @key(fields: "id") { id: ID! born: Int bio(in: String): String works: [Art] }
      type Art @key(fields: "id") { id: ID! owner(at: Int): Painter sold: Boolean }`,
  },
};
