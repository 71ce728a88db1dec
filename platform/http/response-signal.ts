import type { FastifyReply } from 'fastify';

/** Aborts when the connection closes before the response is complete, and after `timeout` milliseconds. */
export function responseSignal({ raw }: FastifyReply, timeout?: number): AbortSignal {
  const controller = new AbortController();
  const timer = timeout === undefined ? undefined : setTimeout(() => controller.abort(), timeout);
  raw.once('close', () => {
    clearTimeout(timer);
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
