import { type ExecutionResult, getOperationAST, getVariableValues, specifiedRules, validate } from 'graphql';
import { parseJson, stringifyJson } from '#platform/lossless-json.ts';
import { compileOperation } from '../../execution/compile-operation.ts';
import type { ExecutableOperation, RunObserver } from '../../execution/request.ts';
import { conditionsOf, conditionVariables } from '../../graphql/conditions.ts';
import type { JsonObject } from '../../graphql/json-object.ts';
import { convertVariables } from '../../graphql/long-integers.ts';
import { operationParts, usedDocument } from '../../graphql/operation-parts.ts';
import type { OperationPlan } from '../../planning/query-plan/operation-plan.ts';
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
  planned: OperationPlan;
  plan: Plan;
  /** The client's variables as the gateway sends them to subgraphs, and their coerced values. */
  variables: JsonObject;
  coerced: JsonObject;
}

/** The outcome of one run of the executor. */
export interface Comparison {
  /** Whether a representation that the planner rewrites was requested twice: too often, but not wrong. */
  repeatsRequest?: boolean;
  /** The difference from the oracle's result; null when there is none. */
  difference: string | null;
  /** The reason that the results were not compared; null when they were. */
  knownDifference: string | null;
  result: ExecutionResult;
  run: SubgraphsRun;
}

/** A shrunk operation may declare variables that it does not use. */
const rules = specifiedRules.filter((rule) => !rule.name.startsWith('NoUnused'));

/** The result of a subscription whose source subgraph sent no event. */
export const noEvent: ExecutionResult = {};

/**
 * Plans and compiles an operation. Throws when it is invalid, or cannot be planned, or a subgraph would refuse a fetch of its plan.
 */
export async function planOperation(
  supergraph: TestSupergraph,
  operation: GeneratedOperation,
): Promise<PlannedOperation> {
  const { document, operationName } = operation;
  const { graph } = supergraph;
  const [invalid] = validate(graph.apiSchema, document, rules, { maxErrors: 1 });
  if (invalid) throw new Error(`the generated operation is invalid: ${invalid.message}`);
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const variables = convertVariables(graph.apiSchema, definitions, operation.variables);
  const { coerced, errors } = getVariableValues(graph.apiSchema, definitions, variables);
  if (errors) throw new Error(`generated variables are invalid: ${errors[0]?.message}`);
  const parts = operationParts(document, operationName);
  const conditions = conditionsOf(conditionVariables(usedDocument(parts)), coerced);
  const planned = await graph.planner.plan({ operation: parts, conditions, isKnown: false });
  const [invalidFetch] = planned.invalidFetches;
  if (invalidFetch) throw new Error(`a fetch would be refused by ${invalidFetch}`);
  const planner = { plan: () => planned, stop: async () => {} };
  const { apiSchema, supergraphSchema, interfaces, variants, compileCosts } = graph;
  const executable = compileOperation(
    { apiSchema, supergraphSchema, interfaces, variants, planner, compileCosts, onInvalidFetch: () => {} },
    parts,
  );
  return { supergraph, operation, executable, planned, plan: planned.plan, variables, coerced };
}

/** Runs an operation with the executor under test. A subscription runs for one event; `noEvent` when there is none. */
export async function runExecutable(
  planned: PlannedOperation,
  run: SubgraphsRun,
  observer?: RunObserver,
): Promise<ExecutionResult> {
  const { executable, variables: sent, coerced, plan } = planned;
  const fetch: FetchSubgraph = async (subgraph, { query, variables }, signal) => {
    signal.throwIfAborted();
    const { wire } = await run.request(subgraph, query, variables ?? {});
    return parseJson(stringifyJson(wire)) as SubgraphResponse;
  };
  const request = {
    variables: sent,
    coerced,
    fetch,
    signal: new AbortController().signal,
    ...(observer ? { observer } : {}),
  };
  if (plan.node?.kind !== 'Subscription') return executable.run(request);

  const primary = await executable.primary(request);
  if (!primary) throw new Error('a subscription must have a primary');
  let event: SubgraphResponse;
  try {
    event = await fetch(primary.subgraph, { ...primary, operationName: undefined }, request.signal);
  } catch (error) {
    if (error instanceof TransportFailure) return noEvent;
    throw error;
  }
  const before = stringifyJson(event);
  const result = await executable.run({ ...request, primary: event });
  if (stringifyJson(event) !== before) throw new Error('the executor mutated an event that other subscribers share');
  return result;
}
