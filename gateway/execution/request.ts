import type { ExecutionResult } from 'graphql';
import type { Span } from '#platform/tracing/span.ts';
import type { JsonObject } from '../graphql/json-object.ts';
import type { FetchSubgraph, SubgraphResponse } from '../upstream/subgraph-response.ts';
import type { RunRecorder } from './report/run-recorder.ts';

/** A compiled operation, which any number of requests may run. */
export interface ExecutableOperation {
  /**
   * Runs the operation against the subgraphs. A failed fetch becomes an error of the result, with the client's path.
   * Rejects with the signal's reason when the signal aborts, and with any error that is not a subgraph's failure.
   *
   * @throws Refusal OPERATION_TOO_LARGE when planning exceeds a bound.
   */
  run(request: ExecutionRequest): Promise<ExecutionResult>;
  /**
   * The query that a subscription sends to its subgraph; null for other operations. Throws as `run` does, and a GraphQLError when a
   * variable does not fit.
   */
  primary(request: Pick<ExecutionRequest, 'variables' | 'coerced' | 'observer'>): Promise<PrimaryQuery | null>;
}

export interface ExecutionRequest {
  /** The variables as the client sent them. Integers beyond 2^53 are BigInts. */
  variables: Record<string, unknown>;
  /** The variables that the operation declares, coerced, with defaults. */
  coerced: Record<string, unknown>;
  fetch: FetchSubgraph;
  /** Aborts when the client disconnects or the deadline passes. No fetch continues after that. */
  signal: AbortSignal;
  /** The response to the plan's first fetch: the event of a subscription. It is never changed. */
  primary?: SubgraphResponse;
  observer?: RunObserver;
  /** Undefined when the run is not recorded. */
  span?: Span | undefined;
  /** Records the plan and the requests of the run. A dry run ends when it is planned, with null as its data. */
  recorder?: RunRecorder | undefined;
}

/** The costs of an operation under settled conditions, from the values of its variables. */
export interface RunCosts {
  /** What its plan costs each subgraph, by estimate. */
  bySubgraph(coerced: Record<string, unknown>): ReadonlyMap<string, number>;
  /** What the subgraphs' data have cost. */
  ofResponse(data: JsonObject, coerced: Record<string, unknown>): number;
}

/** Follows one run of an operation. */
export interface RunObserver {
  /** Called when the operation is planned, before anything is fetched. A GraphQLError that it throws refuses the operation. */
  planned(costs: RunCosts): void;
  /** Called with the subgraphs' merged data when nothing more is fetched. */
  fetched(data: JsonObject, costs: RunCosts): void;
}

/** A query as it is sent to a subgraph. */
export interface SubgraphQuery {
  subgraph: string;
  text: string;
  name: string | undefined;
  /** The names of the client's variables that the query uses. */
  variables: readonly string[];
}

/** The query of a subscription, with its variables. */
export interface PrimaryQuery {
  subgraph: string;
  /** The name of the subscribed field in the schema. */
  field: string;
  /** The names of its arguments that have a value other than null. */
  given: readonly string[];
  /** A document whose operation has no name, so that equal queries have equal texts. */
  query: string;
  variables: JsonObject;
}
