import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '#platform/subgraph/request-context.ts';

const callers = new WeakMap<IncomingMessage, Caller>();

/** Keeps who asks, for what is handed the bare request. */
export function rememberCaller({ raw, ip, id, headers }: FastifyRequest): void {
  const one = (name: string) => (typeof headers[name] === 'string' ? headers[name] : undefined);
  callers.set(raw, {
    viewer: null,
    token: null,
    address: ip,
    requestId: id,
    acceptLanguage: one('accept-language'),
    traceparent: one('traceparent'),
  });
}

export function callerOf(request: IncomingMessage): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('a request of which nobody has kept who asks');
  return caller;
}
