import type { FastifyReply } from 'fastify';

/** Aborts when the connection closes before the response is complete. */
export function responseSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
