import { apiSchemaOf } from '../../../gateway/supergraph/compose.ts';
import { applyApprovals, type StaleApproval } from '../approvals/apply-approvals.ts';
import type { Approval } from '../approvals/approval.ts';
import { approvalsFile } from '../approvals/approval.ts';
import { readApprovalsFile } from '../approvals/approvals-file.ts';
import { describeFaults, readApprovals } from '../approvals/read-approvals.ts';
import { CannotRun } from '../cannot-run.ts';
import { compareSupergraphs } from '../changes/compare-supergraphs.ts';
import type { SchemaChange } from '../changes/schema-change.ts';
import { type Composition, composeWorkingTree } from '../composition/compose-working-tree.ts';
import type { CompositionError } from '../composition/composition-error.ts';
import {
  type ClientOperation,
  type ClientOperations,
  type OperationFault,
  readClientOperations,
  validateOperations,
} from '../operations/client-operations.ts';
import { lostAccess } from '../operations/lost-access.ts';
import { boundedPlanner, type CreatePlanner } from '../operations/plan-operations.ts';
import { plannedFaults } from '../operations/planned-faults.ts';
import { baseSource, type ReadVersion } from '../sources/base-source.ts';
import { ElementPlaces } from '../sources/element-places.ts';
import type { EmptySource, SchemaSource, SubgraphFile } from '../sources/schema-source.ts';
import { readWorkingTree } from '../sources/working-tree.ts';
import type { CheckedChange, CheckedLostAccess, TrafficUse } from './checked-change.ts';
import { judge, judgeLostAccess, withLostAccess } from './verdict.ts';

/** The result of the check. `ok` is whether the working tree may replace the base. */
export type SchemaCheck = DoesNotCompose | Compared;

export interface DoesNotCompose {
  outcome: 'does-not-compose';
  ok: false;
  errors: readonly CompositionError[];
  /** How two implementations of composition disagree; null if they agree. */
  disagreement: SchemaChange | null;
}

export interface Compared {
  outcome: 'compared';
  ok: boolean;
  /** What people call the base. */
  base: string;
  /** Whether the base has a schema. Without one there are no changes. */
  baseHasSchema: boolean;
  changes: readonly CheckedChange[];
  operationCount: number;
  /** Why operations are invalid, or cannot be planned. */
  faults: readonly OperationFault[];
  /** The fields that authorization takes from operations. */
  lostAccess: readonly CheckedLostAccess[];
  staleApprovals: readonly StaleApproval[];
  /** Those whose change is in the base already. */
  mergedApprovals: readonly Approval[];
}

/** Compares breaking changes with the counted operations of clients. */
export type ReadTraffic = (
  breaking: readonly SchemaChange[],
  context: { before: string; operations: readonly ClientOperation[] },
) => Promise<ReadonlyMap<SchemaChange, TrafficUse>>;

export interface CheckOptions extends VerdictOptions {
  /** As `--base` names it. */
  base: string;
  readVersion?: ReadVersion | undefined;
}

/** What the verdict depends on beside the schemas. */
export interface VerdictOptions {
  failOnDangerous?: boolean;
  readTraffic?: ReadTraffic | undefined;
  /** Plans the operations; by default within all bounds of the gateway. */
  createPlanner?: CreatePlanner;
  /** The present day in UTC. */
  today?: string;
}

/**
 * Compares the supergraph of the working tree below `root` with the base, and validates and plans the operations in `clients/` against it.
 * Writes nothing.
 *
 * @throws CannotRun when there is no repository or no such base, a file is unreadable, an approval is at fault, or the base does not compose.
 */
export async function checkSchema(root: string, options: CheckOptions): Promise<SchemaCheck> {
  const base = await baseSource(root, options.base, options.readVersion);
  const subgraphs = await readWorkingTree(root);
  return checkAgainst(root, base, { subgraphs, composition: composeWorkingTree(subgraphs) }, options);
}

/** Subgraphs, and what composition makes of them. */
export interface ComposedSubgraphs {
  subgraphs: readonly SubgraphFile[];
  composition: Composition;
}

/**
 * Compares composed subgraphs with the base, and validates and plans the operations in `clients/` below `root` against them. Writes nothing.
 *
 * @throws CannotRun when a file is unreadable, or an approval is at fault.
 */
export async function checkAgainst(
  root: string,
  base: SchemaSource | EmptySource,
  { subgraphs, composition }: ComposedSubgraphs,
  options: VerdictOptions,
): Promise<SchemaCheck> {
  const approvals = await approvalsOf(root);
  const { disagreement } = composition;
  if ('errors' in composition)
    return { outcome: 'does-not-compose', ok: false, errors: composition.errors, disagreement };

  const before = base.supergraphSdl;
  const after = composition.supergraphSdl;
  const clients = await readClientOperations(root);
  const faults = await faultsOf(after, clients, options.createPlanner ?? boundedPlanner);
  const lost = before === null ? [] : lostAccess(before, after, clients.operations);
  const compared = before === null ? [] : await compareSupergraphs(before, after);
  const changes = withLostAccess([...compared, ...(disagreement ? [disagreement] : [])], lost);
  const ofBase = typeof base.approvals === 'string' ? readApprovals(base.approvals).approvals : base.approvals;
  const { byChange, stale, merged } = applyApprovals({
    approvals,
    ofBase: before === null ? approvals : (ofBase ?? undefined),
    changes,
    today: options.today ?? new Date().toISOString().slice(0, 10),
  });
  const breaking = changes.filter((change) => change.severity === 'breaking' && !byChange.has(change));
  const judging = {
    approvals: byChange,
    traffic:
      before === null || !options.readTraffic
        ? new Map<SchemaChange, TrafficUse>()
        : await options.readTraffic(breaking, { before, operations: clients.operations }),
    failOnDangerous: options.failOnDangerous ?? false,
    places: new ElementPlaces(subgraphs),
  };
  const judged = changes.map((change) => judge(change, judging));
  const judgedLost = lost.map((each) => judgeLostAccess(each, judged));
  return {
    outcome: 'compared',
    ok:
      faults.length + stale.length === 0 &&
      judged.every(({ failure }) => failure === null) &&
      judgedLost.every(({ isApproved }) => isApproved),
    base: base.label,
    baseHasSchema: before !== null,
    changes: judged,
    operationCount: clients.operations.length,
    faults,
    lostAccess: judgedLost,
    staleApprovals: stale,
    mergedApprovals: merged,
  };
}

async function faultsOf(
  supergraphSdl: string,
  clients: ClientOperations,
  createPlanner: CreatePlanner,
): Promise<OperationFault[]> {
  const schema = apiSchemaOf(supergraphSdl);
  const invalid: OperationFault[] = [];
  const valid: ClientOperation[] = [];
  for (const operation of clients.operations) {
    const faults = validateOperations(schema, [operation]);
    if (faults.length === 0) valid.push(operation);
    invalid.push(...faults);
  }
  return [...clients.faults, ...invalid, ...(await plannedFaults(valid, supergraphSdl, createPlanner))];
}

async function approvalsOf(root: string): Promise<Approval[]> {
  const text = (await readApprovalsFile(root)) ?? '';
  const { approvals, faults } = readApprovals(text);
  if (faults.length > 0) throw new CannotRun(`${approvalsFile} has faults:\n${describeFaults(faults)}`);
  return approvals;
}
