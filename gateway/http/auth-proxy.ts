import type { IncomingHttpHeaders } from 'node:http';
import proxy from '@fastify/http-proxy';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { signInPaths } from '#contract/sign-in-fields.ts';
import { languageOf } from '#platform/errors/language.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import type { RequestScope } from '#platform/graphql/request-scope.ts';
import type { AllowedOrigins } from '#platform/http/allowed-origins.ts';
import type { RateLimits } from '../admission/rate-limits/rate-limits.ts';
import { upstreamConnections } from '../upstream/transport.ts';
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

export interface AuthProxyOptions {
  origins: AllowedOrigins;
  rates: RateLimits;
  /** Milliseconds for auth to respond. */
  timeout: number;
  formatError: (error: unknown, scope: RequestScope) => GraphQLFormattedError;
}

/**
 * Proxies `/connect/*` and `/.well-known/*` to auth. Responds with 503 or 504 when auth does not, and with 429 above a limit of the client,
 * of which those for signing in are stricter.
 */
export function addAuthProxy(
  app: FastifyInstance,
  authUrl: string,
  { origins, rates, timeout, formatError }: AuthProxyOptions,
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
      preHandler: async (request, reply) => {
        const allowance = rates.request(request.ip);
        if (isSignIn(prefix, request.params)) allowance.signIns(1);
        try {
          await allowance.settle();
        } catch (error) {
          const errors = [formatError(error, scopeOf(request))];
          await reply.code(429).headers(allowance.headers).send({ errors });
        }
      },
      undici: { connections: upstreamConnections, headersTimeout: timeout },
      replyOptions: {
        rewriteRequestHeaders: (request, headers) => ({
          ...forwarded(request as FastifyRequest, headers),
          'x-forwarded-for': request.ip,
          'x-request-id': request.id,
          ...(request.trace ? { traceparent: request.trace.traceparent } : {}),
        }),
        rewriteHeaders: (headers, request) => withoutCors(headers, request),
        onError: (reply, { error }) => {
          const timedOut = (error as { statusCode?: number }).statusCode === gatewayTimeout;
          const refusal = new Refusal(timedOut ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE', { subgraph: 'auth' });
          void reply
            .code(timedOut ? gatewayTimeout : serviceUnavailable)
            .send({ errors: [formatError(refusal, scopeOf(reply.request))] });
        },
      },
    });
  };
}

/** Of the path as the router decodes it, because auth decodes it too. */
function isSignIn(prefix: string, parameters: unknown): boolean {
  const path = `${prefix}/${(parameters as { '*'?: string })['*'] ?? ''}`;
  return signInPaths.some((each) => path === each || path.startsWith(`${each}/`));
}

function scopeOf({ id, headers }: Pick<FastifyRequest, 'id' | 'headers'>): RequestScope {
  return { requestId: id, language: languageOf(headers['accept-language']) };
}
