import type { Viewer } from '#contract/viewer.ts';
import type { RequestScope } from '#platform/graphql/request-scope.ts';
import type { Log } from '#platform/log.ts';

/** Milliseconds that a query or a mutation may take. The client then gets what has arrived. */
export const operationTimeout = 20_000;

/** The context of one operation at the gateway. */
export interface GatewayContext {
  viewer: Viewer | null;
  scope: RequestScope;
  log: Log;
  /** What a subgraph is told of the client's request. */
  upstreamHeaders: Record<string, string>;
  /** Aborts when the client is gone. */
  signal: AbortSignal;
  /** When no subgraph is waited for any longer, by `performance.now()`: the client gets what is there by then. */
  deadline: number;
}

export interface ClientRequest {
  token: string | null;
  scope: RequestScope;
  /** The address that the client's request came from. */
  address: string;
  traceparent: string | undefined;
}

const traceparentFormat = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

/** The headers of the requests that the gateway makes for a client: all of its own making but for the token. */
export function upstreamHeaders({ token, scope, address, traceparent }: ClientRequest): Record<string, string> {
  return {
    'x-request-id': scope.requestId,
    'accept-language': scope.language,
    'x-forwarded-for': address,
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(traceparent && traceparentFormat.test(traceparent) ? { traceparent } : {}),
  };
}
