import { hash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type DocumentNode, type FragmentDefinitionNode, Kind, parse, print } from 'graphql';
import { usedDocument } from '../graphql/operation-parts.ts';

/** The signatures of the clients' operations that the operator knows. They are planned by a worker of their own. */
export type KnownOperations = ReadonlySet<string>;

/**
 * Reads the operations of every `.graphql` file below a folder, with the fragments that any of the files defines. A folder that does not
 * exist has none. Throws when a file is not a valid document.
 */
export function readKnownOperations(folder: string): KnownOperations {
  const documents = globSync('**/*.graphql', { cwd: folder }).map((file) =>
    parse(readFileSync(path.join(folder, file), 'utf8'), { noLocation: true }),
  );
  const definitions = documents.flatMap((document) => document.definitions);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of definitions) if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  return new Set(
    definitions.flatMap((each) =>
      each.kind === Kind.OPERATION_DEFINITION ? [signatureOf(usedDocument({ operation: each, fragments }))] : [],
    ),
  );
}

/** The digest by which an operation is known, whatever the order and layout of its definitions. */
export function signatureOf({ definitions }: DocumentNode): string {
  return hash('sha256', definitions.map(print).sort().join('\n'));
}
