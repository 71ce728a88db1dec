import type { SchemaChange } from '../changes/schema-change.ts';
import { type Approval, approvedChange } from './approval.ts';

/** An approval that no longer approves anything. */
export interface StaleApproval {
  approval: Approval;
  reason: string;
}

export interface AppliedApprovals {
  /** The approval of each change that has one. */
  byChange: ReadonlyMap<SchemaChange, Approval>;
  /** Those that match no change, or whose date has passed. They fail the check. */
  stale: readonly StaleApproval[];
  /** Those whose change the base has already: they can be removed, and fail the check once their date has passed. */
  merged: readonly Approval[];
}

export interface ApprovalsInput {
  approvals: readonly Approval[];
  /** Those of the base; undefined if they are not known. */
  ofBase: readonly Approval[] | undefined;
  changes: readonly SchemaChange[];
  /** The present day in UTC, such as `2027-01-31`. */
  today: string;
}

/**
 * Finds the approval of each change, by code and path.
 *
 * An approval that matches no change is stale if it is new: it is mistyped, or its change was taken back. One that the base has too was
 * merged with its change. It is not stale before its date has passed, so that a merge does not fail the check of every other branch.
 */
export function applyApprovals({ approvals, ofBase, changes, today }: ApprovalsInput): AppliedApprovals {
  const inBase = new Set((ofBase ?? []).map(approvedChange));
  const byChange = new Map<SchemaChange, Approval>();
  const stale: StaleApproval[] = [];
  const merged: Approval[] = [];
  for (const approval of approvals) {
    const matching = changes.filter((change) => approvedChange(change) === approvedChange(approval));
    if (approval.until < today) stale.push({ approval, reason: `its date, ${approval.until}, has passed` });
    else if (matching.length > 0) for (const change of matching) byChange.set(change, approval);
    else if (inBase.has(approvedChange(approval))) merged.push(approval);
    else stale.push({ approval, reason: 'it matches no change' });
  }
  return { byChange, stale, merged };
}
