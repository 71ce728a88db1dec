import { MIMEType } from 'node:util';
import Fastify, {
  errorCodes,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { GraphQLError } from 'graphql';
import { maxRequestBody } from '#contract/request-faults.ts';
import type { Viewer } from '#contract/viewer.ts';
import { languageOf } from '../errors/language.ts';
import { Refusal } from '../errors/refusal.ts';
import { shapeError } from '../errors/shape.ts';
import { type RequestScope, requestScope, wellFormedRequestId } from '../graphql/request-scope.ts';
import { requestIdGenerator } from '../ids.ts';
import type { Log } from '../log.ts';
import { bearerToken } from '../security/access-token.ts';
import { InvalidToken, KeysUnavailable, type VerifyToken } from '../security/verify-token.ts';
import { faultOf } from './request-fault.ts';
import { type RequestTracing, traceRequests } from './trace-requests.ts';

/** The time for a client to send a request, in milliseconds. */
const requestTimeout = 30_000;

declare module 'fastify' {
  interface FastifyReply {
    /** Whether the response stays open for events. Its duration is the client's choice. */
    isStream: boolean;
  }
}

export interface AppOptions {
  log: Log;
  /** The addresses of the proxies whose X-Forwarded-For is trusted. */
  trustedProxies?: string[];
  /** Null for a server that records no traces. */
  tracing?: RequestTracing | null;
}

/** An HTTP server that gives each request an id and a language, and reports failures outside GraphQL in the shape of GraphQL errors. */
export function createHttpApp({ log, trustedProxies = [], tracing = null }: AppOptions): FastifyInstance {
  const newRequestId = requestIdGenerator();
  // A URL that no route can have, such as `/%`.
  const frameworkErrors = (_error: FastifyError, request: FastifyRequest, { raw }: FastifyReply): void => {
    const body = JSON.stringify({
      errors: [shapeError(new Refusal('BAD_REQUEST', {}, 'path'), scopeOf(request), log)],
    });
    raw.writeHead(400, { 'content-type': 'application/json; charset=utf-8', 'x-request-id': request.id }).end(body);
  };
  const app = Fastify({
    bodyLimit: maxRequestBody,
    requestTimeout,
    forceCloseConnections: 'idle',
    // Until the listener has closed, requests are served as ever.
    return503OnClosing: false,
    trustProxy: trustedProxies.length > 0 ? trustedProxies : false,
    frameworkErrors,
    genReqId: ({ headers }) => wellFormedRequestId(headers['x-request-id']) ?? newRequestId(),
  });
  app.decorateReply('isStream', false);
  const beginTrace = tracing && traceRequests(app, tracing);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    // Reading the address of an open socket keeps it for later, when the client may have left.
    if (request.raw.socket.remoteAddress === undefined) return done(new ClientLeft());
    if (hasUnknownCharset(request)) return done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE());
    const scope = scopeOf(request);
    if (beginTrace) scope.trace = beginTrace(request);
    requestScope.run(scope, done);
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode && error.statusCode < 500 ? error.statusCode : 500;
    // What the response was read from fails when its client leaves: a stream, or another server.
    const isOver = error.name === 'AbortError' && request.raw.socket.destroyed;
    const reported = status < 500 || isOver ? new Refusal('BAD_REQUEST', {}, faultOf(error, request)) : error;
    reply.code(status).send({ errors: [shapeError(reported, scopeOf(request), log)] });
  });
  app.setNotFoundHandler((request, reply) => {
    reply.code(404).send({ errors: [shapeError(new Refusal('BAD_REQUEST', {}, 'path'), scopeOf(request), log)] });
  });
  return app;
}

/** The client has left before its request was read. Nobody gets the response. */
class ClientLeft extends Error {
  readonly statusCode = 400;
}

/** The encodings of JSON: UTF-8 (RFC 8259, 8.1), and ASCII, which is a part of it. */
const jsonCharsets: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);

/** Whether a request names an encoding in which JSON is not read. Any other content type is its reader's concern. */
function hasUnknownCharset({ headers: { 'content-type': type } }: FastifyRequest): boolean {
  if (type === undefined || !/charset/i.test(type)) return false;
  try {
    const { essence, params } = new MIMEType(type);
    return essence === 'application/json' && !jsonCharsets.has(params.get('charset')?.toLowerCase() ?? 'utf-8');
  } catch {
    return false;
  }
}

/** The id and the language of a request. */
export function scopeOf({ id, headers }: FastifyRequest): RequestScope {
  return { requestId: id, language: languageOf(headers['accept-language']) };
}

/**
 * The viewer of an HTTP request: anonymous without a token, or on a server that verifies none.
 *
 * @throws GraphQLError UNAUTHENTICATED with HTTP 401 for an invalid token; SUBGRAPH_UNAVAILABLE with HTTP 503 when auth's keys cannot
 * be fetched.
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

/** The refusal as an error that over HTTP has this status. */
export function withStatus(status: number, refusal: Refusal): GraphQLError {
  return new GraphQLError(refusal.code, {
    originalError: refusal,
    extensions: { code: refusal.code, http: { status } },
  });
}

export interface Authenticated {
  token: string | null;
  viewer: Viewer | null;
}

/** A request without a token, or one whose token is ignored. */
export const anonymous: Authenticated = { token: null, viewer: null };
