import { once } from 'node:events';
import type http from 'node:http';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { buildSchema, type ExecutionArgs, execute, parse, subscribe, validate } from 'graphql';
import { WebSocket } from 'ws';
import type { Viewer } from '#contract/viewer.ts';
import { startHttpServer, type TestHttpServer } from '#test-kit/http-server.ts';
import { until } from '#test-kit/until.ts';
import { shapeError } from '../errors/shape.ts';
import { createLog } from '../log.ts';
import { InvalidToken, KeysUnavailable } from '../security/verify-token.ts';
import { maxMessage, maxOperations, type RunningSockets, type SocketSession, serveWebSocket } from './web-socket.ts';

const schema = buildSchema('type Query { n: Int } type Subscription { forever: Int }');
const log = createLog({ name: 'test', level: 'silent' });

let httpServer: TestHttpServer;
let server: http.Server;
let port: number;
let sockets: RunningSockets;
let stop: () => Promise<void>;
let sessions: SocketSession[] = [];
const open: WebSocket[] = [];

/** A token is the number of milliseconds after which it expires. */
async function verifyToken(token: string): Promise<Viewer> {
  if (token === 'lost') throw new KeysUnavailable();
  if (token === 'bad') throw new InvalidToken();
  const expiresAt = (Date.now() + Number(token)) / 1_000;
  return { id: 'p_1', role: 'passenger', sid: null, name: null, phoneNumber: null, expiresAt };
}

beforeEach(async () => {
  sessions = [];
  httpServer = await startHttpServer();
  ({ server, port } = httpServer);
  const rootValue = {
    n: () => {
      throw new Error('select 1');
    },
    forever: async function* () {
      yield { forever: 1 };
      await new Promise(() => {});
    },
  };
  sockets = serveWebSocket({
    server,
    path: '/graphql',
    verifyToken,
    log,
    initTimeout: 100,
    closeTimeout: 100,
    prepare: (session, { query, variables }) => {
      sessions.push(session);
      const document = parse(query);
      const errors = validate(schema, document);
      return errors.length > 0 ? errors : { schema, document, variableValues: variables, rootValue };
    },
    execute: (args: ExecutionArgs) => execute(args),
    subscribe: (args: ExecutionArgs) => subscribe(args),
    shape: (error, scope) => shapeError(error, scope, log),
  });
  let stopping: Promise<void> | undefined;
  stop = () => {
    stopping ??= sockets.stop();
    return stopping;
  };
});

afterEach(async () => {
  for (const socket of open.splice(0)) socket.terminate();
  await stop();
  await httpServer.stop();
});

interface Client {
  socket: WebSocket;
  messages: { type: string; id?: string; payload: unknown }[];
  closed: Promise<[number, string]>;
  send(message: object): void;
  received(type: string): Promise<unknown>;
}

async function connect(parameters?: object | null, headers: Record<string, string> = {}): Promise<Client> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', { headers });
  open.push(socket);
  const messages: Client['messages'] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  const closed = once(socket, 'close').then(([code, reason]) => [code, String(reason)] as [number, string]);
  await once(socket, 'open');
  const send = (message: object) => socket.send(JSON.stringify(message));
  if (parameters !== null) {
    send({ type: 'connection_init', payload: parameters });
    await until(() => messages.length > 0 || socket.readyState !== WebSocket.OPEN, 2_000);
  }
  return {
    socket,
    messages,
    closed,
    send,
    received: async (type) => {
      await until(() => messages.some((message) => message.type === type), 2_000);
      return messages.find((message) => message.type === type)?.payload;
    },
  };
}

const forever = (id: string) => ({ type: 'subscribe', id, payload: { query: 'subscription { forever }' } });

describe('the token', () => {
  test('comes in connection_init, in either spelling; without one the viewer is anonymous', async () => {
    for (const parameters of [{ Authorization: 'Bearer 60000' }, { authorization: 'Bearer 60000' }, {}, undefined]) {
      const client = await connect(parameters);
      client.send(forever('1'));
      await client.received('next');
    }
    expect(sessions.map(({ viewer, token }) => [viewer?.id, token])).toEqual([
      ['p_1', '60000'],
      ['p_1', '60000'],
      [undefined, null],
      [undefined, null],
    ]);
  });

  test.each([{ Authorization: 'Bearer bad' }, { Authorization: 'Basic x' }, { Authorization: 7 }])(
    'closes the socket with 4403 when it is invalid: %j',
    async (parameters) => {
      expect(await (await connect(parameters)).closed).toEqual([4403, 'Forbidden']);
    },
  );

  test('closes the socket with 4403 when it expires, and aborts its signal', async () => {
    const client = await connect({ Authorization: 'Bearer 150' });
    client.send(forever('1'));
    await client.received('next');
    expect(sessions[0]?.closed.aborted).toBe(false);
    expect(await client.closed).toEqual([4403, 'Token expired']);
    await until(() => sessions[0]?.closed.aborted === true);
  });

  test('that expires in the far future leaves the socket open', async () => {
    const client = await connect({ Authorization: `Bearer ${1e14}` });
    await client.received('connection_ack');
    await sleep(30);
    expect(client.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('that cannot be verified now closes the socket with 1013: try again later', async () => {
    const client = await connect({ Authorization: 'Bearer lost' });
    expect(await client.closed).toEqual([1013, 'Try again later']);
    expect(client.messages).toEqual([]);
  });
});

describe('a socket is closed', () => {
  test('without a connection_init in time', async () => {
    expect(await (await connect(null)).closed).toEqual([4408, 'Connection initialisation timeout']);
  });

  test('on an operation before connection_init', async () => {
    const client = await connect(null);
    client.send(forever('1'));
    expect((await client.closed)[0]).toBe(4401);
  });

  test('on a message that is too long', async () => {
    const client = await connect();
    client.send({ type: 'ping', payload: { x: 'x'.repeat(maxMessage) } });
    expect((await client.closed)[0]).toBe(1009);
  });

  test('on more operations than the limit', async () => {
    const client = await connect();
    for (let at = 1; at <= maxOperations; at++) client.send(forever(String(at)));
    await until(() => sockets.live() === maxOperations);
    client.send(forever('more'));
    expect(await client.closed).toEqual([4403, 'Too many operations']);
    await until(() => sockets.live() === 0);
  });

  test('without the message of an internal error', async () => {
    jest.spyOn(console, 'error').mockImplementationOnce(() => {});
    const client = await connect();
    client.send({ type: 'subscribe', id: '1', payload: { query: '{' } });
    const [code, reason] = await client.closed;
    expect(code).toBe(4500);
    expect(reason).toBe('Internal server error');
  });
});

describe('errors', () => {
  test.each([
    ['ar-SA, en;q=0.5', /[؀-ۿ]/],
    ['fr', /^Something/],
  ])("are in the upgrade's language: %s", async (language, message) => {
    const client = await connect({}, { 'accept-language': language });
    client.send({ type: 'subscribe', id: '1', payload: { query: '{ n }' } });
    expect(await client.received('next')).toEqual({
      data: { n: null },
      errors: [
        {
          message: expect.stringMatching(message),
          path: ['n'],
          locations: expect.any(Array),
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) },
        },
      ],
    });
  });

  test('of an invalid operation have the same shape', async () => {
    const client = await connect();
    client.send({ type: 'subscribe', id: '1', payload: { query: '{ nothing }' } });
    expect(await client.received('error')).toMatchObject([{ extensions: { requestId: expect.any(String) } }]);
  });
});

describe('stop', () => {
  test('closes every socket with 1001 and ends its subscriptions', async () => {
    const client = await connect();
    client.send(forever('1'));
    await client.received('next');
    expect(sockets.live()).toBe(1);
    await stop();
    expect(await client.closed).toEqual([1001, 'Going away']);
    expect(sockets.live()).toBe(0);
  });

  test('does not wait for a client that does not answer', async () => {
    const client = await connect();
    await client.received('connection_ack');
    client.socket.pause();
    const began = performance.now();
    await stop();
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe('an upgrade of another path', () => {
  const upgrade = 'GET /other HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

  test('is 404, and the connection ends although the client keeps its half open', async () => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.write(upgrade);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1.1 404 /);
    const left = () => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
    await until(async () => (await left()) === 0, 2_000);
    socket.destroy();
  });

  test('survives an error of the socket, which would end the process without a listener', async () => {
    const refused = once(server, 'upgrade') as Promise<[http.IncomingMessage, net.Socket]>;
    const socket = net.connect(port, '127.0.0.1').on('error', () => {});
    socket.write(upgrade);
    const [, theirs] = await refused;
    expect(theirs.listenerCount('error')).toBeGreaterThan(0);
    theirs.emit('error', new Error('read ECONNRESET'));
    expect(theirs.destroyed).toBe(true);
    await (await connect()).received('connection_ack');
  });
});
