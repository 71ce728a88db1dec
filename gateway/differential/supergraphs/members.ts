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
      type Song { seconds(of: Int): Int title: String }
      type Note @key(fields: "id") { id: ID! text(upper: Boolean = true): String }`,
    store: `
      type Query { any: Print @shareable some: [Media] @shareable another: Media store: Box }
      type Box @key(fields: "id") { id: ID! wrap: Wrap @shareable wraps: [Wrap] @shareable label(of: String): String }
      type Wrap { first: Media @shareable all: [Media] @shareable book: Print @shareable count: Int }
      union Media = Book | Film | Note
      union Print = Book | Film
      type Book @shareable { title: String pages: Int }
      type Film { minutes: Int title: String }
      type Note @key(fields: "id") { id: ID! stars: Int }`,
    notes: `
      type Query { noted: Named }
      interface Named { title: String }
      type Book implements Named @shareable { title: String pages: Int }
      type Note @key(fields: "id") { id: ID! likes: Int }
      type Box @key(fields: "id") { id: ID! notes: [Note] named: Named }`,
  },
};
