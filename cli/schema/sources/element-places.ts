import { type DocumentNode, type NameNode, parse } from 'graphql';
import { elementsOf } from './document-elements.ts';
import type { SubgraphFile } from './schema-source.ts';

/** A place in a file. Lines and columns count from 1. */
export interface Place {
  /** Relative to the root of the project, with forward slashes. */
  file: string;
  line: number;
  column: number;
}

/** Where the subgraphs' schemas define the elements of the supergraph. A schema that does not parse has no elements. */
export class ElementPlaces {
  readonly #places = new Map<string, (Place & { subgraph: string })[]>();

  constructor(subgraphs: readonly SubgraphFile[]) {
    for (const { name, file, typeDefs } of subgraphs) {
      for (const { coordinate, at } of namedElementsOf(typeDefs)) {
        const { line, column } = at.loc?.startToken ?? { line: 1, column: 1 };
        const places = this.#places.get(coordinate) ?? [];
        this.#places.set(coordinate, [...places, { file, line, column, subgraph: name }]);
      }
    }
  }

  /** The places of an element by its coordinate, such as `Query.trip(id:)`, in one subgraph or in all. */
  of(coordinate: string, subgraph?: string): Place[] {
    const places = this.#places.get(coordinate) ?? [];
    return places
      .filter((each) => subgraph === undefined || each.subgraph === subgraph)
      .map(({ file, line, column }) => ({ file, line, column }));
  }

  /** The place of an element, or what was around it if no schema has it any more; undefined if that is gone too. */
  nearest(coordinate: string, subgraph?: string): Place | undefined {
    for (const each of [coordinate, ...around(coordinate)]) {
      const [place] = [...this.of(each, subgraph), ...this.of(each)];
      if (place) return place;
    }
    return undefined;
  }
}

/** `Query.trip(id:)` is in `Query.trip`, which is in `Query`. */
function around(coordinate: string): string[] {
  const field = coordinate.replace(/\(.*\)$/, '');
  const type = field.replace(/\..*$/, '');
  return [field, type].filter((each) => each !== coordinate);
}

function namedElementsOf(typeDefs: string): { coordinate: string; at: NameNode }[] {
  let document: DocumentNode;
  try {
    document = parse(typeDefs);
  } catch {
    // Composition reports the syntax error.
    return [];
  }
  return elementsOf(document).flatMap(({ coordinate, node }) =>
    'name' in node && node.name ? [{ coordinate, at: node.name }] : [],
  );
}
