import type { Reported } from './reported.ts';

/** The version of the report's shape. It changes when something is removed or changes its meaning. */
const jsonVersion = 1;

/** Returns the result as JSON. docs/schema-check.md describes its shape, in which fields may be added. */
export function jsonReport(reported: Reported): string {
  return JSON.stringify({ version: jsonVersion, ...shapeOf(reported) }, null, 2);
}

function shapeOf(reported: Reported): object {
  if (reported.outcome === 'could-not-run') return { outcome: 'could-not-run', ok: false, reason: reported.reason };
  if (reported.outcome === 'does-not-compose') {
    const { ok, errors, disagreement } = reported;
    return { outcome: 'does-not-compose', ok, errors, disagreement: disagreement?.message ?? null };
  }
  const { ok, base, baseHasSchema, changes, operationCount, faults, lostAccess } = reported;
  return {
    outcome: 'compared',
    ok,
    base,
    baseHasSchema,
    changes: changes.map((change) => ({
      code: change.code,
      severity: change.severity,
      path: change.path,
      message: change.message,
      subgraph: change.subgraph ?? null,
      access: change.access ?? null,
      failure: change.failure,
      approval: change.approval ?? null,
      traffic: change.traffic ?? null,
      place: change.place ?? null,
    })),
    operations: { count: operationCount, faults, lostAccess },
    approvals: {
      stale: reported.staleApprovals.map(({ approval, reason }) => ({ ...approval, why: reason })),
      merged: reported.mergedApprovals,
    },
  };
}
