import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { type RequestScope, requestScope } from '#platform/graphql/request-scope.ts';
import type { Allowance } from '../admission/rate-limits/allowance.ts';
import type { RateLimits } from '../admission/rate-limits/rate-limits.ts';

const allowances = new WeakMap<FastifyRequest, Allowance>();

/** The allowance of a request that `countRequests` has let pass. */
export function allowanceOf(request: FastifyRequest): Allowance {
  const allowance = allowances.get(request);
  if (!allowance) throw new Error('the request has not been counted');
  return allowance;
}

/** Counts each request by its address, and refuses those that are known to be above the limit before their bodies are read. */
export function countRequests({
  rates,
  formatError,
}: {
  rates: RateLimits;
  formatError: (error: unknown, scope: RequestScope) => GraphQLFormattedError;
}): onRequestHookHandler {
  return (request, reply, done) => {
    const allowance = rates.request(request.ip);
    allowances.set(request, allowance);
    try {
      allowance.check();
    } catch (error) {
      reply.code(429).headers({ ...allowance.headers, 'cache-control': 'no-store' });
      return void reply.send({ errors: [formatError(error, requestScope.current())] });
    }
    done();
  };
}
