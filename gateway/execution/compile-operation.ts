import { type ExecutionResult, GraphQLError, print } from 'graphql';
import { type Conditions, conditionsOf, conditionVariables } from '../graphql/conditions.ts';
import { type OperationParts, usedDocument } from '../graphql/operation-parts.ts';
import type { OperationPlan } from '../planning/operation-planner.ts';
import { fetchedFields } from '../planning/query-plan/fetched-fields.ts';
import type { FederatedGraph } from '../supergraph/federated-graph.ts';
import type { SubgraphResponse } from '../upstream/transport.ts';
import { compilePlan, fetchesOf } from './compile-plan.ts';
import { Execution } from './execution.ts';
import type { PlanStep } from './plan-steps.ts';
import { compileShape } from './response/compile-shape.ts';
import type { Shape } from './response/object-writer.ts';
import { Shaping } from './response/shaping.ts';
import { ToldPlaces } from './subgraph-errors.ts';
import type { Variant } from './variants.ts';

/** An operation, compiled once, to be run for each request. */
export interface ExecutableOperation {
  /**
   * Runs it over the subgraphs. What goes wrong is an error in the result, with the client's path. Rejects when the
   * request's signal aborts, and with what is no failure of a subgraph.
   */
  run(request: ExecutionRequest): Promise<ExecutionResult>;
}

export interface ExecutionRequest {
  /** As the client gave them. */
  variables: Record<string, unknown>;
  /** As the operation declares them, defaults filled in. */
  coerced: Record<string, unknown>;
  fetch: FetchSubgraph;
  /** Aborts when the client goes away or the deadline passes: no fetch outlives its request. */
  signal: AbortSignal;
  /** For an event of a subscription: the answer to the plan's first fetch. It is left as it is. */
  primary?: SubgraphResponse;
}

/** Asks a subgraph. The answer is the caller's, who may change it. Rejects with TransportFailure where there is none. */
export type FetchSubgraph = (
  subgraph: string,
  request: { query: string; operationName: string | undefined; variables: Record<string, unknown> | undefined },
  signal: AbortSignal,
) => Promise<SubgraphResponse>;

/**
 * Compiles a planned operation. `@skip` and `@include` are settled before: for each set of their variables' values that
 * comes there is a variant of the plan and of the answer's shape, compiled when it first comes.
 */
export function compileOperation(
  graph: FederatedGraph,
  parts: OperationParts,
  plan: OperationPlan,
): ExecutableOperation {
  const used = usedDocument(parts);
  const names = conditionVariables(used);
  const variantUnder = graph.variants.ofOperation(print(used).length);
  const compile = (conditions: Conditions): Variant => {
    const { node } = plan.under(conditions);
    const fetched = fetchedFields(graph.supergraphSchema, node ? fetchesOf(node) : []);
    return {
      step: compilePlan(graph.supergraphSchema, node, conditions),
      shape: compileShape({ ...parts, schema: graph.apiSchema, conditions }, plan.keyOf, fetched),
    };
  };
  const variantFor = (coerced: Record<string, unknown>): Variant => {
    const conditions = conditionsOf(names, coerced);
    return variantUnder([...conditions.values()].join(), () => compile(conditions));
  };
  return {
    run: async (request) => {
      request.signal.throwIfAborted();
      let variant: Variant;
      try {
        variant = variantFor(request.coerced);
      } catch (error) {
        if (error instanceof GraphQLError) return { errors: [error] };
        throw error;
      }
      const execution = new Execution(request, graph.interfaces);
      if (variant.step) await fetchAll(variant.step, execution);
      return answerOf(execution, variant.shape, plan.clientKeys);
    },
  };
}

/** Runs the plan, until the request is aborted at the latest. */
async function fetchAll(step: PlanStep, execution: Execution): Promise<void> {
  const { signal } = execution.request;
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    await Promise.race([step.run(execution), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
    execution.end();
  }
}

/** What was fetched, as the client asked for it. A null where none may be is told of, unless an error explains it. */
function answerOf({ data, errors, request }: Execution, shape: Shape, clientKeys: ClientKeys): ExecutionResult {
  const shaping = new Shaping(request.variables);
  const shaped = shape(data, shaping);
  const { invalid, missing } = shaping;
  if (errors.length + invalid.length + missing.length === 0) return { data: shaped };
  const placed = clientKeys.size > 0 ? errors.map((error) => withClientKeys(error, clientKeys)) : errors;
  const told = new ToldPlaces(placed);
  const unexplained = missing.filter(({ path }) => !told.explain(path ?? []));
  const all = [...placed, ...invalid, ...unexplained];
  return all.length > 0 ? { data: shaped, errors: all } : { data: shaped };
}

/** An error of a subgraph is where its answer was merged, which may be under a key that is not the client's. */
function withClientKeys({ message, path, extensions }: GraphQLError, clientKeys: ClientKeys): GraphQLError {
  const steps = path?.map((step) => (typeof step === 'string' ? (clientKeys.get(step) ?? step) : step));
  return new GraphQLError(message, { ...(steps ? { path: steps } : {}), extensions });
}

type ClientKeys = OperationPlan['clientKeys'];
