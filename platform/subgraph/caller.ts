import type { IncomingHttpHeaders } from 'node:http';
import type { Viewer } from '#contract/viewer.ts';
import type { Trace } from '../tracing/span.ts';

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

/** `trace` is undefined on a server that records none: what the caller sent is then passed on. */
export function callerOf(
  caller: Omit<Caller, 'acceptLanguage' | 'traceparent'>,
  { 'accept-language': acceptLanguage, traceparent }: IncomingHttpHeaders,
  trace: Trace | undefined,
): Caller {
  const received = Array.isArray(traceparent) ? traceparent[0] : traceparent;
  return { ...caller, acceptLanguage, traceparent: trace?.traceparent ?? received };
}
