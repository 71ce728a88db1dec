import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  parse,
  valueFromASTUntyped,
} from 'graphql';
import { directiveNameOf, linksOf, specsOfApollo } from '../../../gateway/graphql/links.ts';
import { graphOf, subgraphsOf } from '../../../gateway/planning/join-directives.ts';
import { apiSchemaOf } from '../../../gateway/supergraph/compose.ts';
import { directivesOf, type Element, type Elements, elementsOf } from './elements.ts';

/** One side of a comparison. */
export class ComparedSupergraph {
  readonly sdl: string;
  /** The schema that clients see. */
  readonly apiSchema: GraphQLSchema;
  readonly #apiElements: Elements;
  /** All elements, those that are @inaccessible too. */
  readonly elements: Elements;
  /** The subgraphs' own names, by those in the supergraph: `TRIPS` to `trips`. */
  readonly subgraphs: ReadonlyMap<string, string>;
  readonly schema: GraphQLSchema;
  readonly #document: DocumentNode;
  readonly #composed: ReadonlySet<string>;

  constructor(sdl: string) {
    this.sdl = sdl;
    this.#document = parse(sdl);
    this.apiSchema = apiSchemaOf(sdl);
    this.#apiElements = elementsOf(this.apiSchema);
    this.schema = buildASTSchema(this.#document, { assumeValid: true, assumeValidSDL: true });
    this.elements = elementsOf(this.schema);
    const composed = linksOf(this.#document).filter(({ url }) => !url.startsWith(specsOfApollo));
    this.#composed = new Set(composed.flatMap(({ imports }) => [...imports.values()].map((name) => name.slice(1))));
    this.subgraphs = new Map([...subgraphsOf(this.#document)].map(([graph, { name }]) => [graph, name]));
  }

  /** The arguments of each application of a directive to an element, which the supergraph may link under another name. */
  applied(element: Element, directive: string): Arguments[] {
    const name = this.#nameOf(directive);
    return directivesOf(element).flatMap((each) => (each.name.value === name ? [argumentsOf(each)] : []));
  }

  /** Whether clients do not see an element. */
  apiLacks(coordinate: string): boolean {
    return !this.#apiElements.has(coordinate);
  }

  /** Whether a directive is one that the subgraphs compose themselves, from a specification that is not Apollo's. */
  isComposed(name: string): boolean {
    return this.#composed.has(name);
  }

  /** The name of the subgraph that a join directive is about. */
  subgraphOf(directive: ConstDirectiveNode): string | undefined {
    return this.subgraphs.get(graphOf(directive) ?? '');
  }

  #nameOf(directive: string): string {
    return directiveNameOf(this.#document, directive, directive === 'listSize' ? 'cost' : directive);
  }
}

/** A directive's arguments as JavaScript values. */
export type Arguments = Readonly<Record<string, unknown>>;

export function argumentsOf({ arguments: nodes = [] }: ConstDirectiveNode): Arguments {
  return Object.fromEntries(nodes.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
}
