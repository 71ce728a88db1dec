import type { CompositionFault } from '../../../gateway/supergraph/compose.ts';
import type { ElementPlaces, Place } from '../sources/element-places.ts';
import type { SubgraphFile } from '../sources/schema-source.ts';
import { hintFor } from './hints.ts';

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
  { code = 'INVALID_SYNTAX', message, places }: CompositionFault,
  subgraphs: readonly SubgraphFile[],
  elements: ElementPlaces,
): CompositionError {
  const known = places.flatMap(({ subgraph, line, column }) => {
    const file = subgraphs.find(({ name }) => name === subgraph)?.file;
    return file === undefined ? [] : [{ file, line, column }];
  });
  const found = known.length > 0 ? known : placesIn(message, subgraphs, elements);
  const hint = hintFor(code);
  return { code, message, places: unique(found), ...(hint === undefined ? {} : { hint }) };
}

/** Composition does not know the place of every fault, but its message names the elements and the subgraphs. */
function placesIn(message: string, subgraphs: readonly SubgraphFile[], elements: ElementPlaces): Place[] {
  const named = subgraphs.filter(
    ({ name }) => message.startsWith(`[${name}]`) || message.includes(`subgraph "${name}"`),
  );
  const coordinates = [
    ...[...message.matchAll(/"(@?\w+(?:\.\w+)?(?:\(\w+:\))?)"/g)].map(([, coordinate = '']) => coordinate),
    ...[...message.matchAll(/Field (\w+) already exists on (\w+)/g)].map(([, field, type]) => `${type}.${field}`),
  ];
  const of = (subgraph?: string) => coordinates.flatMap((each) => elements.of(each, subgraph));
  if (named.length === 0) return of();
  return named.flatMap(({ name, file }) => {
    const places = of(name);
    return places.length > 0 ? places : [{ file, line: 1, column: 1 }];
  });
}

function unique(places: readonly Place[]): Place[] {
  return [...new Map(places.map((each) => [`${each.file}:${each.line}:${each.column}`, each])).values()];
}
