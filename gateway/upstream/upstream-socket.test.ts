import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type WebSocket, WebSocketServer } from 'ws';
import { until } from '#test-kit/until.ts';
import type { SubgraphResponse } from './subgraph-response.ts';
import type { UpstreamEnd } from './upstream-socket.ts';
import { subscriptionsPerSocket, UpstreamSockets } from './upstream-sockets.ts';

type Script = (socket: WebSocket, id: string) => void;

let server: Server;
let port: number;
let webSockets: WebSocketServer;
/** Called for each subscription, after its first event. */
let script: Script;
let subscribed: string[];
let answersPings: boolean;
let pings: number;
let upstream: UpstreamSockets;

beforeEach(async () => {
  script = () => {};
  subscribed = [];
  answersPings = false;
  pings = 0;
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  webSockets = new WebSocketServer({ server, handleProtocols: () => 'graphql-transport-ws' });
  webSockets.on('connection', (socket) => {
    socket.on('message', (data) => {
      const { type, id } = JSON.parse(String(data)) as { type: string; id: string };
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
      if (type === 'ping') pings++;
      if (type === 'ping' && answersPings) socket.send('{"type":"pong"}');
      if (type !== 'subscribe') return;
      subscribed.push(id);
      socket.send(JSON.stringify({ id, type: 'next', payload: { data: { tick: 1 } } }));
      script(socket, id);
    });
  });
  upstream = new UpstreamSockets();
});

afterEach(async () => {
  upstream.dispose();
  for (const socket of webSockets.clients) socket.terminate();
  server.close();
});

interface Subscription {
  events: SubgraphResponse[];
  ends: UpstreamEnd[];
  stop: () => void;
}

function subscribe(headers: Record<string, string> = {}): Subscription {
  const subscription: Subscription = { events: [], ends: [], stop: () => {} };
  const source = {
    url: `http://127.0.0.1:${port}/graphql`,
    headers,
    requestId: 'r',
    query: 'subscription { tick }',
    variables: {},
  };
  subscription.stop = upstream.subscribe(source, {
    next: (event) => subscription.events.push(event),
    end: (end) => subscription.ends.push(end),
  });
  return subscription;
}

const close =
  (code?: number): Script =>
  (socket) =>
    socket.close(code);
const send =
  (message: (id: string) => object): Script =>
  (socket, id) =>
    socket.send(JSON.stringify(message(id)));
const error = { message: 'gone', extensions: { code: 'NOT_FOUND' } };

describe('a subgraph’s end of a socket or a subscription has its own kind', () => {
  test.each<[string, Script, UpstreamEnd]>([
    ['close 1000', close(1000), { kind: 'lost' }],
    ['close 1001', close(1001), { kind: 'lost' }],
    ['close without a code', close(), { kind: 'lost' }],
    ['close 1011', close(1011), { kind: 'lost' }],
    ['close 1012', close(1012), { kind: 'lost' }],
    ['close 1013', close(1013), { kind: 'lost' }],
    ['close 4400', close(4400), { kind: 'lost' }],
    ['close 4403 of an anonymous socket', close(4403), { kind: 'lost' }],
    ['close 4999', close(4999), { kind: 'lost' }],
    ['a cut connection', (socket) => socket.terminate(), { kind: 'lost' }],
    ['complete', send((id) => ({ id, type: 'complete' })), { kind: 'complete' }],
    ['error', send((id) => ({ id, type: 'error', payload: [error] })), { kind: 'refused', errors: [error] }],
    ['garbage', (socket) => socket.send('garbage'), { kind: 'lost' }],
    ['an unknown message type', send((id) => ({ id, type: 'whatever' })), { kind: 'lost' }],
    ['next without a payload', send((id) => ({ id, type: 'next' })), { kind: 'lost' }],
    [
      'a binary message',
      (socket, id) => socket.send(Buffer.from(`{"id":"${id}","type":"next","payload":{}}`), { binary: true }),
      { kind: 'lost' },
    ],
  ])('%s', async (_name, ending, expected) => {
    script = ending;
    const { events, ends } = subscribe();
    await until(() => ends.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([events, ends, subscribed.length, upstream.size]).toEqual([[{ data: { tick: 1 } }], [expected], 1, 0]);
  });

  test('close 4403 or 4401 of a socket with a token', async () => {
    for (const code of [4403, 4401]) {
      script = close(code);
      const { ends } = subscribe({ authorization: 'Bearer a.b.c' });
      await until(() => ends.length > 0);
      expect(ends).toEqual([{ kind: 'forbidden' }]);
    }
  });

  test('no answer to a ping', async () => {
    upstream = new UpstreamSockets({ interval: 20, timeout: 50 });
    const { ends } = subscribe();
    await until(() => ends.length > 0);
    expect(ends).toEqual([{ kind: 'lost' }]);
  });

  test('no connection', async () => {
    server.close();
    const { ends } = subscribe();
    await until(() => ends.length > 0);
    expect(ends).toEqual([{ kind: 'unreachable' }]);
  });

  test('an event of another subscription is ignored', async () => {
    script = send(() => ({ id: 'other', type: 'next', payload: { data: { tick: 99 } } }));
    const { events, ends, stop } = subscribe();
    await until(() => events.length === 1);
    stop();
    await until(() => upstream.size === 0);
    expect([events.length, ends]).toEqual([1, []]);
  });
});

test('a socket that answers its pings stays open', async () => {
  answersPings = true;
  upstream = new UpstreamSockets({ interval: 20, timeout: 100 });
  const { ends } = subscribe();
  await until(() => pings > 10);
  expect(ends).toEqual([]);
});

test('one lost socket ends each of its subscriptions once', async () => {
  const all = Array.from({ length: 10 }, () => subscribe());
  await until(() => all.every(({ events }) => events.length === 1));
  for (const socket of webSockets.clients) socket.terminate();
  await until(() => all.every(({ ends }) => ends.length > 0));
  expect(all.map(({ ends }) => ends)).toEqual(all.map(() => [{ kind: 'lost' }]));
});

test('subscriptions with equal headers share a socket, up to its bound', async () => {
  const all = Array.from({ length: subscriptionsPerSocket }, () => subscribe({ 'accept-language': 'ar' }));
  await until(() => all.every(({ events }) => events.length === 1));
  expect([upstream.size, webSockets.clients.size]).toEqual([1, 1]);
  const [more, other] = [subscribe({ 'accept-language': 'ar' }), subscribe({ 'accept-language': 'en' })];
  await until(() => more.events.length + other.events.length === 2);
  expect([upstream.size, webSockets.clients.size]).toEqual([3, 3]);
  for (const { stop } of [...all, more, other]) stop();
  expect(upstream.size).toBe(0);
  await until(() => webSockets.clients.size === 0);
});
