import type { FetchNode } from '@apollo/query-planner';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { Conditions } from '../graphql/conditions.ts';
import { isJsonObject, type Path } from '../graphql/json-object.ts';
import type { FetchOperation } from '../planning/query-plan/fetch-operation.ts';
import { locateObjects, type PathStep } from '../planning/query-plan/response-path.ts';
import { type SubgraphResponse, TransportFailure } from '../upstream/subgraph-response.ts';
import type { Execution } from './execution.ts';
import { copy, merge } from './merge.ts';
import type { PlanStep } from './plan-steps.ts';
import { compileRewrites, pathRenamer } from './rewrites.ts';
import { compileSelectedKeys, type SelectedKeys } from './selected-keys.ts';
import { errorsOf, noResponse, placedError, unusable } from './subgraph-errors.ts';

/** A query for fields of a root type of one subgraph. */
export interface RootQuery {
  subgraph: string;
  operation: FetchOperation;
  fetch(execution: Execution): Promise<SubgraphResponse>;
  /** Gives an error's path the client's response keys. */
  clientPath: (path: Path) => Path;
  selectedKeys: SelectedKeys;
  /** Whether several fetches share its response, so that each merges a copy. */
  isCopied: boolean;
}

/** Compiles a fetch of the plan that requires nothing of the data so far. */
export function compileRootQuery(
  supergraph: GraphQLSchema,
  conditions: Conditions,
  operation: FetchOperation,
  { outputRewrites }: FetchNode,
): RootQuery {
  const { subgraph, fragments, operation: definition } = operation;
  const rewrite = compileRewrites(supergraph, outputRewrites);
  return {
    subgraph,
    operation,
    fetch: async (execution) => {
      const response = await (definition.operation === 'subscription' ? eventOf(execution) : execution.send(operation));
      rewrite?.(response.data);
      return response;
    },
    clientPath: pathRenamer(outputRewrites),
    selectedKeys: compileSelectedKeys(supergraph, conditions, fragments, definition.selectionSet),
    isCopied: false,
  };
}

/** The response to a subscription's first fetch is the event. Others may hold the event: execution changes a copy. */
function eventOf({ request: { primary } }: Execution): SubgraphResponse {
  if (!primary) throw new Error('a subscription needs an event to run');
  const { data } = primary;
  return isJsonObject(data) ? { ...primary, data: copy(data) } : primary;
}

/** Fetches fields of a root type into the result, or into objects of a root type at a path of it. */
export class RootFetch implements PlanStep {
  readonly #query: RootQuery;
  readonly #steps: readonly PathStep[];

  constructor(query: RootQuery, steps: readonly PathStep[]) {
    this.#query = query;
    this.#steps = steps;
  }

  get part(): object {
    return this.#query.operation;
  }

  async run(execution: Execution): Promise<void> {
    const located = locateObjects(execution.data, this.#steps);
    if (located.length === 0) return;
    const query = this.#query;
    const { subgraph, selectedKeys, clientPath, isCopied } = query;
    const paths = (): Path[] =>
      located.flatMap(({ path }) => selectedKeys(undefined).map((key): Path => [...path, key]));
    const addToEach = (errorAt: (path: Path) => GraphQLError): void => {
      execution.errors.push(...paths().map(errorAt));
    };
    let response: SubgraphResponse;
    try {
      response = await execution.once(query, () => query.fetch(execution));
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      return addToEach((path) => noResponse(subgraph, error, path));
    }
    const errors = errorsOf(response);
    for (const error of errors) {
      const below = error.path && clientPath(error.path);
      if (!below) execution.errors.push(placedError(subgraph, error, null));
      else for (const { path } of located) execution.errors.push(placedError(subgraph, error, [...path, ...below]));
    }
    const { data } = response;
    if (isJsonObject(data)) for (const { object } of located) merge(object, data, isCopied, execution.interfaces);
    else if (errors.length === 0) addToEach((path) => unusable(subgraph, 'A response has no data.', path));
    else execution.nulled.push(...paths());
  }
}
