/** The body of a GraphQL response as a subgraph sent it, unvalidated. */
export interface SubgraphResponse {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[];
}

/** A subgraph sent no GraphQL response. The `cause` says why. */
export class TransportFailure extends Error {
  readonly code: 'SUBGRAPH_UNAVAILABLE' | 'SUBGRAPH_TIMEOUT';

  constructor(code: TransportFailure['code'], cause: unknown) {
    super(code, { cause });
    this.code = code;
  }
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
) => Promise<SubgraphResponse>;
