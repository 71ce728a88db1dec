import { hash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type DocumentNode, type FragmentDefinitionNode, Kind, parse, print } from 'graphql';
import { usedDocument } from '../graphql/operation-parts.ts';

/**
 * The names of the clients' operations that the operator knows, by signature. They are planned by a worker of their own, and metrics and logs
 * name them.
 */
export type KnownOperations = ReadonlyMap<string, string>;

/** The most operations that are known. Each is a label of metrics. */
export const maxKnown = 500;

/**
 * Reads the operations of every `.graphql` file below a folder, with the fragments that any of the files defines. A folder that does not
 * exist has none. Throws when a file is not a valid document, or there are more than
 * `maxKnown`.
 */
export function readKnownOperations(folder: string): KnownOperations {
  const documents = globSync('**/*.graphql', { cwd: folder }).map((file) =>
    parse(readFileSync(path.join(folder, file), 'utf8'), { noLocation: true }),
  );
  const definitions = documents.flatMap((document) => document.definitions);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of definitions) if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const known = new Map<string, string>();
  for (const each of definitions) {
    if (each.kind !== Kind.OPERATION_DEFINITION) continue;
    known.set(signatureOf(usedDocument({ operation: each, fragments })), each.name?.value ?? 'unnamed');
  }
  if (known.size > maxKnown) throw new Error(`more than ${maxKnown} known operations in ${folder}`);
  return known;
}

/** The digest by which an operation is known, whatever the order and layout of its definitions. */
export function signatureOf({ definitions }: DocumentNode): string {
  return hash('sha256', definitions.map(print).sort().join('\n'));
}
