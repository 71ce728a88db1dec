import { renameVariables } from '../../execution/execution.ts';
import type { Path } from '../../graphql/json-object.ts';
import type { FaultySubgraphs } from '../faults/faulty-subgraphs.ts';
import { mergeWithApollo } from '../oracle/apollo-merge.ts';
import { complete } from '../oracle/completion.ts';
import { findKnownDifference } from './known-differences.ts';
import { type Comparison, noEvent, type PlannedOperation, runExecutable } from './planned-operation.ts';
import { differenceOf, type ExpectedResult } from './result-difference.ts';

/**
 * Runs an operation with the executor and with Apollo's, over the same plan, data and faults. graphql-js completes the
 * data that Apollo's executor merges.
 */
export async function compareWithApollo(planned: PlannedOperation, subgraphs: FaultySubgraphs): Promise<Comparison> {
  const { supergraph, operation, plan } = planned;
  const { keys, clientKeys, clientVariables } = planned.planned;
  const variables = renameVariables(operation.exactVariables, clientVariables);
  const apolloRun = subgraphs.startRun();
  const merged = await mergeWithApollo({ supergraph, ...operation, variables }, plan, apolloRun);
  const toClient = (path: Path): Path =>
    path.map((step) => (typeof step === 'string' ? (clientKeys.get(step) ?? step) : step));
  const completed = complete(
    supergraph.completionSchema,
    { root: merged.root, malformedPaths: merged.malformedPaths.map(toClient), keys },
    { ...operation, variables: operation.exactVariables },
  );
  const errors = merged.errors.map((each) => ({
    ...each,
    path: each.path && toClient(each.path),
    rootPath: each.path,
  }));
  const expected: ExpectedResult = { ...completed, errors, root: merged.root };
  const run = subgraphs.startRun();
  const result = await runExecutable(planned, run);
  const knownDifference = findKnownDifference(merged, apolloRun, run, supergraph.hasPartialMembers);
  const isCompared = result !== noEvent && knownDifference === null;
  const difference = isCompared
    ? (differenceOf(expected, result) ?? requestDifference(apolloRun.requests, run.requests))
    : null;
  return { difference, knownDifference, result, run };
}

/** The executor may send fewer requests, and none twice, unless a mutation may have changed the response. */
function requestDifference(apollo: readonly string[], ours: readonly string[]): string | null {
  if (ours.length > apollo.length) return `${ours.length} requests instead of ${apollo.length}`;
  if (ours.some((request) => request.includes(' mutation'))) return null;
  const unnamed = ours.map((request) => request.replace(/ query \w+/, ' query '));
  const repeated = unnamed.find((request, index) => unnamed.indexOf(request) !== index);
  return repeated === undefined ? null : `repeated request: ${repeated}`;
}
