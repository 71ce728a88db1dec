import { composeSupergraph } from '../supergraph/compose.ts';

const implementations = Array.from({ length: 8 }, (_, at) => `T${at}`);

/** Each of four subgraphs has a field from an item to the next one. Two of them have another such field together. */
function subgraph(at: number) {
  const fields = [...(at > 0 ? [`next${at}: Item`] : []), ...(at > 2 ? ['any: Item @shareable'] : [])].join(' ');
  return {
    name: `s${at}`,
    url: `http://s${at}.test`,
    typeDefs: `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])
      ${at === 0 ? 'type Query { items: [Item] count: Int }' : ''}
      interface Item { id: ID! ${fields.replaceAll(' @shareable', '')} }
      ${implementations.map((type) => `type ${type} implements Item @key(fields: "id") { id: ID! ${fields} own${at}: Int }`).join('\n')}`,
  };
}

/** The SDL of a supergraph with short operations that are hard to plan, because an interface of it has no key. */
export function hardSupergraph(): string {
  return composeSupergraph([0, 1, 2, 3, 4].map(subgraph)).supergraphSdl;
}

/** Each level has eight times as many paths: planning four takes a second, five takes minutes and gigabytes. */
export function longToPlan(levels: number, alias = 'items'): string {
  const nested = (left: number): string => (left === 0 ? 'id' : `next${(left % 4) + 1} { ${nested(left - 1)} }`);
  return `{ ${alias}: items { ${nested(levels)} } }`;
}

/** An operation with more paths than any bound: each of eight implementations goes to each of eight, by one of two subgraphs. */
export const manyPaths = '{ items { next1 { any { id } } } }';
