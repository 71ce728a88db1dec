import type { IncomingHttpHeaders } from 'node:http';
import proxy from '@fastify/http-proxy';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { languageOf } from '#platform/errors/language.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import type { RequestScope } from '#platform/graphql/request-scope.ts';
import type { AllowedOrigins } from '#platform/http/allowed-origins.ts';
import { upstreamConnections, upstreamTimeout } from '../upstream/transport.ts';
import { hasAuthCors, withoutCors } from './auth-cors.ts';
import { addCors } from './cors.ts';

/** The headers that an OAuth client needs. No other header of a client reaches auth. */
const forwardedHeaders = [
  'accept',
  'accept-language',
  'authorization',
  'content-type',
  'content-length',
  'cookie',
  'origin',
];

const serviceUnavailable = 503;
const gatewayTimeout = 504;

/** Proxies `/connect/*` and `/.well-known/*` to auth. Responds with 503 or 504 when auth does not. */
export function addAuthProxy(
  app: FastifyInstance,
  authUrl: string,
  origins: AllowedOrigins,
  formatError: (error: unknown, scope: RequestScope) => GraphQLFormattedError,
): void {
  const upstream = new URL(authUrl).origin;
  const forwarded = (request: FastifyRequest, headers: IncomingHttpHeaders) => {
    const { origin, ...others } = headers;
    // auth does not know the listed origins, and would refuse their pages.
    const isKnown = origin !== undefined && hasAuthCors(request) && origins.lists(origin);
    const sent = isKnown ? others : headers;
    return Object.fromEntries(
      forwardedHeaders.flatMap((name) => (sent[name] === undefined ? [] : [[name, sent[name]]])),
    );
  };
  void app.register(async (scope) => {
    addCors(scope, origins, hasAuthCors);
    for (const prefix of ['/connect', '/.well-known']) addProxy(scope, prefix);
  });
  const addProxy = (scope: FastifyInstance, prefix: string) => {
    void scope.register(proxy, {
      upstream,
      prefix,
      rewritePrefix: prefix,
      undici: { connections: upstreamConnections, headersTimeout: upstreamTimeout },
      replyOptions: {
        rewriteRequestHeaders: (request, headers) => ({
          ...forwarded(request as FastifyRequest, headers),
          'x-forwarded-for': request.ip,
          'x-request-id': request.id,
        }),
        rewriteHeaders: (headers, request) => withoutCors(headers, request),
        onError: (reply, { error }) => {
          const timedOut = (error as { statusCode?: number }).statusCode === gatewayTimeout;
          const refusal = new Refusal(timedOut ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE', { subgraph: 'auth' });
          const { id: requestId, headers } = reply.request;
          const scope = { requestId, language: languageOf(headers['accept-language']) };
          void reply
            .code(timedOut ? gatewayTimeout : serviceUnavailable)
            .send({ errors: [formatError(refusal, scope)] });
        },
      },
    });
  };
}
