import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AllowedOrigins } from '#platform/http/allowed-origins.ts';

/** Seconds for which a browser may keep the answer to a preflight: the most that Chromium does. */
const maxAge = 7_200;

/** The response headers that a page may read beside those that the Fetch standard always allows. */
const exposedHeaders = [
  'x-request-id',
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'etag',
].join(', ');

/**
 * Lets pages of the listed origins read the responses of the scope's routes, those that `applies` selects. Pages send their token in a
 * header, so no credentials of the browser are allowed. The headers that a page requests are allowed as they are: they give a listed
 * origin nothing that another HTTP client would not have.
 */
export function addCors(
  scope: FastifyInstance,
  origins: AllowedOrigins,
  applies: (request: FastifyRequest) => boolean = () => true,
): void {
  scope.addHook('onRequest', (request, reply, done) => {
    if (!applies(request)) return done();
    reply.header('vary', 'origin');
    const { headers } = request;
    const { origin } = headers;
    if (origin === undefined || !origins.lists(origin)) return done();
    reply.header('access-control-allow-origin', origin);
    if (request.method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) {
      reply.header('access-control-expose-headers', exposedHeaders);
      return done();
    }
    const requested = headers['access-control-request-headers'];
    reply.headers({
      vary: 'origin, access-control-request-headers',
      'access-control-allow-methods': 'GET, HEAD, POST',
      'access-control-max-age': maxAge,
      ...(requested === undefined ? {} : { 'access-control-allow-headers': requested }),
    });
    void reply.code(204).send();
  });
}
