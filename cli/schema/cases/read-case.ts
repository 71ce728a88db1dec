import { readFileSync } from 'node:fs';

/** A pair of schemas with the verdict that a person gives. */
export interface SchemaCase {
  /** Why the verdict is right. */
  why: string;
  /** The changes that a person expects, as `breaking FIELD_REMOVED Trip.price` and of access also `+driver -anonymous`. */
  changes: readonly string[];
  /** The changes that the library judges otherwise, with its severities. */
  byLibrary: readonly string[];
  /** The schemas of the subgraphs by their names, without the `@link`. */
  before: ReadonlyMap<string, string>;
  after: ReadonlyMap<string, string>;
  /** Other files of the project, such as `clients/web/trip.graphql`, by their paths. */
  files: ReadonlyMap<string, string>;
}

/**
 * Reads a case. Its head is a comment: the reason in sentences, then a line `changes:` and one change in each line, and perhaps a line
 * `the library:` with what graphql-inspector judges otherwise. Each part begins with a line `# --- before: SUBGRAPH`, `# --- after: SUBGRAPH`, `# --- removed: SUBGRAPH` or `# --- file: PATH`. A subgraph without a part
 * `after` stays as it is.
 */
export function readCase(file: string): SchemaCase {
  const [head = '', ...parts] = readFileSync(file, 'utf8').split(/^# --- /m);
  const [why = '', changes = '', byLibrary = ''] = head.replace(/^# ?/gm, '').split(/^(?:changes|the library):$/m);
  const before = new Map<string, string>();
  const after = new Map<string, string>();
  const removed = new Set<string>();
  const files = new Map<string, string>();
  for (const part of parts) {
    const [, kind, name = '', text = ''] = /^(\w+): (\S+)\n([\s\S]*)$/.exec(part) ?? [];
    if (kind === 'before') before.set(name, text);
    else if (kind === 'after') after.set(name, text);
    else if (kind === 'removed') removed.add(name);
    else if (kind === 'file') files.set(name, text);
    else throw new Error(`${file} has a part "${part.split('\n')[0]}"`);
  }
  for (const [name, text] of before) if (!after.has(name) && !removed.has(name)) after.set(name, text);
  return {
    why: why.trim(),
    changes: linesOf(changes),
    byLibrary: linesOf(byLibrary),
    before,
    after,
    files,
  };
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The `@link` that every schema of a case begins with, in one line. */
export const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${[
  '@authenticated',
  '@composeDirective',
  '@cost',
  '@external',
  '@inaccessible',
  '@interfaceObject',
  '@key',
  '@listSize',
  '@override',
  '@policy',
  '@provides',
  '@requires',
  '@requiresScopes',
  '@shareable',
  '@tag',
]
  .map((name) => `"${name}"`)
  .join(', ')}])`;
