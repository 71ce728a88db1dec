import { buildOperationContext, executeQueryPlan, type GraphQLDataSource, type ServiceMap } from '@apollo/gateway';
import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, type ExecutionResult, getNamedType, Kind, type NamedTypeNode, typeFromAST } from 'graphql';
import { compileRewrites } from '../../execution/rewrites.ts';
import type { JsonObject, Path } from '../../graphql/json-object.ts';
import { operationParts } from '../../graphql/operation-parts.ts';
import { mapFetches, type Plan } from '../../planning/query-plan/plan-nodes.ts';
import { TransportFailure } from '../../upstream/subgraph-response.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { SubgraphsRun } from '../faults/faulty-subgraphs.ts';
import type { TestSupergraph } from '../supergraphs/test-supergraph.ts';
import { exactValue } from './exact-value.ts';
import {
  type AcceptedResponse,
  acceptFailure,
  acceptResponse,
  type ExpectedError,
  type SentFetch,
} from './expected-errors.ts';
import { keepNestedItems } from './keep-nested-items.ts';
import { keepObjectTypes } from './keep-object-types.ts';
import { fetchKey, type PlacedFetch, placedFetches, planBelowRoot, rootKey, rootService } from './plan-fetches.ts';
import { contextOf, isRepresentable, objectsAtPath, type ResultObject } from './response-path.ts';

/** The data that Apollo's executor merges from the responses, before it shapes the result. */
export interface MergedData {
  root: JsonObject;
  errors: ExpectedError[];
  /** The paths of values of a wrong shape, which are null in `root`. */
  malformedPaths: Path[];
}

/** An operation for Apollo's executor. */
interface ApolloOperation {
  supergraph: TestSupergraph;
  document: DocumentNode;
  operationName: string | undefined;
  variables: JsonObject;
}

/**
 * Runs a plan with Apollo's executor. It receives the accepted part of each response; the oracle places the errors, by
 * the objects that each fetch is for. Throws when Apollo's executor fails or requests other entities than expected.
 */
export async function mergeWithApollo(operation: ApolloOperation, plan: Plan, run: SubgraphsRun): Promise<MergedData> {
  const merged: MergedData = { root: {}, errors: [], malformedPaths: [] };
  const services = apolloServices(operation.supergraph, plan, run, merged);
  const { errors } = await executeWithApollo(
    withoutSelections(operation),
    planBelowRoot(withoutRewrites(plan)),
    services,
  );
  if (errors?.[0]) throw new Error(`Apollo's executor failed: ${errors[0].message}`, { cause: errors[0] });
  return merged;
}

async function executeWithApollo(
  { supergraph, document, operationName, variables }: ApolloOperation,
  plan: QueryPlan,
  services: ServiceMap,
): Promise<ExecutionResult> {
  const { apiSchema, supergraphSchema } = supergraph.graph;
  const request = { query: '', variables };
  const result = await executeQueryPlan(
    plan,
    services,
    { request, document, operationName, schema: apiSchema, metrics: {}, logger: console } as never,
    buildOperationContext({
      schema: apiSchema,
      operationDocument: document,
      ...(operationName !== undefined ? { operationName } : {}),
    }),
    supergraphSchema,
    supergraph.plannerSchema,
  );
  return result as ExecutionResult;
}

const withoutRewrites = (plan: Plan): Plan => mapFetches(plan, ({ outputRewrites: _, ...fetch }) => fetch);

/** The operation with its variables and only `__typename`, so that Apollo's executor has nothing to shape. */
function withoutSelections(operation: ApolloOperation): ApolloOperation {
  const { operation: definition } = operationParts(operation.document, operation.operationName);
  const name = { kind: Kind.NAME, value: '__typename' } as const;
  const selectionSet = { kind: Kind.SELECTION_SET, selections: [{ kind: Kind.FIELD, name }] } as const;
  return { ...operation, document: { kind: Kind.DOCUMENT, definitions: [{ ...definition, selectionSet }] } };
}

function apolloServices(supergraph: TestSupergraph, plan: Plan, run: SubgraphsRun, merged: MergedData): ServiceMap {
  const fetches = placedFetches(plan);
  const process = async (name: string, options: Parameters<GraphQLDataSource['process']>[0]) => {
    const { pathInIncomingRequest: [, ...path] = [] } = options as { pathInIncomingRequest?: (string | number)[] };
    const { query = '', variables = {} } = options.request;
    const fetch = fetches.get(fetchKey(name, query, path));
    if (!fetch) throw new Error(`not a fetch of the plan: ${query}`);
    const { data, errors, malformedPaths } = await new ApolloFetch(supergraph, run, merged.root, fetch).send(variables);
    merged.errors.push(...errors);
    merged.malformedPaths.push(...malformedPaths);
    renameKeys(supergraph, fetch.node, data, variables);
    for (const { object } of objectsAtPath(merged.root, fetch.node.requires ? [] : path)) keepNestedItems(object, data);
    if (supergraph.hasInterfaceObjects) keepObjectTypes(supergraph.graph.supergraphSchema, data);
    return { data };
  };
  const services = [...supergraph.subgraphs.keys()].map((name) => [
    name,
    { process: (options: Parameters<GraphQLDataSource['process']>[0]) => process(name, options) },
  ]);
  const root = { process: async () => ({ data: { [rootKey]: merged.root } }) };
  return Object.fromEntries([...services, [rootService, root]]) as ServiceMap;
}

/**
 * Renames the planner's aliases. Apollo's executor would replace the part of a value under one alias by the part under another, and would
 * not rename a falsy value.
 */
function renameKeys(
  { graph }: TestSupergraph,
  { requires, outputRewrites }: FetchNode,
  data: JsonObject | null,
  { representations }: JsonObject,
): void {
  const rewrite = compileRewrites(graph.supergraphSchema, outputRewrites);
  if (!rewrite || !data) return;
  const { _entities: entities } = data;
  if (!requires) rewrite(data);
  else if (Array.isArray(entities)) {
    for (const [index, each] of entities.entries()) rewrite(each, (representations as JsonObject[])[index]?.__typename);
  }
}

/** Sends one fetch of Apollo's executor to its subgraph. */
class ApolloFetch {
  readonly #supergraph: TestSupergraph;
  readonly #run: SubgraphsRun;
  readonly #root: JsonObject;
  readonly #fetch: PlacedFetch;

  constructor(supergraph: TestSupergraph, run: SubgraphsRun, root: JsonObject, fetch: PlacedFetch) {
    this.#supergraph = supergraph;
    this.#run = run;
    this.#root = root;
    this.#fetch = fetch;
  }

  async send(variables: JsonObject): Promise<AcceptedResponse> {
    const { node, path } = this.#fetch;
    const { model } = this.#supergraph;
    const found = objectsAtPath(this.#root, path);
    const objects = node.requires ? found.filter(({ object }) => isRepresentable(model, object, node)) : found;
    const paths = objects.map((each) => each.path);
    if (!node.requires) return this.#request(variables, paths);
    const schema = this.#supergraph.graph.supergraphSchema;
    const received = variables.representations as JsonObject[];
    // Apollo's executor does not rename a falsy value.
    const rewrite = compileRewrites(schema, node.inputRewrites);
    for (const each of received) rewrite?.(each);
    const representations = received.map((each) => exactValue(schema, undefined, each));
    if (objects.length !== representations.length) throw new Error("Apollo's executor requests other entities");
    const { contextRewrites } = node;
    if (!contextRewrites?.length) return this.#request({ ...variables, representations }, paths);
    const contexts = objects.map((each) => this.#contextOf(each, contextRewrites));
    return this.#requestByContext(variables, representations, paths, contexts);
  }

  /** Apollo's executor does not support contexts. Sends one request for each context and reassembles the entities. */
  async #requestByContext(
    variables: JsonObject,
    representations: readonly unknown[],
    paths: readonly Path[],
    contexts: readonly JsonObject[],
  ): Promise<AcceptedResponse> {
    const groups = new Map<string, { context: JsonObject; indices: number[] }>();
    for (const [index, context] of contexts.entries()) {
      const key = canonicalJson(context);
      const group = groups.get(key) ?? { context, indices: [] };
      group.indices.push(index);
      groups.set(key, group);
    }
    const entities: unknown[] = representations.map(() => null);
    const all: AcceptedResponse = { data: { _entities: entities }, errors: [], malformedPaths: [] };
    for (const { context, indices } of groups.values()) {
      const groupVariables = { ...variables, ...context, representations: indices.map((at) => representations[at]) };
      const response = await this.#request(
        groupVariables,
        indices.map((at) => paths[at] ?? []),
      );
      all.errors.push(...response.errors);
      all.malformedPaths.push(...response.malformedPaths);
      const received = response.data?._entities;
      if (Array.isArray(received)) for (const [at, index] of indices.entries()) entities[index] = received[at];
    }
    return all;
  }

  #contextOf(object: ResultObject, rewrites: NonNullable<FetchNode['contextRewrites']>): JsonObject {
    const { node } = this.#fetch;
    const schema = this.#supergraph.graph.supergraphSchema;
    const { operation } = this.#supergraph.subgraph(node.serviceName).parse(node.operation);
    const typeOf = (name: string) => {
      const declared = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name)?.type;
      return declared && getNamedType(typeFromAST(schema, declared as NamedTypeNode));
    };
    const values = contextOf(this.#supergraph.model, object, rewrites);
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, exactValue(schema, typeOf(name), value)]),
    );
  }

  async #request(variables: JsonObject, objectPaths: readonly Path[]): Promise<AcceptedResponse> {
    const { node } = this.#fetch;
    const { serviceName, operation } = node;
    const query = this.#supergraph.subgraph(serviceName).parse(operation);
    const fetch: SentFetch = { model: this.#supergraph.model, node, query, variables, objectPaths };
    try {
      return acceptResponse(fetch, await this.#run.request(serviceName, operation, variables));
    } catch (error) {
      if (error instanceof TransportFailure) return acceptFailure(fetch, error);
      throw error;
    }
  }
}
