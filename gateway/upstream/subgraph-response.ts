import type { Span } from '#platform/tracing/span.ts';

/** The body of a GraphQL response as a subgraph sent it, unvalidated. */
export interface SubgraphResponse {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[];
  extensions?: Record<string, unknown>;
}

/** What a failure says about its subgraph. */
export interface FailureTraits {
  /** Whether the request took a share in finding out whether the subgraph works. False by default. */
  isOfSubgraph?: boolean;
  /** Whether the same request may succeed a moment later. False by default. */
  mayRepeat?: boolean;
  /** The time that the subgraph wants the gateway to wait, in milliseconds. */
  retryAfter?: number | undefined;
  /** Whether the subgraph may have got the request. True by default. */
  mayHaveArrived?: boolean;
}

/** A subgraph sent no GraphQL response. The `cause` says why. */
export class TransportFailure extends Error {
  readonly code: 'SUBGRAPH_UNAVAILABLE' | 'SUBGRAPH_TIMEOUT';
  readonly isOfSubgraph: boolean;
  readonly mayRepeat: boolean;
  readonly retryAfter: number | undefined;
  readonly mayHaveArrived: boolean;
  /** How often the request was repeated before. */
  retries = 0;

  constructor(code: TransportFailure['code'], cause: unknown, traits: FailureTraits = {}) {
    super(code, { cause });
    this.code = code;
    this.isOfSubgraph = traits.isOfSubgraph ?? false;
    this.mayRepeat = traits.mayRepeat ?? false;
    this.retryAfter = traits.retryAfter;
    this.mayHaveArrived = traits.mayHaveArrived ?? true;
  }
}

/** What becomes of a request, for the one who reads it when the request has ended. */
export interface FetchProgress {
  /** How often the request was repeated. */
  retries: number;
}

/**
 * Sends a query to a subgraph. The caller owns the response and may change it.
 *
 * @throws TransportFailure when no response arrives.
 */
export type FetchSubgraph = (
  subgraph: string,
  request: { query: string; operationName: string | undefined; variables: Record<string, unknown> | undefined },
  signal: AbortSignal,
  /** The span of the work that needs the response. */
  span?: Span,
  progress?: FetchProgress,
) => Promise<SubgraphResponse>;
