import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Trace } from '../tracing/span.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { isTrustedPeer } from './client-address.ts';
import { onRequestEnd } from './on-request-end.ts';

/** How a server records its requests. */
export interface RequestTracing {
  tracing: Tracing;
  /** The addresses of the callers who decide what is recorded; `all` for a server that only services of the platform reach. */
  trusts: 'all' | readonly string[];
}

const unrecorded: ReadonlySet<string> = new Set(['/health/live', '/health/ready', '/metrics']);

/**
 * Makes the app record its requests, those for health and metrics excluded. Returns the function that begins the trace of one. A span has
 * the pattern of its route, never the path or the query, which may have ids, codes and documents.
 */
export function traceRequests(
  app: FastifyInstance,
  { tracing, trusts }: RequestTracing,
): (request: FastifyRequest) => Trace | undefined {
  const isTrusted = trusts === 'all' ? () => true : isTrustedPeer(trusts);
  app.decorateRequest('trace');
  onRequestEnd(app, ({ request, status }) => {
    const span = request.trace?.span;
    if (!span) return;
    span.set({ 'http.response.status_code': status });
    if (status >= 500) span.fail(String(status));
    span.end();
  });
  return (request) => {
    const { method, headers, routeOptions } = request;
    const route = routeOptions.url;
    if (route !== undefined && unrecorded.has(route)) return undefined;
    const caller = typeof headers.traceparent === 'string' ? headers.traceparent : undefined;
    const trace = tracing.begin({
      name: route === undefined ? method : `${method} ${route}`,
      kind: 'server',
      caller,
      isTrusted: caller !== undefined && isTrusted(request.raw),
    });
    trace.span?.set({ 'http.request.method': method, ...(route === undefined ? {} : { 'http.route': route }) });
    request.trace = trace;
    return trace;
  };
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined for a request of which no trace is begun. */
    trace: Trace | undefined;
  }
}
