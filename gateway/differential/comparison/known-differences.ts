import type { SubgraphsRun } from '../faults/faulty-subgraphs.ts';
import type { MergedData } from '../oracle/apollo-merge.ts';

/**
 * The reason that the two executors may differ in this run; null when they must agree. The oracle takes only the merged data from
 * Apollo's executor, so the errors that it omits or misplaces and the invalid values that it forwards need no entry here.
 */
export function findKnownDifference(
  { malformedPaths }: MergedData,
  apolloRun: SubgraphsRun,
  run: SubgraphsRun,
  hasPartialMembers: boolean,
): string | null {
  // A value of a wrong shape makes Apollo's executor throw, so the oracle passes null to it instead. Our executor forwards
  // the value in representations, to which a subgraph may respond otherwise.
  const sent = new Set(apolloRun.requests);
  const sendsOthers = run.requests.some((request) => !sent.has(request));
  if (malformedPaths.length > 0 && sendsOthers) return 'a value of a wrong shape was forwarded';
  // The plan fetches no fields of a type that the subgraph lacks. The executor says so, and the oracle takes them as missing.
  if (hasPartialMembers && run.faults.has('wrong typename')) return 'a subgraph may have returned a type that it lacks';
  return null;
}
