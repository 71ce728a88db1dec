import {
  apiSchemaOf,
  CompositionFailed,
  composeSupergraph,
  readSubgraphSchemas,
} from '../../../gateway/supergraph/compose.ts';
import { CannotRun, orCannotRun } from '../cannot-run.ts';
import { compareSupergraphs } from '../changes/compare-supergraphs.ts';
import type { SchemaChange } from '../changes/schema-change.ts';
import { commitOf } from '../git.ts';
import { type OperationFault, readClientOperations, validateOperations } from '../operations/client-operations.ts';
import { readSubgraphSchemasAt } from './base-schema.ts';

/** The result of the check. `ok` is whether the working tree may replace the base. */
export type SchemaCheck = DoesNotCompose | Compared;

export interface DoesNotCompose {
  outcome: 'does-not-compose';
  ok: false;
  errors: readonly string[];
}

export interface Compared {
  outcome: 'compared';
  ok: boolean;
  /** The hash of the base. */
  commit: string;
  /** Whether the base has a schema. Without one there are no changes. */
  baseHasSchema: boolean;
  changes: SchemaChange[];
  operationCount: number;
  faults: OperationFault[];
}

/**
 * Compares the supergraph of the working tree below `root` with that of the commit `base`, and validates the operations in `clients/`
 * against it. Writes nothing.
 *
 * @throws CannotRun when there is no repository or no such commit, a file is unreadable, or the base does not compose.
 */
export async function checkSchema(root: string, base: string): Promise<SchemaCheck> {
  const commit = await commitOf(root, base);
  const after = await workingTreeSupergraph(root);
  if (after instanceof CompositionFailed) return { outcome: 'does-not-compose', ok: false, errors: after.errors };

  const before = await supergraphAt(root, commit, base);
  const changes = before === null ? [] : await compareSupergraphs(before, after);
  const clients = await readClientOperations(root);
  const faults = [...clients.faults, ...validateOperations(apiSchemaOf(after), clients.operations)];
  return {
    outcome: 'compared',
    ok: faults.length === 0 && changes.every(({ severity }) => severity !== 'breaking'),
    commit,
    baseHasSchema: before !== null,
    changes,
    operationCount: clients.operations.length,
    faults,
  };
}

async function workingTreeSupergraph(root: string): Promise<string | CompositionFailed> {
  const subgraphs = await orCannotRun("can't read the subgraphs' schemas", () => readSubgraphSchemas(root));
  try {
    return composeSupergraph(subgraphs).supergraphSdl;
  } catch (error) {
    if (error instanceof CompositionFailed) return error;
    throw error;
  }
}

async function supergraphAt(root: string, commit: string, base: string): Promise<string | null> {
  const subgraphs = await readSubgraphSchemasAt(root, commit);
  if (subgraphs.length === 0) return null;
  try {
    return composeSupergraph(subgraphs).supergraphSdl;
  } catch (cause) {
    if (!(cause instanceof CompositionFailed)) throw cause;
    throw new CannotRun(`can't compare with ${base}, where ${cause.message}`, { cause });
  }
}
