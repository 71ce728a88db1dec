import type { FastifyInstance } from 'fastify';
import type { Log } from '../log.ts';
import { onRequestEnd } from './on-request-end.ts';

/** The part of a request's GraphQL operation that its log line has. It contains nothing that a client wrote. */
export interface LoggedOperation {
  /** The name of an operation that the operator knows. */
  operation: string;
  type: string;
}

declare module 'fastify' {
  interface FastifyReply {
    loggedOperation: LoggedOperation | null;
    /** The distinct codes of the errors in the response. */
    loggedCodes: readonly string[] | null;
  }
}

/** Requests of orchestrators and monitoring, which would hide those of clients. */
const unlogged = /^\/(?:health|metrics)\b/;

/**
 * Writes a line for each request when its response has ended: method, route, status, duration in milliseconds, bytes of the body, and the
 * operation. Neither the path, which may have anything in it, nor the address is logged.
 */
export function addAccessLog(app: FastifyInstance, log: Log): void {
  app.decorateReply('loggedOperation', null);
  app.decorateReply('loggedCodes', null);
  onRequestEnd(app, ({ request, reply, status, milliseconds }) => {
    const route = request.routeOptions.url ?? 'none';
    if (unlogged.test(route)) return;
    const bytes = Number(reply.getHeader('content-length') ?? 0);
    const ms = Math.round(milliseconds * 10) / 10;
    const { id: requestId, method } = request;
    const { loggedOperation, loggedCodes } = reply;
    const codes = loggedCodes ? { codes: loggedCodes } : null;
    const traceId = request.trace?.span?.traceId;
    const trace = traceId === undefined ? null : { trace_id: traceId };
    log.info({ requestId, method, route, status, ms, bytes, ...loggedOperation, ...codes, ...trace }, 'request');
  });
}
