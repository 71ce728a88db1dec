import type { IncomingHttpHeaders } from 'node:http';
import type { Viewer } from '#contract/viewer.ts';
import type { ClientName } from '#platform/graphql/client-name.ts';
import type { RequestScope } from '#platform/graphql/request-scope.ts';
import type { Log } from '#platform/log.ts';
import type { Span } from '#platform/tracing/span.ts';
import { parseTraceparent } from '#platform/tracing/traceparent.ts';
import type { Allowance } from './admission/rate-limits/allowance.ts';

/** What an admin may request of the gateway's work, for `extensions` of the response. With `dry-run` the operation is planned, and not run. */
export const debugParts = ['cost', 'query-plan', 'dry-run'] as const;

/** `apollo-router` and `apollo-gateway`: the plan in the form of Apollo's Router or of `@apollo/gateway`. */
export type DebugPart = (typeof debugParts)[number] | 'apollo-router' | 'apollo-gateway';

/** The context of one operation at the gateway. */
export interface GatewayContext {
  viewer: Viewer | null;
  scope: RequestScope;
  log: Log;
  /** What the client calls itself. */
  client: ClientName;
  /** The limits that the operation counts for. */
  allowance: Pick<Allowance, 'spend'>;
  /** The headers of the operation's requests to subgraphs. */
  upstreamHeaders: Readonly<Record<string, string>>;
  /** Aborts when the client disconnects. */
  signal: AbortSignal;
  /** The time, on the clock of `performance.now()`, at which requests to subgraphs end. The client then gets the data that has arrived. */
  deadline: number;
  /** What an admin has requested in `extensions` of the response. */
  debug?: ReadonlySet<DebugPart>;
  /** Undefined when the operation is not recorded. */
  span?: Span | undefined;
}

export interface ClientRequest {
  token: string | null;
  scope: RequestScope;
  /** The client's IP address. */
  address: string;
  headers: IncomingHttpHeaders;
}

/**
 * Builds the headers of requests to subgraphs. Of the client's own headers only the token passes, and a valid `traceparent` where the
 * gateway begins no trace of its own.
 */
export function upstreamHeaders({ token, scope, address, headers }: ClientRequest): Record<string, string> {
  const traceparent = scope.trace ? scope.trace.traceparent : validTraceparent(headers.traceparent);
  return {
    'x-request-id': scope.requestId,
    'accept-language': scope.language,
    'x-forwarded-for': address,
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

const validTraceparent = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && parseTraceparent(header) ? header : undefined;
