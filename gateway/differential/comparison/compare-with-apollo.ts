import { renameVariables } from '../../execution/execution.ts';
import type { Path } from '../../graphql/json-object.ts';
import { fetchesOf } from '../../planning/query-plan/fetches-of.ts';
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
  if (!isCompared) return { difference: null, knownDifference, result, run };
  const repeated = repeatedRequest(run.requests);
  // Fetches whose representations the planner rewrites may require different fields for the same representation.
  const isRewritten = [...(plan.node ? fetchesOf(plan.node) : [])].some(({ fetch }) => fetch.inputRewrites?.length);
  const requestDifference =
    run.requests.length > apolloRun.requests.length
      ? `${run.requests.length} requests instead of ${apolloRun.requests.length}`
      : repeated && !isRewritten && `repeated request: ${repeated}`;
  const difference = differenceOf(expected, result) ?? (requestDifference || null);
  return { difference, knownDifference, result, run, repeatsRequest: repeated !== null };
}

/** A request that was sent twice, though no mutation may have changed its response; null for none. */
function repeatedRequest(requests: readonly string[]): string | null {
  if (requests.some((request) => request.includes(' mutation'))) return null;
  const unnamed = requests.map((request) => request.replace(/ query \w+/, ' query '));
  return unnamed.find((request, index) => unnamed.indexOf(request) !== index) ?? null;
}
