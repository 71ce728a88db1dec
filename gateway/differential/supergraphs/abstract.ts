import type { SupergraphDefinition } from './supergraph-definition.ts';

/** Unions, interfaces and enums of which a subgraph or the API schema lacks some members. */
export const abstract: SupergraphDefinition = {
  name: 'abstract',
  subgraphs: {
    animals: `
      type Query {
        pets: [Pet]
        pet: Pet
        herd: [Animal!]
        loudest: Animal!
        named(kind: Kind): [Named!]!
        mood: Mood
        moods: [[Mood!]]
        found: Found @shareable
      }
      union Pet = Cat | Dog | Ghost
      interface Named { name: String }
      interface Animal implements Named { name: String legs: Int! food: Food friend: Animal }
      type Cat implements Named & Animal @key(fields: "id") { id: ID! name: String @shareable legs: Int! food: Food friend: Animal lives: Int color: Color }
      type Dog implements Named & Animal @key(fields: "id") { id: ID! name: String legs: Int! food: Food! friend: Dog breed: String! }
      type Ghost implements Named @inaccessible { name: String fear: Int }
      type Food @key(fields: "id") { id: ID! brand: String }
      enum Mood { HAPPY SAD SECRET @inaccessible }
      enum Color { BLACK WHITE }
      enum Kind { WILD TAME }
      union Found = Cat | Food`,
    vets: `
      type Query { patients: [Named] found: Found @shareable favourite(color: Tint = LIGHT): Cat }
      interface Named { name: String }
      type Cat implements Named @key(fields: "id") { id: ID! name: String @shareable chip: String mood: Mood tint: Tint! coat: Color }
      type Dog @key(fields: "id") { id: ID! visits: [Visit!]! }
      type Fish implements Named { name: String water: Float! }
      type Visit { day: String pet: Pet mood: Mood! hidden: String @inaccessible }
      type Food @key(fields: "id") { id: ID! calories: Int! grams(of: Int! = 5): Float }
      union Pet = Cat | Dog | Fish
      union Found = Food | Dog
      enum Mood { HAPPY SICK }
      enum Tint { LIGHT DARK }
      enum Color { BLACK GINGER }`,
  },
};
