import proxy from '@fastify/http-proxy';
import type { FastifyInstance } from 'fastify';
import { limits } from '#platform/limits.ts';

/** What an OAuth client may send; nothing else reaches auth. */
const passed = ['accept', 'accept-language', 'authorization', 'content-type', 'content-length', 'cookie', 'origin'];

/** `/connect/*` and `/.well-known/*` are auth's, by way of the gateway. */
export function addPassToAuth(app: FastifyInstance, authUrl: string): void {
  const upstream = new URL(authUrl).origin;
  for (const prefix of ['/connect', '/.well-known']) {
    void app.register(proxy, {
      upstream,
      prefix,
      rewritePrefix: prefix,
      undici: { connections: limits.upstreamConnections, headersTimeout: limits.upstreamTimeout },
      replyOptions: {
        rewriteRequestHeaders: (request, headers) => ({
          ...Object.fromEntries(passed.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]]))),
          'x-forwarded-for': request.ip,
          'x-request-id': request.id,
        }),
      },
    });
  }
}
