import type { FastifyInstance, FastifyReply } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { Refusal } from '../errors/refusal.ts';
import type { RequestScope } from '../graphql/request-scope.ts';
import type { Drain } from '../run/drain.ts';
import { type Running, stopDeadline } from '../run/lifecycle.ts';
import { scopeOf } from './graphql-app.ts';

/** The time before the end, in milliseconds, at which the work for requests that still run is aborted. */
const abortTime = 1_000;

/** The time before the end, in milliseconds, at which the requests that have no response even then are answered. */
const answerTime = 700;

export interface StoppableOptions {
  drain: Pick<Drain, 'began'>;
  formatError: (error: unknown, scope: RequestScope) => GraphQLFormattedError;
  /** Aborts what requests wait for, a second before the end, so that their clients get what has arrived. */
  abort?: () => void;
}

/**
 * Makes a server lose no request when it stops. While the process drains, each response closes its connection, so that clients and balancers
 * open the next one elsewhere. The returned part closes the listener, waits for the requests in progress, and answers those that run until
 * shortly before the end with SUBGRAPH_TIMEOUT.
 */
export function stoppable(app: FastifyInstance, { drain, formatError, abort }: StoppableOptions): Running {
  const unanswered = new Set<FastifyReply>();
  let isStopping = false;
  app.addHook('onRequest', (_request, reply, done) => {
    unanswered.add(reply);
    // Also when the client leaves before it is answered, of which Fastify has no hook.
    reply.raw.once('close', () => unanswered.delete(reply));
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (drain.began || isStopping) reply.header('connection', 'close');
    done();
  });
  const answerAll = () => {
    for (const reply of unanswered) {
      if (reply.sent || reply.raw.headersSent) continue;
      const error = formatError(new Refusal('SUBGRAPH_TIMEOUT'), scopeOf(reply.request));
      reply.code(503).send({ errors: [error] });
    }
  };
  return {
    stop: async (end = performance.now() + stopDeadline) => {
      isStopping = true;
      const left = end - performance.now();
      const aborting = setTimeout(() => abort?.(), left - abortTime);
      const answering = setTimeout(answerAll, left - answerTime);
      try {
        await app.close();
      } finally {
        clearTimeout(aborting);
        clearTimeout(answering);
      }
    },
  };
}
