import type { CompositionFault } from '../../../gateway/supergraph/compose.ts';
import type { ElementPlaces, Place } from '../sources/element-places.ts';
import type { SubgraphFile } from '../sources/schema-source.ts';
import { hintFor } from './hints.ts';

/** The code of a schema that cannot be parsed. If there is one, there are no others. */
export const invalidSyntax = 'INVALID_SYNTAX';

/** A reason why the subgraphs do not compose. */
export interface CompositionError {
  /** The code of Apollo's composition, or INVALID_SYNTAX. */
  code: string;
  message: string;
  /** In each subgraph that is involved. */
  places: readonly Place[];
  /** What to do; undefined where the message says it. */
  hint?: string | undefined;
}

/** Makes an error of a fault, with the files of its subgraphs. */
export function compositionError(
  { code = invalidSyntax, message, places }: CompositionFault,
  subgraphs: readonly SubgraphFile[],
  elements: ElementPlaces,
): CompositionError {
  const known = places.flatMap(({ subgraph, line, column }) => {
    const file = subgraphs.find(({ name }) => name === subgraph)?.file;
    return file === undefined ? [] : [{ file, line, column }];
  });
  const hint = hintFor(code);
  return {
    code,
    message,
    places: unique([...known, ...placesIn(message, known, subgraphs, elements)]),
    ...(hint === undefined ? {} : { hint }),
  };
}

/**
 * The places in the subgraphs that a message names, if `known` has none in them. Composition does not know the place of every fault, but its
 * message names the elements.
 */
function placesIn(
  message: string,
  known: readonly Place[],
  subgraphs: readonly SubgraphFile[],
  elements: ElementPlaces,
): Place[] {
  const coordinates = [
    ...[...message.matchAll(/"(@?\w+(?:\.\w+)?(?:\(\w+:\))?)"/g)].map(([, coordinate = '']) => coordinate),
    ...[...message.matchAll(/Field (\w+) already exists on (\w+)/g)].map(([, field, type]) => `${type}.${field}`),
  ];
  const named = subgraphs.filter(({ name }) => names(message, name));
  if (named.length === 0) return known.length > 0 ? [] : coordinates.flatMap((each) => elements.of(each));
  return named.flatMap(({ name, file }): Place[] => {
    if (known.some((place) => place.file === file)) return [];
    const found = coordinates.map((each) => elements.of(each, name)).find(({ length }) => length > 0);
    if (found) return found;
    const nearest = coordinates
      .flatMap((each) => elements.nearest(each, name) ?? [])
      .find((each) => each.file === file);
    return [nearest ?? { file, line: 1, column: 1 }];
  });
}

/** Whether a message names a subgraph, as `[trips]`, `subgraph "trips"` or in a list of subgraphs. */
function names(message: string, subgraph: string): boolean {
  if (message.startsWith(`[${subgraph}]`)) return true;
  const lists = message.matchAll(/subgraphs? ((?:"[^"]+"(?:, and |, | and )?)+)/g);
  return [...lists].some(([, list = '']) => list.includes(`"${subgraph}"`));
}

function unique(places: readonly Place[]): Place[] {
  return [...new Map(places.map((each) => [`${each.file}:${each.line}:${each.column}`, each])).values()];
}
