import { type ExecutionResult, getOperationAST, getVariableValues } from 'graphql';
import { compileOperation } from '../../execution/compile-operation.ts';
import type { ExecutableOperation } from '../../execution/request.ts';
import { conditionsOf, conditionVariables } from '../../graphql/conditions.ts';
import type { JsonObject } from '../../graphql/json-object.ts';
import { operationParts, usedDocument } from '../../graphql/operation-parts.ts';
import type { Plan } from '../../planning/query-plan/plan-nodes.ts';
import { type FetchSubgraph, type SubgraphResponse, TransportFailure } from '../../upstream/subgraph-response.ts';
import type { SubgraphsRun } from '../faults/faulty-subgraphs.ts';
import type { GeneratedOperation } from '../operations/generate-operation.ts';
import type { TestSupergraph } from '../supergraphs/test-supergraph.ts';

/** A planned and compiled operation, ready for several runs. */
export interface PlannedOperation {
  supergraph: TestSupergraph;
  operation: GeneratedOperation;
  executable: ExecutableOperation;
  /** The plan for the values of the variables in `@skip` and `@include`. */
  plan: Plan;
  coerced: JsonObject;
  /** Whether the plan uses the response keys of the client. Apollo's executor cannot restore them from others. */
  usesClientKeys: boolean;
}

/** The outcome of one run of the executor. */
export interface Comparison {
  /** The difference from the oracle's result; null when there is none. */
  difference: string | null;
  /** The reason that the results were not compared; null when they were. */
  knownDifference: string | null;
  result: ExecutionResult;
  run: SubgraphsRun;
}

/** The result of a subscription whose source subgraph sent no event. */
export const noEvent: ExecutionResult = {};

/**
 * Plans and compiles an operation.
 *
 * @throws GraphQLError when it cannot be planned.
 */
export async function planOperation(
  supergraph: TestSupergraph,
  operation: GeneratedOperation,
): Promise<PlannedOperation> {
  const { document, operationName, variables } = operation;
  const { graph } = supergraph;
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const { coerced, errors } = getVariableValues(graph.apiSchema, definitions, variables);
  if (errors) throw new Error(`generated variables are invalid: ${errors[0]?.message}`);
  const parts = operationParts(document, operationName);
  const conditions = conditionsOf(conditionVariables(usedDocument(parts)), coerced);
  const planned = await graph.planner.plan({ operation: parts, conditions, isKnown: false });
  const planner = { plan: () => planned, stop: async () => {} };
  const { apiSchema, supergraphSchema, interfaces, variants } = graph;
  const executable = compileOperation({ apiSchema, supergraphSchema, interfaces, variants, planner }, parts);
  const { plan } = planned;
  const text = JSON.stringify(plan);
  const usesClientKeys = [...planned.clientKeys.keys()].every((key) => !text.includes(key));
  return { supergraph, operation, executable, plan, coerced, usesClientKeys };
}

/** Runs an operation with the executor under test. A subscription runs for one event; `noEvent` when there is none. */
export async function runExecutable(planned: PlannedOperation, run: SubgraphsRun): Promise<ExecutionResult> {
  const { executable, coerced, operation, plan } = planned;
  const fetch: FetchSubgraph = async (subgraph, { query, variables }, signal) => {
    signal.throwIfAborted();
    const { wire } = await run.request(subgraph, query, variables ?? {});
    return JSON.parse(JSON.stringify(wire)) as SubgraphResponse;
  };
  const request = { variables: operation.variables, coerced, fetch, signal: new AbortController().signal };
  if (plan.node?.kind !== 'Subscription') return executable.run(request);

  const primary = await executable.primary(request);
  if (!primary) throw new Error('a subscription must have a primary');
  let event: SubgraphResponse;
  try {
    event = await fetch(primary.subgraph, primary, request.signal);
  } catch (error) {
    if (error instanceof TransportFailure) return noEvent;
    throw error;
  }
  const before = JSON.stringify(event);
  const result = await executable.run({ ...request, primary: event });
  if (JSON.stringify(event) !== before) throw new Error('the executor mutated an event that other subscribers share');
  return result;
}
