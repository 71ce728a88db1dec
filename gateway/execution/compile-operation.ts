import {
  type ExecutionResult,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  print,
  type ValueNode,
} from 'graphql';
import { Refusal } from '#platform/errors/refusal.ts';
import type { Span } from '#platform/tracing/span.ts';
import { ending } from '#platform/tracing/traced.ts';
import { type Conditions, conditionsOf, conditionVariables } from '../graphql/conditions.ts';
import { fieldIdentity, responseKey } from '../graphql/field-identity.ts';
import type { JsonObject, Path } from '../graphql/json-object.ts';
import { type OperationParts, usedDocument } from '../graphql/operation-parts.ts';
import { PlanLimitExceeded, type Planner } from '../planning/planner.ts';
import { readFetch } from '../planning/query-plan/fetch-operation.ts';
import { fetchedFields } from '../planning/query-plan/fetched-fields.ts';
import { fetchesOf } from '../planning/query-plan/fetches-of.ts';
import { type OperationPlan, primaryOf } from '../planning/query-plan/operation-plan.ts';
import { compilePlan } from './compile-plan.ts';
import { Execution, fetchVariables, renameVariables } from './execution.ts';
import type { ExecutableOperation, ExecutionRequest, RunCosts } from './request.ts';
import { compileShape } from './response/compile-shape.ts';
import type { Shape } from './response/object-writer.ts';
import { Shaping } from './response/shaping.ts';
import { ErrorPaths } from './subgraph-errors.ts';
import type { Variant, Variants } from './variants.ts';

/** What operations are compiled with. */
export interface Compiler {
  /** The schema that clients see. */
  apiSchema: GraphQLSchema;
  /** The schema with every subgraph's types and fields. */
  supergraphSchema: GraphQLSchema;
  /** The names of the supergraph's interfaces. */
  interfaces: ReadonlySet<string>;
  variants: Variants;
  planner: Planner;
  /** Called for each fetch that a plan leaves out because its subgraph would refuse it. */
  onInvalidFetch: (fault: string) => void;
  /** Compiles the costs of a planned operation. */
  compileCosts(planned: PlannedOperation): RunCosts;
}

/** An operation under settled conditions, and its plan. */
export interface PlannedOperation {
  parts: OperationParts;
  conditions: Conditions;
  plan: OperationPlan;
  /** The response key under which the subgraphs answer a field. */
  keyOf: (field: FieldNode) => string;
}

/**
 * Makes an operation executable. `@skip` and `@include` are settled beforehand: each combination of their variables' values has a
 * variant, planned and compiled when a request first needs it.
 */
export function compileOperation(compiler: Compiler, parts: OperationParts, isKnown = false): ExecutableOperation {
  const used = usedDocument(parts);
  const conditionsUsed = conditionVariables(used);
  const variants = compiler.variants.ofOperation(print(used).length);
  const pending = new Map<string, Promise<Variant>>();

  const compile = async (key: string, conditions: Conditions): Promise<Variant> => {
    try {
      const plan = await compiler.planner.plan({ operation: parts, conditions, isKnown });
      for (const fault of plan.invalidFetches) compiler.onInvalidFetch(fault);
      const variant = compileVariant(compiler, { parts, conditions, plan, keyOf: keysOf(plan) });
      variants.set(key, variant);
      return variant;
    } catch (error) {
      if (error instanceof PlanLimitExceeded) throw new Refusal('OPERATION_TOO_LARGE', { limit: error.limit });
      throw error;
    } finally {
      pending.delete(key);
    }
  };
  const variantFor = (coerced: Record<string, unknown>): Variant | Promise<Variant> => {
    const conditions = conditionsOf(conditionsUsed, coerced);
    const key = [...conditions.values()].join();
    const variant = variants.get(key) ?? pending.get(key);
    if (variant) return variant;
    const compiling = compile(key, conditions);
    pending.set(key, compiling);
    return compiling;
  };

  return {
    run: async (request) => {
      const { signal, span } = request;
      signal.throwIfAborted();
      let variant: Variant;
      try {
        const found = variantFor(request.coerced);
        variant =
          found instanceof Promise ? await ending(span?.child('plan'), () => untilAborted(signal, found)) : found;
        request.observer?.planned(variant.costs);
        if (variant.plan) request.recorder?.planned(variant.plan);
        if (request.recorder?.isDry) return { data: null };
      } catch (error) {
        if (error instanceof GraphQLError) return { errors: [error] };
        throw error;
      }
      const executing = span?.child('execute');
      const execution = new Execution(withSpan(withFetchNames(request, variant), executing), compiler.interfaces);
      try {
        if (variant.step) await untilAborted(signal, variant.step.run(execution));
      } finally {
        execution.end();
        executing?.end();
      }
      request.observer?.fetched(execution.data, variant.costs);
      return resultOf(execution, variant.shape, variant.clientKeys);
    },

    primary: async ({ variables, coerced, observer }) => {
      const variant = await variantFor(coerced);
      observer?.planned(variant.costs);
      if (!variant.primary) return null;
      const { subgraph, operation, nameless, variables: names } = readFetch(variant.primary);
      const field = rootFieldOf(operation);
      const values = fetchVariables(names, withFetchNames({ variables }, variant));
      const given = field.arguments?.filter(({ value }) => hasValue(value, operation, values)) ?? [];
      return {
        subgraph,
        field: field.name.value,
        given: given.map(({ name }) => name.value),
        query: nameless,
        variables: values,
      };
    },
  };
}

/** The planner writes a subscription as one field, without fragments around it. */
function rootFieldOf({ selectionSet }: OperationDefinitionNode): FieldNode {
  const field = selectionSet.selections.find((each) => each.kind === Kind.FIELD && each.name.value !== '__typename');
  if (field?.kind !== Kind.FIELD) throw new Error('a subscription without a field');
  return field;
}

/** Whether an argument's value is other than null under these variables. */
function hasValue(value: ValueNode, { variableDefinitions }: OperationDefinitionNode, variables: JsonObject): boolean {
  if (value.kind !== Kind.VARIABLE) return value.kind !== Kind.NULL;
  const { value: name } = value.name;
  if (Object.hasOwn(variables, name)) return variables[name] !== null;
  const byDefault = variableDefinitions?.find(({ variable }) => variable.name.value === name)?.defaultValue;
  return byDefault !== undefined && byDefault.kind !== Kind.NULL;
}

function compileVariant({ apiSchema, supergraphSchema, compileCosts }: Compiler, planned: PlannedOperation): Variant {
  const { parts, conditions, plan: operationPlan, keyOf } = planned;
  const { plan, clientKeys, clientVariables } = operationPlan;
  const { node } = plan;
  const fetched = fetchedFields(supergraphSchema, node ? fetchesOf(node) : []);
  const { step, fetches } = compilePlan(supergraphSchema, node, conditions);
  return {
    step,
    shape: compileShape({ ...parts, schema: apiSchema, conditions }, keyOf, fetched),
    costs: compileCosts(planned),
    primary: primaryOf(operationPlan),
    plan: node?.kind === 'Subscription' ? null : { node, fetches },
    clientKeys,
    clientVariables,
  };
}

/** How a plan's response keys are found for fields of the client's operation. */
export const keysOf =
  ({ keys }: OperationPlan) =>
  (field: FieldNode): string =>
    keys.get(fieldIdentity(field)) ?? responseKey(field);

/** The request with its variables under the names that the fetches use for them. */
function withFetchNames<Request extends Pick<ExecutionRequest, 'variables'>>(
  request: Request,
  { clientVariables }: Variant,
): Request {
  if (clientVariables.size === 0) return request;
  return { ...request, variables: renameVariables(request.variables, clientVariables) };
}

const withSpan = (request: ExecutionRequest, span: Span | undefined): ExecutionRequest =>
  span ? { ...request, span } : request;

/** Resolves or rejects as the work does, or rejects with the signal's reason as soon as it aborts. */
async function untilAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Shapes the merged data as the client selected it. A null in a non-null position is an error unless another error explains it. */
function resultOf({ data, errors, nulled, request }: Execution, shape: Shape, clientKeys: ClientKeys): ExecutionResult {
  const shaping = new Shaping(request.variables);
  const shaped = shape(data, shaping);
  const { invalid, missing } = shaping;
  if (errors.length + invalid.length + missing.length === 0) return { data: shaped };
  const placed = clientKeys.size > 0 ? errors.map((error) => atClientKeys(error, clientKeys)) : errors;
  const paths = new ErrorPaths(
    placed,
    nulled.map((path) => withClientKeys(path, clientKeys)),
  );
  const unexplained = missing.filter(({ path }) => !paths.explain(path ?? []));
  const all = [...placed, ...invalid, ...unexplained];
  return all.length > 0 ? { data: shaped, errors: all } : { data: shaped };
}

/** Replaces the planner's response keys in an error's path by the client's. */
function atClientKeys({ message, path, extensions }: GraphQLError, clientKeys: ClientKeys): GraphQLError {
  return new GraphQLError(message, { ...(path ? { path: withClientKeys(path, clientKeys) } : {}), extensions });
}

const withClientKeys = (path: Path, clientKeys: ClientKeys) =>
  path.map((step) => (typeof step === 'string' ? (clientKeys.get(step) ?? step) : step));

type ClientKeys = Variant['clientKeys'];
