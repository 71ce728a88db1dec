import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** The status of a request whose client has left before its response was complete, as nginx logs it. */
export const clientLeft = 499;

/** A request whose response has ended. */
export interface EndedRequest {
  request: FastifyRequest;
  reply: FastifyReply;
  /** The status of the response, or `clientLeft`. A stream ends when its client leaves, and has the status of its response. */
  status: number;
  milliseconds: number;
}

/** Calls the handler at the end of each request, also when its client has left before, when Fastify runs no hook. */
export function onRequestEnd(app: FastifyInstance, handle: (ended: EndedRequest) => void): void {
  app.addHook('onRequest', (request, reply, done) => {
    const start = performance.now();
    reply.raw.once('close', () => {
      const isAnswered = reply.raw.writableFinished || reply.isStream;
      const status = isAnswered ? reply.raw.statusCode : clientLeft;
      handle({ request, reply, status, milliseconds: performance.now() - start });
    });
    done();
  });
}
