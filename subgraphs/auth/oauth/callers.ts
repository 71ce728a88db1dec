import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { type Caller, callerOf as describeCaller } from '#platform/subgraph/caller.ts';

const callers = new WeakMap<IncomingMessage, Caller>();

/** Registers the caller of a request, for code that gets only the raw request from the OAuth library, or a copy of it. */
export function registerCaller({ raw, ip, id, headers, trace }: FastifyRequest, key: IncomingMessage = raw): void {
  callers.set(key, describeCaller({ viewer: null, token: null, address: ip, requestId: id }, headers, trace));
}

export function callerOf(request: IncomingMessage): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('no caller is registered for this request');
  return caller;
}
