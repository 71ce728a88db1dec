import proxy from '@fastify/http-proxy';
import type { FastifyInstance } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { languageOf } from '#platform/errors/language.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import type { RequestScope } from '#platform/graphql/request-scope.ts';
import { upstreamConnections, upstreamTimeout } from '../upstream/transport.ts';

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
  formatError: (error: unknown, scope: RequestScope) => GraphQLFormattedError,
): void {
  const upstream = new URL(authUrl).origin;
  for (const prefix of ['/connect', '/.well-known']) {
    void app.register(proxy, {
      upstream,
      prefix,
      rewritePrefix: prefix,
      undici: { connections: upstreamConnections, headersTimeout: upstreamTimeout },
      replyOptions: {
        rewriteRequestHeaders: (request, headers) => ({
          ...Object.fromEntries(
            forwardedHeaders.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
          ),
          'x-forwarded-for': request.ip,
          'x-request-id': request.id,
        }),
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
  }
}
