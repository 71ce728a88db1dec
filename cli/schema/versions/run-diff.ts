import type { Environment } from '#platform/settings.ts';
import type { VersionContent } from '../../../registry/versions/published-version.ts';
import { CannotRun } from '../cannot-run.ts';
import { compareSupergraphs } from '../changes/compare-supergraphs.ts';
import type { SchemaChange } from '../changes/schema-change.ts';
import type { DoesNotCompose } from '../check/check-schema.ts';
import { composeWorkingTree } from '../composition/compose-working-tree.ts';
import { printable } from '../report/printable.ts';
import { changeSections, terminalReport } from '../report/terminal.ts';
import { readWorkingTree } from '../sources/working-tree.ts';
import { subgraphChanges } from './published-line.ts';
import { readNamedVersion } from './version-source.ts';

/** What to compare. */
export interface DiffInput {
  /** A version: its number, or `latest`. */
  from: string;
  /** A version; null for the working tree. */
  to: string | null;
  isJson: boolean;
}

/** The version of the shape of the JSON. It changes when something is removed or changes its meaning. */
const diffJsonVersion = 1;

/**
 * Prints the changes between two versions, or a version and the working tree below `root`. Returns the exit code: 1 if the working tree does
 * not compose.
 */
export async function runDiff(root: string, environment: Environment, input: DiffInput): Promise<0 | 1 | 2> {
  try {
    const from = await versionSide(environment, input.from);
    const to = input.to === null ? await workingTreeSide(root) : await versionSide(environment, input.to);
    if ('outcome' in to) {
      console.error(terminalReport(to));
      return 1;
    }
    const changes = await compareSupergraphs(from.content.supergraphSdl, to.content.supergraphSdl);
    console.log(input.isJson ? asJson(from, to, changes) : asText(from, to, changes));
    return 0;
  } catch (error) {
    console.error('could not compare:', error instanceof CannotRun ? error.message : error);
    return 2;
  }
}

/** A side of the comparison. */
interface Side {
  label: string;
  content: Pick<VersionContent, 'subgraphs' | 'supergraphSdl'>;
}

async function versionSide(environment: Environment, name: string): Promise<Side> {
  const version = await readNamedVersion(environment, name);
  return { label: `version ${version.number}`, content: version };
}

async function workingTreeSide(root: string): Promise<Side | DoesNotCompose> {
  const subgraphs = await readWorkingTree(root);
  const composition = composeWorkingTree(subgraphs);
  if ('errors' in composition) return { outcome: 'does-not-compose', ok: false, ...composition };
  return { label: 'the working tree', content: { subgraphs, supergraphSdl: composition.supergraphSdl } };
}

function asJson(from: Side, to: Side, changes: readonly SchemaChange[]): string {
  return JSON.stringify({ version: diffJsonVersion, from: from.label, to: to.label, changes }, null, 2);
}

function asText(from: Side, to: Side, changes: readonly SchemaChange[]): string {
  const lines = [
    `From ${from.label} to ${to.label}: ${subgraphChanges(from.content, to.content)}.`,
    ...(changes.length === 0 ? ['', 'The schema is the same.'] : []),
    ...changeSections(changes.map((change) => ({ ...change, failure: null }))),
  ];
  return lines.map(printable).join('\n');
}
