import { GraphQLError, parse, Source } from 'graphql';
import { commitOf } from '../git.ts';
import { changedElements, type Element, elementAt, elementsOf } from '../sources/document-elements.ts';
import { readSubgraphsAt } from '../sources/git-source.ts';
import { readWorkingTree } from '../sources/working-tree.ts';
import { type DocumentMessage, invalidSchema, lintDocument } from './lint-document.ts';
import { readUnresolved } from './resolvers/read-unresolved.ts';
import type { SubgraphDocument } from './rules/document-rule.ts';

/** A fault of a subgraph's schema. */
export interface LintFault extends DocumentMessage {
  subgraph: string;
  /** From the root of the project, with forward slashes. */
  file: string;
  /** The element at the place, such as `Trip.price`. */
  coordinate: string;
}

export interface Lint {
  /** Whether no fault is an error. */
  ok: boolean;
  /** The hash of the base; null if everything was linted. */
  commit: string | null;
  /** The subgraphs whose schema was linted: all, or those that changed. */
  subgraphs: string[];
  faults: LintFault[];
}

/** What to lint: everything, or what changed since a commit. */
export type LintScope = { all: true } | { base: string };

interface ParsedSubgraph extends SubgraphDocument {
  text: string;
  elements: Element[];
}

/**
 * Lints the schemas of the subgraphs below `root`. With a base it returns the faults of the elements that changed since that commit, and
 * those that the commit did not have, such as a type that is no longer reached.
 *
 * @throws CannotRun when there is no repository or no such commit, or a file is unreadable.
 */
export async function lintSchemas(root: string, scope: LintScope): Promise<Lint> {
  const commit = 'base' in scope ? await commitOf(root, scope.base) : null;
  const sources = await readWorkingTree(root);
  const { parsed, faults } = parseAll(sources);
  if (faults.length > 0) return resultOf(commit, sources, faults);

  const before = commit === null ? [] : parseAll(await readSubgraphsAt(root, commit)).parsed;
  const changed = commit === null ? parsed : parsed.filter((each) => textOf(before, each.name) !== each.text);
  if (changed.length === 0) return resultOf(commit, [], []);
  const unresolved = await readUnresolved(root, changed);
  // A change of one schema can be a fault of another, such as a description that is no longer the same.
  for (const subgraph of parsed) {
    const after = lint(subgraph, parsed, unresolved.get(subgraph.name));
    faults.push(...(commit === null ? after : onlyChanged(after, subgraph, before)));
  }
  return resultOf(commit, changed, faults);
}

function resultOf(commit: string | null, linted: readonly { name: string }[], faults: LintFault[]): Lint {
  const ok = faults.every(({ severity }) => severity !== 'error');
  return { ok, commit, subgraphs: linted.map(({ name }) => name), faults };
}

function onlyChanged(after: LintFault[], subgraph: ParsedSubgraph, before: readonly ParsedSubgraph[]): LintFault[] {
  const base = before.find(({ name }) => name === subgraph.name);
  if (!base) return after;
  const changed = changedElements(base.elements, subgraph.elements);
  const keyOf = ({ rule, coordinate, message }: LintFault) => `${rule} ${coordinate} ${message}`;
  const known = new Set(lint(base, before).map(keyOf));
  // The resolvers of the base are unknown: of what did not change, its fields are none of this change's faults.
  return after.filter(
    (fault) => changed.has(fault.coordinate) || (fault.rule !== 'masar/resolved-field' && !known.has(keyOf(fault))),
  );
}

function lint(
  subgraph: ParsedSubgraph,
  subgraphs: readonly SubgraphDocument[],
  unresolved: ReadonlyMap<string, string> = new Map(),
): LintFault[] {
  const { name, document, text, elements } = subgraph;
  return lintDocument(text, { name, document, subgraphs, unresolved }).map((message) =>
    locate(message, name, elementAt(elements, offsetOf(text, message))?.coordinate ?? 'schema'),
  );
}

function locate(message: DocumentMessage, subgraph: string, coordinate: string): LintFault {
  return { ...message, subgraph, file: `subgraphs/${subgraph}/schema.graphql`, coordinate };
}

function offsetOf(text: string, { line, column }: { line: number; column: number }): number {
  let start = 0;
  for (let each = 1; each < line; each++) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
}

function textOf(subgraphs: readonly ParsedSubgraph[], name: string): string | undefined {
  return subgraphs.find((each) => each.name === name)?.text;
}

function parseAll(sources: readonly { name: string; typeDefs: string }[]): {
  parsed: ParsedSubgraph[];
  faults: LintFault[];
} {
  const parsed: ParsedSubgraph[] = [];
  const faults: LintFault[] = [];
  for (const { name, typeDefs: text } of sources) {
    try {
      const document = parse(new Source(text, name));
      parsed.push({ name, text, document, elements: elementsOf(document) });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const { line = 1, column = 1 } = error.locations?.[0] ?? {};
      const fault = { rule: invalidSchema, severity: 'error', message: error.message, line, column } as const;
      faults.push(locate(fault, name, 'schema'));
    }
  }
  return { parsed, faults };
}
