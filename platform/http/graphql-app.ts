import Fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Viewer } from '#contract/viewer.ts';
import { languageOf } from '../errors/language.ts';
import { Refusal } from '../errors/refusal.ts';
import { shapeError } from '../errors/shape.ts';
import { requestScope } from '../graphql/request-scope.ts';
import { newRequestId } from '../ids.ts';
import { limits } from '../limits.ts';
import type { Log } from '../log.ts';
import { bearerToken } from '../security/access-token.ts';
import { InvalidToken, KeysUnavailable, type VerifyToken } from '../security/verify-token.ts';

export interface AppOptions {
  log: Log;
  /** Addresses of proxies whose X-Forwarded-For is believed; nobody's else is. */
  trustedProxies?: string[];
}

/**
 * An HTTP server whose every request has an id and a language, whose sizes and times are bounded, and whose failures
 * outside GraphQL are told in the same shape as those inside.
 */
export function createHttpApp({ log, trustedProxies = [] }: AppOptions): FastifyInstance {
  const app = Fastify({
    bodyLimit: limits.requestBodyBytes,
    requestTimeout: limits.requestTimeout,
    forceCloseConnections: 'idle',
    trustProxy: trustedProxies.length > 0 ? trustedProxies : false,
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
  });
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    requestScope.run({ requestId: request.id, language: languageOf(request.headers['accept-language']) }, done);
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode && error.statusCode < 500 ? error.statusCode : 500;
    const told = status < 500 ? new Refusal('BAD_REQUEST') : error;
    const scope = { requestId: request.id, language: languageOf(request.headers['accept-language']) };
    reply.code(status).send({ errors: [shapeError(told, scope, log)] });
  });
  app.setNotFoundHandler((request, reply) => {
    const scope = { requestId: request.id, language: languageOf(request.headers['accept-language']) };
    reply.code(404).send({ errors: [shapeError(new Refusal('BAD_REQUEST'), scope, log)] });
  });
  return app;
}

/** The caller's own id if it is a plain one, so that a request can be followed from service to service; a new one otherwise. */
function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w-]{8,64}$/.test(header) ? header : newRequestId();
}

/**
 * Who asks by HTTP. A token that is not valid is HTTP 401, whatever was asked, and one that can't be verified now, because
 * auth's keys can't be fetched, is HTTP 503; none is an anonymous viewer, and so is any to a server that verifies none.
 */
export async function viewerOf(request: FastifyRequest, verifyToken: VerifyToken | null): Promise<Authenticated> {
  try {
    const token = bearerToken(request.headers.authorization);
    return { token, viewer: token && verifyToken ? await verifyToken(token) : null };
  } catch (error) {
    if (error instanceof InvalidToken) throw withStatus(401, new Refusal('UNAUTHENTICATED'));
    if (error instanceof KeysUnavailable)
      throw withStatus(503, new Refusal('SUBGRAPH_UNAVAILABLE', { subgraph: 'auth' }));
    throw error;
  }
}

function withStatus(status: number, refusal: Refusal): GraphQLError {
  return new GraphQLError(refusal.code, {
    originalError: refusal,
    extensions: { code: refusal.code, http: { status } },
  });
}

export interface Authenticated {
  token: string | null;
  viewer: Viewer | null;
}
