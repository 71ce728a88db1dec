import type { IncomingHttpHeaders } from 'node:http';
import type { Viewer } from '#contract/viewer.ts';

/** The caller of a request. */
export interface Caller {
  viewer: Viewer | null;
  /** The access token, to pass on to another subgraph. */
  token: string | null;
  /** The IP address of the client. */
  address: string;
  requestId: string;
  acceptLanguage: string | undefined;
  traceparent: string | undefined;
  /** The time at which the caller no longer waits, on the clock of `performance.now()`. */
  deadline?: number;
}

export function callerOf(
  caller: Omit<Caller, 'acceptLanguage' | 'traceparent'>,
  { 'accept-language': acceptLanguage, traceparent }: IncomingHttpHeaders,
): Caller {
  return { ...caller, acceptLanguage, traceparent: Array.isArray(traceparent) ? traceparent[0] : traceparent };
}
