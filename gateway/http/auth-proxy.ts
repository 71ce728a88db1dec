import proxy from '@fastify/http-proxy';
import type { FastifyInstance } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { languageOf } from '#platform/errors/language.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import type { RequestScope } from '#platform/graphql/request-scope.ts';

import { upstreamConnections, upstreamTimeout } from '../upstream/transport.ts';

/** What an OAuth client may send; nothing else reaches auth. */
const passed = ['accept', 'accept-language', 'authorization', 'content-type', 'content-length', 'cookie', 'origin'];

const timedOut = 504;

/** `/connect/*` and `/.well-known/*` are auth's, by way of the gateway. Where auth does not answer that is 503 or 504. */
export function addAuthProxy(
  app: FastifyInstance,
  authUrl: string,
  shape: (error: unknown, scope: RequestScope) => GraphQLFormattedError,
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
          ...Object.fromEntries(passed.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]]))),
          'x-forwarded-for': request.ip,
          'x-request-id': request.id,
        }),
        onError: (reply, { error }) => {
          const status = (error as { statusCode?: number }).statusCode === timedOut ? timedOut : 503;
          const code = status === timedOut ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE';
          const { id: requestId, headers } = reply.request;
          const scope = { requestId, language: languageOf(headers['accept-language']) };
          void reply.code(status).send({ errors: [shape(new Refusal(code, { subgraph: 'auth' }), scope)] });
        },
      },
    });
  }
}
