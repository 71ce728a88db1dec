import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { OperationResult, SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Viewer } from '#contract/viewer.ts';
import { languageOf } from '../errors/language.ts';
import { Refusal } from '../errors/refusal.ts';
import { requestIdGenerator } from '../ids.ts';
import type { Log } from '../log.ts';
import { hasLongNumbers, parseJson } from '../lossless-json.ts';
import type { Running } from '../run/lifecycle.ts';
import { bearerToken } from '../security/access-token.ts';
import { InvalidToken, type VerifyToken } from '../security/verify-token.ts';
import { asGraphQLError } from './as-graphql-error.ts';
import type { RequestScope } from './request-scope.ts';
import { type SocketWriter, socketWriter } from './sockets/socket-writer.ts';
import { SubscriptionEnded } from './sockets/subscription-ended.ts';

/** A socket whose client has sent `connection_init`. */
export interface SocketSession {
  viewer: Viewer | null;
  token: string | null;
  request: IncomingMessage;
  scope: RequestScope;
  writer: SocketWriter;
  /** Closes the socket with 4403, because its token is no longer accepted. */
  expire: () => void;
  /** Aborted when the socket has closed. Release then what was acquired for it. */
  closed: AbortSignal;
}

export interface SocketOptions {
  server: Server;
  path: string;
  /** Null for a server that passes tokens on without verifying them. */
  verifyToken: VerifyToken | null;
  log: Log;
  /** Returns the arguments to execute an operation with, or errors. Must not throw: that would close the socket. */
  prepare(session: SocketSession, payload: SubscribePayload, id: string): ExecutionArgs | readonly GraphQLError[];
  execute(args: ExecutionArgs): OperationResult;
  subscribe(args: ExecutionArgs): OperationResult;
  /** The shape in which an error is sent. */
  shape(error: GraphQLError | GraphQLFormattedError, scope: RequestScope): GraphQLFormattedError;
  /** Whether `prepare` gets integers beyond 2^53 as BigInts. They are rounded otherwise. */
  longIntegers?: boolean;
  /** The time for a client to send `connection_init`, in milliseconds. */
  initTimeout?: number;
  /** The time for a client to close its socket when the server stops, in milliseconds. */
  closeTimeout?: number;
}

export interface RunningSockets extends Running {
  /** The number of live subscriptions. */
  live(): number;
}

/** The longest message of a client, in bytes. */
export const maxMessage = 256 * 1024;

/** The operations that a client may run at once on one socket. */
export const maxOperations = 100;

/** Bytes that may wait for a slow client before its socket is terminated. */
const maxBuffered = 1024 * 1024;

/** The interval of the pings that detect a lost client, in milliseconds. */
const keepAlive = 12_000;

const forbidden = 4403;
const goingAway = 1001;
const tryAgainLater = 1013;

/**
 * Serves GraphQL over WebSocket by the graphql-transport-ws protocol. `connection_init` has the token, as
 * `{"Authorization": "Bearer ..."}`. A socket is closed with 4403 when its token is invalid, and when it expires: the client then
 * connects again with a new one.
 */
export function serveWebSocket(options: SocketOptions): RunningSockets {
  const { initTimeout = 5_000, closeTimeout = 2_000 } = options;
  const writers = new WeakMap<WebSocket, SocketWriter>();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessage });
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const pathname = URL.parse(request.url ?? '', 'http://localhost')?.pathname;
    if (pathname !== options.path) {
      // An error without a listener would end the process.
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n', () => socket.destroy());
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      writers.set(webSocket, socketWriter(webSocket, socket));
      sockets.emit('connection', webSocket, request);
    });
  };
  options.server.on('upgrade', upgrade);

  const newRequestId = requestIdGenerator();
  const sessions = new WeakMap<WebSocket, SocketSession>();
  const connections = new Set<{ subscriptions: Record<string, unknown> }>();
  const sessionOf = (socket: WebSocket): SocketSession => {
    const session = sessions.get(socket);
    if (!session) throw new Error('an operation before connection_init');
    return session;
  };
  const shapeAll = (socket: WebSocket, errors: readonly (GraphQLError | GraphQLFormattedError)[]) =>
    errors.map((error) => options.shape(error, sessionOf(socket).scope));

  // graphql-ws calls onSubscribe while this event is being emitted, so the text is that of its message.
  const longMessages = new WeakMap<WebSocket, string>();
  if (options.longIntegers) {
    sockets.on('connection', (socket) => {
      socket.on('message', (data) => {
        const text = String(data);
        if (hasLongNumbers(text)) longMessages.set(socket, text);
        else longMessages.delete(socket);
      });
    });
  }
  const graphql = useServer(
    {
      // Keeps the messages of internal errors out of close reasons, in development too.
      isProd: true,
      connectionInitWaitTimeout: initTimeout,
      onConnect: async (connection) => {
        const { connectionParams, extra } = connection;
        const { socket, request } = extra;
        connections.add(connection);
        try {
          sessions.set(socket, {
            ...(await openSession(socket, request, connectionParams, options.verifyToken, newRequestId())),
            writer: writers.get(socket) as SocketWriter,
          });
          return true;
        } catch (error) {
          if (error instanceof InvalidToken) return false;
          options.log.error({ err: error }, 'a token could not be verified');
          socket.close(tryAgainLater, 'Try again later');
          return false;
        }
      },
      onClose: (connection) => {
        connections.delete(connection);
      },
      onSubscribe: ({ subscriptions, extra: { socket } }, id, rounded) => {
        const session = sessionOf(socket);
        if (Object.keys(subscriptions).length > maxOperations) {
          socket.close(forbidden, 'Too many operations');
          return [new GraphQLError('too many operations', { extensions: { code: 'RATE_LIMITED' } })];
        }
        const text = longMessages.get(socket);
        const payload = text === undefined ? rounded : payloadOf(text);
        return payload ? options.prepare(session, payload, id) : [asGraphQLError(new Refusal('BAD_REQUEST'))];
      },
      execute: options.execute,
      subscribe: options.subscribe,
      onNext: ({ extra: { socket } }, _id, _payload, _args, result: ExecutionResult) => {
        if (socket.bufferedAmount > maxBuffered) socket.terminate();
        if (!result.errors) return result;
        return { ...result, errors: shapeAll(socket, result.errors) } as unknown as ExecutionResult;
      },
      onError: ({ extra: { socket } }, _id, _payload, errors) =>
        shapeAll(socket, endErrors(errors)) as unknown as readonly GraphQLError[],
    },
    sockets,
    keepAlive,
  );
  // Replaces graphql-ws's listener, which prints the error; ws has closed the socket with the right code by then.
  sockets.on('connection', (socket) => {
    socket.removeAllListeners('error');
    socket.on('error', (error) => options.log.debug({ err: error }, 'a socket failed'));
  });

  return {
    live: () => [...connections].reduce((sum, { subscriptions }) => sum + liveOf(subscriptions), 0),
    stop: async () => {
      options.server.off('upgrade', upgrade);
      for (const socket of sockets.clients) socket.close(goingAway, 'Going away');
      const late = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, closeTimeout);
      try {
        await graphql.dispose();
      } finally {
        clearTimeout(late);
      }
    },
  };
}

/** The errors of a subscription that ended with several. */
function endErrors(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const cause = errors[0]?.originalError;
  return cause instanceof SubscriptionEnded ? cause.errors : errors;
}

/** The payload of a message with long numbers; null when it is nested too deeply to keep their digits. */
function payloadOf(text: string): SubscribePayload | null {
  try {
    return (parseJson(text) as { payload: SubscribePayload }).payload;
  } catch {
    return null;
  }
}

/** Operations with an iterator: one that is being prepared has none yet. */
const liveOf = (subscriptions: Record<string, unknown>): number => Object.values(subscriptions).filter(Boolean).length;

/** Verifies the token, and closes the socket when it expires. Throws what `verifyToken` throws. */
async function openSession(
  socket: WebSocket,
  request: IncomingMessage,
  parameters: Readonly<Record<string, unknown>> | undefined,
  verifyToken: VerifyToken | null,
  requestId: string,
): Promise<Omit<SocketSession, 'writer'>> {
  const closing = new AbortController();
  socket.once('close', () => closing.abort());
  const token = bearerToken(parameters?.Authorization ?? parameters?.authorization);
  const viewer = token && verifyToken ? await verifyToken(token) : null;
  const expire = () => socket.close(forbidden, 'Token expired');
  if (viewer) {
    const expires = setTimeout(expire, Math.min(viewer.expiresAt * 1_000 - Date.now(), 2 ** 31 - 1));
    expires.unref();
    closing.signal.addEventListener('abort', () => clearTimeout(expires));
  }
  const scope = { requestId, language: languageOf(request.headers['accept-language']) };
  return { viewer, token, request, scope, expire, closed: closing.signal };
}
