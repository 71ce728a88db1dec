import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '#platform/subgraph/request-context.ts';

const callers = new WeakMap<IncomingMessage, Caller>();

/** Registers the caller of a request, for code that gets only the raw request from the OAuth library. */
export function registerCaller({ raw, ip, id, headers }: FastifyRequest): void {
  const single = (name: string) => (typeof headers[name] === 'string' ? headers[name] : undefined);
  callers.set(raw, {
    viewer: null,
    token: null,
    address: ip,
    requestId: id,
    acceptLanguage: single('accept-language'),
    traceparent: single('traceparent'),
  });
}

export function callerOf(request: IncomingMessage): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('no caller is registered for this request');
  return caller;
}
