import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { OperationResult, SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Viewer } from '#contract/viewer.ts';
import { languageOf } from '../errors/language.ts';
import { newRequestId } from '../ids.ts';
import { limits } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Running } from '../run/lifecycle.ts';
import { bearerToken } from '../security/access-token.ts';
import { InvalidToken, type VerifyToken } from '../security/verify-token.ts';
import type { RequestScope } from './request-scope.ts';

/** One socket and who is on it. */
export interface SocketSession {
  viewer: Viewer | null;
  token: string | null;
  request: IncomingMessage;
  scope: RequestScope;
  /** Aborted when the socket has closed: whatever was acquired for it is let go then. */
  closed: AbortSignal;
}

export interface SocketOptions {
  server: Server;
  path: string;
  /** Null for a server that verifies no token: it passes every one on. */
  verifyToken: VerifyToken | null;
  log: Log;
  /** What to run for an operation, or why not. A throw would close the socket, so it returns the errors. */
  prepare(session: SocketSession, payload: SubscribePayload): ExecutionArgs | readonly GraphQLError[];
  execute(args: ExecutionArgs): OperationResult;
  subscribe(args: ExecutionArgs): OperationResult;
  /** How an error leaves. */
  shape(error: GraphQLError | GraphQLFormattedError, scope: RequestScope): GraphQLFormattedError;
  /** How long a new socket may wait with `connection_init`, in milliseconds. */
  initTimeout?: number;
  /** How long a client may take to answer that the server goes away, in milliseconds. */
  closeTimeout?: number;
}

export interface RunningSockets extends Running {
  /** How many subscriptions are being delivered. */
  live(): number;
}

const forbidden = 4403;
const goingAway = 1001;
const tryAgainLater = 1013;

/**
 * GraphQL over WebSocket, by the graphql-transport-ws protocol. The token comes in `connection_init`, as
 * `{"Authorization": "Bearer ..."}`; an invalid one closes the socket with 4403, and so does one that expires, whereupon
 * clients connect again with a new one. Messages, operations a socket and what waits for a slow client are bounded.
 */
export function serveWebSocket(options: SocketOptions): RunningSockets {
  const { initTimeout = limits.webSocketInitTimeout, closeTimeout = limits.webSocketCloseTimeout } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.webSocketMessageBytes });
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const pathname = URL.parse(request.url ?? '', 'http://localhost')?.pathname;
    if (pathname !== options.path) {
      // Nobody else listens to this socket any more: an error that no one hears would end the process.
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n', () => socket.destroy());
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => sockets.emit('connection', webSocket, request));
  };
  options.server.on('upgrade', upgrade);

  const sessions = new WeakMap<WebSocket, SocketSession>();
  const connections = new Set<{ subscriptions: Record<string, unknown> }>();
  const sessionOf = (socket: WebSocket): SocketSession => {
    const session = sessions.get(socket);
    if (!session) throw new Error('an operation before connection_init');
    return session;
  };
  const shapeAll = (socket: WebSocket, errors: readonly (GraphQLError | GraphQLFormattedError)[]) =>
    errors.map((error) => options.shape(error, sessionOf(socket).scope));

  const graphql = useServer(
    {
      // What went wrong inside is not told as the reason of a close, in development neither.
      isProd: true,
      connectionInitWaitTimeout: initTimeout,
      onConnect: async (connection) => {
        const { connectionParams, extra } = connection;
        const { socket, request } = extra;
        connections.add(connection);
        try {
          sessions.set(socket, await openSession(socket, request, connectionParams, options.verifyToken));
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
      onSubscribe: ({ subscriptions, extra: { socket } }, _id, payload) => {
        const session = sessionOf(socket);
        if (Object.keys(subscriptions).length > limits.subscriptionsPerSocket) {
          socket.close(forbidden, 'Too many operations');
          return [new GraphQLError('too many operations', { extensions: { code: 'RATE_LIMITED' } })];
        }
        return options.prepare(session, payload);
      },
      execute: options.execute,
      subscribe: options.subscribe,
      onNext: ({ extra: { socket } }, _id, _payload, _args, result: ExecutionResult) => {
        if (socket.bufferedAmount > limits.webSocketBufferBytes) socket.terminate();
        if (!result.errors) return result;
        return { ...result, errors: shapeAll(socket, result.errors) } as unknown as ExecutionResult;
      },
      onError: ({ extra: { socket } }, _id, _payload, errors) =>
        shapeAll(socket, errors) as unknown as readonly GraphQLError[],
    },
    sockets,
    limits.webSocketKeepAlive,
  );
  // graphql-ws prints what a client's socket breaks with; by then ws has closed it, with the code for that.
  sockets.on('connection', (socket) => {
    socket.removeAllListeners('error');
    socket.on('error', (error) => options.log.debug({ err: error }, 'a socket broke'));
  });

  return {
    live: () => [...connections].reduce((sum, { subscriptions }) => sum + delivering(subscriptions), 0),
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

/** An operation that is still being prepared has no iterator yet. */
const delivering = (subscriptions: Record<string, unknown>): number =>
  Object.values(subscriptions).filter(Boolean).length;

/** Verifies the token, and has the socket closed when it expires. Throws InvalidToken. */
async function openSession(
  socket: WebSocket,
  request: IncomingMessage,
  parameters: Readonly<Record<string, unknown>> | undefined,
  verifyToken: VerifyToken | null,
): Promise<SocketSession> {
  const closing = new AbortController();
  socket.once('close', () => closing.abort());
  const token = bearerToken(parameters?.Authorization ?? parameters?.authorization);
  const viewer = token && verifyToken ? await verifyToken(token) : null;
  if (viewer) {
    const expires = setTimeout(
      () => socket.close(forbidden, 'Token expired'),
      Math.min(viewer.expiresAt * 1_000 - Date.now(), 2 ** 31 - 1),
    );
    expires.unref();
    closing.signal.addEventListener('abort', () => clearTimeout(expires));
  }
  const scope = { requestId: newRequestId(), language: languageOf(request.headers['accept-language']) };
  return { viewer, token, request, scope, closed: closing.signal };
}
