import { once } from 'node:events';
import { buildSchema, type ExecutionArgs, execute, parse, subscribe, validate } from 'graphql';
import { WebSocket } from 'ws';
import type { Viewer } from '#contract/viewer.ts';
import { startHttpServer, type TestHttpServer } from '#test-kit/http-server.ts';
import { until } from '#test-kit/until.ts';
import { shapeError } from '../../../errors/shape.ts';
import { clientAddressBehind } from '../../../http/client-address.ts';
import { createLog } from '../../../log.ts';
import { BoundedQueue } from '../../../run/bounded-queue.ts';
import { Drain } from '../../../run/drain.ts';
import { RevokedAccess, refusingRevoked } from '../../../security/revoked-access.ts';
import { SessionWatch } from '../../../security/session-watch.ts';
import { InvalidToken, KeysUnavailable } from '../../../security/verify-token.ts';
import type { RequestScope } from '../../request-scope.ts';
import { serveWebSocket } from '../serve-web-socket.ts';
import { clientLimits, type SocketLimits } from '../socket-limits.ts';
import type { RunningSockets, SocketOptions } from '../socket-options.ts';
import type { SocketSession } from '../socket-session.ts';

const schema = buildSchema('type Query { n: Int } type Subscription { forever: Int ended: Int texts: String }');

type TextQueue = BoundedQueue<{ texts: string }>;

export interface TestSocketServer {
  http: TestHttpServer;
  sockets: RunningSockets;
  revoked: RevokedAccess;
  drain: Drain;
  /** What `prepare` was called with. */
  prepared: { session: SocketSession; id: string; scope: RequestScope }[];
  /** The lines of the log, from the level `info` up. */
  logged: { level: number; msg: string }[];
  /** Queues of the subscriptions `texts` under way. */
  texts: Set<TextQueue>;
  connect(options?: ConnectOptions): Promise<TestClient>;
  stop(): Promise<void>;
}

export interface TestSocketOptions
  extends Pick<Partial<SocketOptions>, 'initTimeout' | 'closeTimeout' | 'pingInterval' | 'acceptRequestIds'> {
  limits?: Partial<SocketLimits>;
  trustedProxies?: string[];
  /** In milliseconds. */
  drainTime?: number;
  /** Ends the subscription `ended`. */
  endWith?: () => Error;
}

export interface ConnectOptions {
  /** The payload of `connection_init`; null sends none. */
  parameters?: object | null;
  headers?: Record<string, string>;
  autoPong?: boolean;
}

export interface TestClient {
  socket: WebSocket;
  messages: { type: string; id?: string; payload?: unknown }[];
  closed: Promise<[code: number, reason: string]>;
  send(...messages: object[]): void;
  /** Returns the payload of the first message of this type and id; waits for it if necessary. */
  received(type: string, id?: string): Promise<unknown>;
}

export const subscribeTo = (field: string, id: string, extensions = {}) => ({
  type: 'subscribe',
  id,
  payload: { query: `subscription { ${field} }`, extensions },
});

/** A token is the number of milliseconds after which it expires. */
async function verifyToken(token: string): Promise<Viewer> {
  if (token === 'lost') throw new KeysUnavailable();
  if (token === 'bad') throw new InvalidToken();
  const expiresAt = (Date.now() + Number(token)) / 1_000;
  return { id: 'p_1', role: 'passenger', sid: 'az_1', name: null, phoneNumber: null, expiresAt };
}

/** Starts a server of sockets, whose subscription `forever` has one event and `texts` those that the test pushes. */
export async function startSocketServer(options: TestSocketOptions = {}): Promise<TestSocketServer> {
  const { limits, trustedProxies = ['127.0.0.1'], drainTime = 0, endWith, ...rest } = options;
  const http = await startHttpServer();
  const logged: TestSocketServer['logged'] = [];
  const log = createLog({
    name: 'test',
    level: 'info',
    stream: { write: (line) => void logged.push(JSON.parse(line)) },
  });
  const revoked = new RevokedAccess();
  const drain = new Drain(drainTime);
  const prepared: TestSocketServer['prepared'] = [];
  const texts = new Set<TextQueue>();
  const rootValue = {
    texts: () => {
      const queue: TextQueue = new BoundedQueue(1_000_000, { onClose: () => void texts.delete(queue) });
      texts.add(queue);
      return queue;
    },
    n: () => {
      throw new Error('select 1');
    },
    forever: async function* () {
      yield { forever: 1 };
      await new Promise(() => {});
    },
    ended: async function* () {
      yield { ended: 1 };
      throw endWith?.() ?? new Error('select 2');
    },
  };
  const sockets = serveWebSocket({
    server: http.server,
    path: '/graphql',
    limits: { ...clientLimits(false), ...limits },
    clientAddress: clientAddressBehind(trustedProxies),
    acceptsOrigin: () => true,
    verifyToken: refusingRevoked(verifyToken, revoked),
    sessions: new SessionWatch(revoked),
    drain,
    log,
    initTimeout: 60_000,
    closeTimeout: 10_000,
    prepare: (session, { query, variables }, id, scope) => {
      prepared.push({ session, id, scope });
      const document = parse(query);
      const errors = validate(schema, document);
      return errors.length > 0 ? errors : { schema, document, variableValues: variables, rootValue };
    },
    execute: (args: ExecutionArgs) => execute(args),
    subscribe: (args: ExecutionArgs) => subscribe(args),
    shape: (error, scope) => shapeError(error, scope, log),
    ...rest,
  });
  const open: WebSocket[] = [];
  let stopping: Promise<void> | undefined;
  return {
    http,
    sockets,
    revoked,
    drain,
    prepared,
    logged,
    texts,
    connect: (connectOptions) => connect(http.port, open, connectOptions),
    stop: () => {
      stopping ??= sockets.stop().then(() => {
        for (const socket of open) socket.terminate();
        return http.stop();
      });
      return stopping;
    },
  };
}

async function connect(
  port: number,
  open: WebSocket[],
  { parameters = {}, headers = {}, autoPong = true }: ConnectOptions = {},
): Promise<TestClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', { headers, autoPong });
  open.push(socket);
  const messages: TestClient['messages'] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  const closed = once(socket, 'close').then(([code, reason]) => [code, String(reason)] as [number, string]);
  await once(socket, 'open');
  const client: TestClient = {
    socket,
    messages,
    closed,
    send: (...sent) => {
      for (const message of sent) socket.send(JSON.stringify(message));
    },
    received: async (type, id) => {
      const find = () => messages.find((message) => message.type === type && (id === undefined || message.id === id));
      await until(() => find() !== undefined, 2_000);
      return find()?.payload;
    },
  };
  if (parameters !== null) {
    client.send({ type: 'connection_init', payload: parameters });
    await until(() => messages.length > 0 || socket.readyState !== WebSocket.OPEN, 2_000);
  }
  return client;
}
