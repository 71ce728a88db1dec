import { type DocumentNode, Kind, parse, print } from 'graphql';
import { defaultLiterals } from '../graphql/default-literals.ts';
import { oneOfDefinition, oneOfInputs } from '../graphql/one-of.ts';
import { defaultRootTypes } from '../planning/patches/default-root-types.ts';
import { editText, locationOf, type TextEdit } from './text-edits.ts';

/**
 * Puts into a composed supergraph what Apollo's composition (2.14) loses of the subgraphs:
 *
 * - `@oneOf`. An input type is under it when any subgraph says so, because each value must suit all of them.
 * - The default values as they are written. Composition converts them to JavaScript values and back, so that in custom scalars `1.10`,
 *   enum values, and integers above 2^53 change.
 */
export function restoreLost(supergraphSdl: string, subgraphs: readonly DocumentNode[]): string {
  const documents = subgraphs.map((each) => defaultRootTypes(each).supergraph);
  const supergraph = parse(supergraphSdl);
  const oneOf = new Set(documents.flatMap((each) => [...oneOfInputs(each)]));
  const edits = [...defaultEdits(supergraph, documents), ...oneOfEdits(supergraph, oneOf)];
  const text = editText(supergraphSdl, edits);
  return oneOf.size > 0 ? `${text}\n\n${print(oneOfDefinition)}` : text;
}

function defaultEdits(supergraph: DocumentNode, subgraphs: readonly DocumentNode[]): TextEdit[] {
  const written = defaultLiterals(subgraphs);
  return [...defaultLiterals([supergraph])].flatMap(([coordinate, literal]) => {
    const original = written.get(coordinate);
    if (!original || print(original) === print(literal)) return [];
    const { start, end } = locationOf(literal);
    return [{ start, end, text: print(original) }];
  });
}

function oneOfEdits({ definitions }: DocumentNode, names: ReadonlySet<string>): TextEdit[] {
  return definitions.flatMap((each) => {
    if (each.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION || !names.has(each.name.value)) return [];
    const { end } = locationOf(each.directives?.at(-1) ?? each.name);
    return [{ start: end, end, text: '\n  @oneOf' }];
  });
}
