import type { FetchNode } from '@apollo/query-planner';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { Conditions } from '../graphql/conditions.ts';
import { isData, type Path } from '../graphql/json-object.ts';
import type { FetchOperation } from '../planning/query-plan/fetch-operation.ts';
import { type PathStep, placesAt } from '../planning/query-plan/response-path.ts';
import { type SubgraphResponse, TransportFailure } from '../upstream/transport.ts';
import type { Execution } from './execution.ts';
import { copy, merge } from './merge.ts';
import type { PlanStep } from './plan-steps.ts';
import { compileRewrites, pathRenamer } from './rewrites.ts';
import { type AskedFields, compileAskedFields } from './selected-keys.ts';
import { errorsOf, noAnswer, placedError, unusable } from './subgraph-errors.ts';

/** What is asked of the root of one subgraph. */
export interface RootQuery {
  subgraph: string;
  answer(execution: Execution): Promise<SubgraphResponse>;
  clientPath: (path: Path) => Path;
  asked: AskedFields;
  /** Whether fetches take copies of its answer, because what is merged below one place is not of the others. */
  isCopied: boolean;
}

/** Compiles a fetch of the plan that requires nothing of the answer so far. */
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
    answer: async (execution) => {
      const response = await (definition.operation === 'subscription' ? eventOf(execution) : execution.send(operation));
      rewrite?.(response.data);
      return response;
    },
    clientPath: pathRenamer(outputRewrites),
    asked: compileAskedFields(supergraph, conditions, fragments, definition.selectionSet),
    isCopied: false,
  };
}

/** A subscription's first fetch has been answered already, by an event that others may hold. */
function eventOf({ request: { primary } }: Execution): SubgraphResponse {
  if (!primary) throw new Error('a subscription is run for each of its events');
  const { data } = primary;
  return isData(data) ? { ...primary, data: copy(data) } : primary;
}

/** Fetches fields of a root: into the answer's own, or into the objects of a root's type at a place of it. */
export class RootFetch implements PlanStep {
  readonly #query: RootQuery;
  readonly #steps: readonly PathStep[];

  constructor(query: RootQuery, steps: readonly PathStep[]) {
    this.#query = query;
    this.#steps = steps;
  }

  async run(execution: Execution): Promise<void> {
    const places = placesAt(execution.data, this.#steps);
    if (places.length === 0) return;
    const { subgraph, asked, clientPath, isCopied } = this.#query;
    const tellEach = (tell: (path: Path) => GraphQLError): void => {
      for (const { path } of places) execution.errors.push(...asked(undefined).map((key) => tell([...path, key])));
    };
    let response: SubgraphResponse;
    try {
      response = await this.#answer(execution);
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      return tellEach((path) => noAnswer(subgraph, error, path));
    }
    const errors = errorsOf(response);
    for (const error of errors) {
      const below = error.path && clientPath(error.path);
      if (!below) execution.errors.push(placedError(subgraph, error, null));
      else for (const { path } of places) execution.errors.push(placedError(subgraph, error, [...path, ...below]));
    }
    const { data } = response;
    if (isData(data)) for (const { object } of places) merge(object, data, isCopied, execution.interfaces);
    else if (errors.length === 0) tellEach((path) => unusable(subgraph, 'An answer has no data.', path));
  }

  #answer(execution: Execution): Promise<SubgraphResponse> {
    const query = this.#query;
    const known = execution.rootAnswers.get(query);
    if (known) return known;
    const answer = query.answer(execution);
    execution.rootAnswers.set(query, answer);
    return answer;
  }
}
