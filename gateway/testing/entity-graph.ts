import { type LocalGraph, localGraph } from './local-graph.ts';

const item = (id: string, maker = 'm') => ({ __typename: 'Item', id, maker: { id: maker } });
const note = (id: string) => ({ __typename: 'Note', id, about: item(id) });
/** A graph whose entities have fields in several subgraphs, so that operations need entity fetches. */
export const entityGraph = (): LocalGraph =>
  localGraph({
    catalog: {
      typeDefs: `
      type Query { items: [Item!] top: Item lists: [[Item]] hits: [Hit] makers: [Maker] loose: Item }
      type Mutation { one: Item two: Item }
      union Hit = Item | Note
      type Item @key(fields: "id") @key(fields: "sku { code }") { id: ID! sku: Sku maker: Maker related: [Item] }
      type Sku @shareable { code: String }
      type Note @key(fields: "id") { id: ID! about: Item }
      type Maker @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: {
          items: () => [item('a'), item('b', 'n'), item('a')],
          top: () => item('a'),
          lists: () => [[item('a')], null, [null, item('b')]],
          hits: () => [note('a'), item('a'), null, note('y'), item('b')],
          makers: () => [{ id: 'm' }, { id: 'n' }],
          loose: () => ({ id: null }),
        },
        Mutation: { one: () => item('a'), two: () => item('a') },
        Item: { related: () => [item('c'), item('a')] },
      },
    },
    facts: {
      typeDefs: `
      type Mutation { reset: Int }
      type Item @key(fields: "id") { id: ID! fact(loud: Boolean): String sure: Int! owner: Owner }
      type Note @key(fields: "id") { id: ID! text: String }
      type Maker @key(fields: "id") { id: ID! fame: Int shine(in: String): Int home: Owner }
      type Owner @key(fields: "id") { id: ID! }`,
      resolvers: {
        Item: {
          fact: ({ id }: { id: string }, { loud }: { loud?: boolean }) => `fact ${id}${loud ? '!' : ''}`,
          sure: () => 1,
          owner: ({ id }: { id: string }) => ({ id: `owner of ${id}` }),
        },
        Note: { text: ({ id }: { id: string }) => `text ${id}` },
        Maker: {
          fame: () => 0,
          shine: (_: unknown, { in: of }: { in?: string }) => of?.length ?? 0,
          home: () => ({ id: 'home' }),
        },
      },
    },
    sums: {
      typeDefs: `
      type Item @key(fields: "id") { id: ID! sure: Int! @external size: Int @external total: String @requires(fields: "sure size") }`,
      resolvers: {
        Item: { total: ({ id, sure, size }: Record<string, unknown>) => `${id} ${sure} ${size}` },
      },
    },
    people: {
      typeDefs: `
      type Item @key(fields: "id") { id: ID! size: Int }
      type Owner @key(fields: "id") { id: ID! name(as: String = ""): String }`,
      resolvers: {
        Item: { size: () => 2 },
        Owner: { name: ({ id }: { id: string }, { as }: { as: string }) => `${as}${id}` },
      },
    },
  });
