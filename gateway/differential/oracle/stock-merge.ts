import { buildOperationContext, executeQueryPlan, type GraphQLDataSource, type ServiceMap } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, type ExecutionResult, Kind } from 'graphql';
import type { JsonObject, Path } from '../../graphql/json-object.ts';
import { operationParts } from '../../graphql/operation-parts.ts';
import type { Plan } from '../../planning/query-plan/plan-nodes.ts';
import { TransportFailure } from '../../upstream/subgraph-response.ts';
import { canonical } from '../chance.ts';
import type { SubgraphsRun } from '../faulty-subgraphs.ts';
import type { World } from '../world.ts';
import { type AskedFetch, type Taken, type ToldError, takeAnswer, takeNothing } from './expected-errors.ts';
import { guardTypes } from './guard-types.ts';
import { keepNested } from './nested-lists.ts';
import { fetchKey, type PlacedFetch, placedFetches, planBelowRoot, rootKey, rootService } from './plan-fetches.ts';
import { contextOf, isAskedFor, objectsAtPath } from './response-path.ts';

/** What Apollo's executor makes of a plan and its answers, before it is shaped. */
export interface MergedAnswer {
  root: JsonObject;
  told: ToldError[];
  misshapen: Path[];
}

/** An operation as Apollo's executor is asked to run it. */
export interface StockOperation {
  world: World;
  document: DocumentNode;
  operationName: string | undefined;
  variables: JsonObject;
}

/** Runs a plan by `executeQueryPlan` of @apollo/gateway. */
export async function executeByStock(
  { world, document, operationName, variables }: StockOperation,
  plan: QueryPlan,
  services: ServiceMap,
): Promise<ExecutionResult> {
  const { apiSchema, supergraphSchema } = world.graph;
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
    world.plannerSchema,
  );
  return result as ExecutionResult;
}

/**
 * What Apollo's executor merges of the answers. It gets of each answer what is of use; the errors and their places are
 * found out here, by the objects for which it asks. Throws where it asks for other objects, or fails.
 */
export async function mergeByStock(operation: StockOperation, plan: Plan, run: SubgraphsRun): Promise<MergedAnswer> {
  const merged: MergedAnswer = { root: {}, told: [], misshapen: [] };
  const services = stockServices(operation.world, plan, run, merged);
  const { errors } = await executeByStock(unshaped(operation), planBelowRoot(plan), services);
  if (errors?.[0]) throw new Error(`the stock executor fails: ${errors[0].message}`, { cause: errors[0] });
  return merged;
}

/** The same variables, but nothing to shape. */
function unshaped(operation: StockOperation): StockOperation {
  const { operation: definition } = operationParts(operation.document, operation.operationName);
  const name = { kind: Kind.NAME, value: '__typename' } as const;
  const selectionSet = { kind: Kind.SELECTION_SET, selections: [{ kind: Kind.FIELD, name }] } as const;
  return { ...operation, document: { kind: Kind.DOCUMENT, definitions: [{ ...definition, selectionSet }] } };
}

function stockServices(world: World, plan: Plan, run: SubgraphsRun, merged: MergedAnswer): ServiceMap {
  const fetches = placedFetches(plan);
  const process: GraphQLDataSource['process'] = async (options) => {
    const { pathInIncomingRequest: [, ...path] = [] } = options as { pathInIncomingRequest?: (string | number)[] };
    const { query = '', variables = {} } = options.request;
    const fetch = fetches.get(fetchKey(query, path));
    if (!fetch) throw new Error(`no fetch of the plan: ${query}`);
    const { data, errors, misshapen } = await new StockFetch(world, run, merged.root, fetch).take(variables);
    merged.told.push(...errors);
    merged.misshapen.push(...misshapen);
    for (const { object } of objectsAtPath(merged.root, fetch.node.requires ? [] : path)) keepNested(object, data);
    if (world.hasInterfaceObjects) guardTypes(world.graph.supergraphSchema, data);
    return { data } as never;
  };
  const named = [...world.subgraphs.keys()].map((name) => [name, { process }]);
  const root = { process: async () => ({ data: { [rootKey]: merged.root } }) };
  return Object.fromEntries([...named, [rootService, root]]) as ServiceMap;
}

class StockFetch {
  readonly #world: World;
  readonly #run: SubgraphsRun;
  readonly #root: JsonObject;
  readonly #fetch: PlacedFetch;

  constructor(world: World, run: SubgraphsRun, root: JsonObject, fetch: PlacedFetch) {
    this.#world = world;
    this.#run = run;
    this.#root = root;
    this.#fetch = fetch;
  }

  async take(variables: JsonObject): Promise<Taken> {
    const { node, path } = this.#fetch;
    const objects = objectsAtPath(this.#root, path);
    if (!node.requires)
      return this.#ask(
        variables,
        objects.map((each) => each.path),
      );
    const { knowledge } = this.#world;
    const asked = objects.filter(({ object }) => isAskedFor(knowledge, object, node));
    const representations = variables.representations as JsonObject[];
    if (asked.length !== representations.length) throw new Error('the stock executor asks for other entities');
    const { contextRewrites = [] } = node;
    if (contextRewrites.length === 0)
      return this.#ask(
        variables,
        asked.map((each) => each.path),
      );

    // The stock executor knows no context: what has the same is asked for together, and put together again.
    const groups = new Map<string, { context: JsonObject; indices: number[] }>();
    for (const [index, each] of asked.entries()) {
      const context = contextOf(knowledge, each, contextRewrites);
      const group = groups.get(canonical(context)) ?? { context, indices: [] };
      group.indices.push(index);
      groups.set(canonical(context), group);
    }
    const entities: unknown[] = representations.map(() => null);
    const all: Taken = { data: { _entities: entities }, errors: [], misshapen: [] };
    for (const { context, indices } of groups.values()) {
      const its = { ...variables, ...context, representations: indices.map((index) => representations[index]) };
      const taken = await this.#ask(
        its,
        indices.map((index) => asked[index]?.path ?? []),
      );
      all.errors.push(...taken.errors);
      all.misshapen.push(...taken.misshapen);
      const theirs = taken.data?._entities;
      if (Array.isArray(theirs)) for (const [at, index] of indices.entries()) entities[index] = theirs[at];
    }
    return all;
  }

  async #ask(variables: JsonObject, places: readonly Path[]): Promise<Taken> {
    const { node } = this.#fetch;
    const { serviceName, operation } = node;
    const read = this.#world.subgraph(serviceName).read(operation);
    const fetch: AskedFetch = { knowledge: this.#world.knowledge, node, read, variables, places };
    try {
      return takeAnswer(fetch, await this.#run.ask(serviceName, operation, variables));
    } catch (error) {
      if (error instanceof TransportFailure) return takeNothing(fetch, error);
      throw error;
    }
  }
}
