import { type ExecutionResult, GraphQLError, type GraphQLSchema, print } from 'graphql';
import { type Conditions, conditionsOf, conditionVariables } from '../graphql/conditions.ts';
import { type OperationParts, usedDocument } from '../graphql/operation-parts.ts';
import { fetchedFields } from '../planning/query-plan/fetched-fields.ts';
import { fetchesOf } from '../planning/query-plan/fetches-of.ts';
import type { OperationPlan } from '../planning/query-plan/operation-plan.ts';
import { compilePlan } from './compile-plan.ts';
import { Execution } from './execution.ts';
import type { PlanStep } from './plan-steps.ts';
import type { ExecutableOperation } from './request.ts';
import { compileShape } from './response/compile-shape.ts';
import type { Shape } from './response/object-writer.ts';
import { Shaping } from './response/shaping.ts';
import { ErrorPaths } from './subgraph-errors.ts';
import type { Variant, Variants } from './variants.ts';

/** The schemas that operations are compiled against, and the cache of the compiled operations. */
export interface CompilerOptions {
  /** The schema that clients see. */
  apiSchema: GraphQLSchema;
  /** The schema with every subgraph's types and fields. */
  supergraphSchema: GraphQLSchema;
  /** The names of the supergraph's interfaces. */
  interfaces: ReadonlySet<string>;
  variants: Variants;
}

/**
 * Compiles a planned operation. `@skip` and `@include` are settled first: each combination of their variables' values has a
 * variant of the plan and of the response shape, compiled when a request first needs it.
 */
export function compileOperation(
  { apiSchema, supergraphSchema, interfaces, variants }: CompilerOptions,
  parts: OperationParts,
  plan: OperationPlan,
): ExecutableOperation {
  const used = usedDocument(parts);
  const names = conditionVariables(used);
  const variantUnder = variants.ofOperation(print(used).length);
  const compile = (conditions: Conditions): Variant => {
    const { node } = plan.under(conditions);
    const fetched = fetchedFields(supergraphSchema, node ? fetchesOf(node) : []);
    return {
      step: compilePlan(supergraphSchema, node, conditions),
      shape: compileShape({ ...parts, schema: apiSchema, conditions }, plan.keyOf, fetched),
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
      const execution = new Execution(request, interfaces);
      if (variant.step) await runPlan(variant.step, execution);
      return resultOf(execution, variant.shape, plan.clientKeys);
    },
  };
}

/** Runs the plan until it ends or the request is aborted. */
async function runPlan(step: PlanStep, execution: Execution): Promise<void> {
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

/** Shapes the merged data as the client selected it. A null in a non-null position is an error unless another error explains it. */
function resultOf({ data, errors, request }: Execution, shape: Shape, clientKeys: ClientKeys): ExecutionResult {
  const shaping = new Shaping(request.variables);
  const shaped = shape(data, shaping);
  const { invalid, missing } = shaping;
  if (errors.length + invalid.length + missing.length === 0) return { data: shaped };
  const placed = clientKeys.size > 0 ? errors.map((error) => withClientKeys(error, clientKeys)) : errors;
  const paths = new ErrorPaths(placed);
  const unexplained = missing.filter(({ path }) => !paths.explain(path ?? []));
  const all = [...placed, ...invalid, ...unexplained];
  return all.length > 0 ? { data: shaped, errors: all } : { data: shaped };
}

/** Replaces the planner's response keys in an error's path by the client's. */
function withClientKeys({ message, path, extensions }: GraphQLError, clientKeys: ClientKeys): GraphQLError {
  const steps = path?.map((step) => (typeof step === 'string' ? (clientKeys.get(step) ?? step) : step));
  return new GraphQLError(message, { ...(steps ? { path: steps } : {}), extensions });
}

type ClientKeys = OperationPlan['clientKeys'];
