import type { SupergraphDefinition } from './supergraph-definition.ts';

/** Fields of several subgraphs, each with types and members of its own. */
export const members: SupergraphDefinition = {
  name: 'members',
  hasPartialMembers: true,
  subgraphs: {
    shelf: `
      type Query { box: Box boxes: [Box!] any: Book @shareable some: [Media] @shareable one: Media print: Print other: Int }
      type Mutation { open: Box pick: Media }
      type Subscription { opened: Box picked: Media }
      type Box @key(fields: "id") { id: ID! wrap: Wrap @shareable wraps: [Wrap] @shareable top: Media }
      type Wrap { first: Media @shareable all: [Media] @shareable book: Book @shareable by(n: Int): Media }
      union Media = Book | Song | Note
      union Print = Book | Song
      type Book @shareable { title: String pages: Int }
      type Song @key(fields: "id") { id: ID! seconds(of: Int): Int title: String label: Label }
      type Label { name: String owners: [[Person]] }
      type Person @key(fields: "id") { id: ID! }
      type Note @key(fields: "id") { id: ID! text(upper: Boolean = true): String }`,
    store: `
      type Query { any: Print @shareable some: [Media] @shareable another: Media store: Box }
      type Box @key(fields: "id") { id: ID! wrap: Wrap @shareable wraps: [Wrap] @shareable label(of: String): String }
      type Wrap { first: Media @shareable all: [Media] @shareable book: Print @shareable count: Int }
      union Media = Book | Film | Note
      union Print = Book | Film
      type Book @shareable { title: String pages: Int }
      type Film @key(fields: "code") { code: ID! minutes: Int title: String cast: [Person!] }
      type Person @key(fields: "id") { id: ID! }
      type Note @key(fields: "id") { id: ID! stars: Int }`,
    notes: `
      type Query { noted: Named }
      interface Named { title: String }
      type Book implements Named @shareable { title: String pages: Int }
      type Note @key(fields: "id") { id: ID! likes: Int }
      type Box @key(fields: "id") { id: ID! notes: [Note] named: Named }
      type Song @key(fields: "id") {
        id: ID! title: String @external plays(of: Int): Int rank: Int @requires(fields: "title") maker: Person
      }
      type Film @key(fields: "code") { code: ID! minutes: Int @external awards: Int @requires(fields: "minutes") }
      type Person @key(fields: "id") { id: ID! name: String! likes: [Song] }`,
  },
};

/** One subgraph has all members of a union and an interface, another only some of them. */
export const moreMembers: SupergraphDefinition = {
  name: 'more members',
  hasPartialMembers: true,
  subgraphs: {
    few: `
      type Query { found: Pet @shareable pets: [[Pet]] @shareable animals: [Animal] @shareable house: House fewer: Int }
      type House @key(fields: "id") { id: ID! pet: Pet @shareable inside: Room @shareable number: Int }
      type Room { all: [Animal] @shareable best: Pet @shareable }
      union Pet = Dog | Fish
      interface Animal { name: String }
      type Dog implements Animal @key(fields: "id") { id: ID! name: String @shareable bark(loud: Boolean): String }
      type Fish @shareable { length: Int }`,
    many: `
      type Query { found: Pet @shareable pets: [[Pet]] @shareable animals: [Animal] @shareable home: House }
      type Mutation { adopt: Pet move: House }
      type Subscription { adopted: Pet moved: House }
      type House @key(fields: "id") { id: ID! pet: Pet @shareable inside: Room @shareable color: String }
      type Room { all: [Animal] @shareable best: Pet @shareable }
      union Pet = Dog | Fish | Cat | Bird
      interface Animal { name: String }
      type Dog implements Animal @key(fields: "id") { id: ID! name: String @shareable }
      type Fish @shareable { length: Int }
      type Cat implements Animal @key(fields: "id") { id: ID! name: String lives: Int! bed: Bed }
      type Bird @key(fields: "id") { id: ID! wings(side: String = "left"): Int }
      type Bed { soft: Boolean keeper: Person }
      type Person @key(fields: "id") { id: ID! }`,
    vets: `
      type Query { vet: Person }
      type Cat @key(fields: "id") { id: ID! lives: Int! @external chip: String risk: Int! @requires(fields: "lives") }
      type Bird @key(fields: "id") { id: ID! chip: Int rivals: [Bird] }
      type Dog @key(fields: "id") { id: ID! chip: String }
      type Person @key(fields: "id") { id: ID! name: String! pets: [Cat] }`,
  },
};
