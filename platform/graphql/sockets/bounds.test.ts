import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { until } from '#test-kit/until.ts';
import type { SocketLimits } from './socket-limits.ts';
import { startSocketServer, subscribeTo, type TestClient, type TestSocketServer } from './testing/socket-server.ts';

let server: TestSocketServer;

const start = async (limits: Partial<SocketLimits> = {}) => {
  server = await startSocketServer({ limits });
};

afterEach(() => server.stop());

const rateLimited = [expect.objectContaining({ extensions: { code: 'RATE_LIMITED', requestId: expect.any(String) } })];

const errorsOf = ({ messages }: TestClient) => messages.filter(({ type }) => type === 'error');

const many = (count: number, prefix = '') =>
  Array.from({ length: count }, (_, at) => subscribeTo('texts', `${prefix}${at + 1}`));

describe('operations of a socket', () => {
  test('by default, 100 of 101 that are sent at once run, and one is refused; they go on', async () => {
    await start();
    const client = await server.connect();
    client.send(...many(101));
    await client.received('error', '101');
    await until(() => server.sockets.live() === 100);
    expect(errorsOf(client)).toEqual([{ type: 'error', id: '101', payload: rateLimited }]);
    for (const queue of server.texts) queue.push({ texts: 'x' });
    await until(() => client.messages.filter(({ type }) => type === 'next').length === 100);
  });

  test('make room when they end, also for one that is sent at once after', async () => {
    await start({ operationsPerSocket: 2, anonymousSubscriptionsPerSocket: 2 });
    const client = await server.connect();
    client.send(...many(2));
    await until(() => server.sockets.live() === 2);
    client.send({ type: 'complete', id: '1' }, subscribeTo('texts', 'next'), subscribeTo('texts', 'more'));
    await client.received('error', 'more');
    expect(errorsOf(client)).toHaveLength(1);
    await until(() => server.sockets.live() === 2 && server.texts.size === 2);
  });

  test('may have messages of a size in all, and make room when they end', async () => {
    const message = subscribeTo('texts', '1');
    const { length } = JSON.stringify(message);
    await start({ operationBytesPerSocket: 2 * length });
    const client = await server.connect();
    client.send(...many(3));
    expect(await client.received('error', '3')).toEqual(rateLimited);
    client.send({ type: 'complete', id: '1' }, { type: 'complete', id: '2' });
    await until(() => server.sockets.live() === 0 && server.texts.size === 0);
    client.send(subscribeTo('texts', '4'), subscribeTo('texts', '5'));
    await until(() => server.sockets.live() === 2);
    expect(errorsOf(client)).toHaveLength(1);
  });

  test('have ids up to a length; one with a longer id is refused', async () => {
    await start();
    const client = await server.connect();
    const [longest, longer] = ['é'.repeat(256), 'é'.repeat(257)];
    client.send(subscribeTo('forever', longest), subscribeTo('forever', longer));
    await client.received('next', longest);
    expect(await client.received('error', longer)).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
  });
});

describe('subscriptions', () => {
  test('of an anonymous socket are bounded, those of another and its queries are not', async () => {
    await start({ anonymousSubscriptionsPerSocket: 2 });
    const anonymous = await server.connect();
    const signedIn = await server.connect({ parameters: { Authorization: 'Bearer 60000' } });
    for (const client of [anonymous, signedIn]) client.send(...many(3));
    expect(await anonymous.received('error', '3')).toEqual(rateLimited);
    await until(() => server.sockets.live() === 5);
    anonymous.send({ type: 'subscribe', id: 'query', payload: { query: '{ n }' } });
    await anonymous.received('complete', 'query');
    expect([errorsOf(anonymous).length, errorsOf(signedIn).length]).toEqual([1, 0]);
  });

  test('of a process are bounded; those that end, or whose socket is lost, make room', async () => {
    await start({ subscriptions: 3 });
    const clients = [await server.connect(), await server.connect()];
    const [first, second] = clients as [TestClient, TestClient];
    first.send(...many(2));
    await until(() => server.sockets.live() === 2);
    second.send(...many(2));
    expect(await second.received('error', '2')).toEqual(rateLimited);
    second.send({ type: 'complete', id: '1' });
    await until(() => server.texts.size === 2);
    first.socket.terminate();
    await until(() => server.texts.size === 0);
    second.send(...many(3, 'again'), subscribeTo('texts', 'more'));
    expect(await second.received('error', 'more')).toEqual(rateLimited);
    expect(server.sockets.live()).toBe(3);
  });
});

/** The HTTP status of a refused upgrade; null when it is accepted. */
async function upgrade(headers: Record<string, string> = {}): Promise<number | null> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.http.port}/graphql`, 'graphql-transport-ws', { headers });
  const refused = once(socket, 'unexpected-response').then(([, response]) => response.statusCode as number);
  const opened = once(socket, 'open').then(() => null);
  socket.on('error', () => {});
  return Promise.race([refused, opened]);
}

describe('sockets', () => {
  test('of an address are bounded, with 429 above; one that closes makes room', async () => {
    await start({ socketsPerAddress: 2 });
    const client = await server.connect();
    expect([await upgrade(), await upgrade(), await upgrade()]).toEqual([null, 429, 429]);
    client.socket.terminate();
    await until(async () => (await upgrade()) === null);
    expect(await upgrade()).toBe(429);
  });

  test('are counted by the address behind a trusted proxy, and by network for IPv6', async () => {
    await start({ socketsPerAddress: 1 });
    const from = (address: string) => upgrade({ 'x-forwarded-for': address });
    expect([await from('203.0.113.1'), await from('203.0.113.2'), await from('203.0.113.1')]).toEqual([
      null,
      null,
      429,
    ]);
    expect([await from('2001:db8::1'), await from('2001:db8:0:0:7::2')]).toEqual([null, 429]);
    const client = await server.connect({ headers: { 'x-forwarded-for': '203.0.113.9' } });
    client.send(subscribeTo('texts', '1'));
    await until(() => server.prepared[0]?.session.address === '203.0.113.9');
  });

  test('of a process are bounded, with 503 above', async () => {
    await start({ sockets: 2 });
    const from = (address: string) => upgrade({ 'x-forwarded-for': address });
    expect([await from('203.0.113.1'), await from('203.0.113.2'), await from('203.0.113.3')]).toEqual([
      null,
      null,
      503,
    ]);
  });
});

describe('messages', () => {
  test('may come in a burst of five seconds’ worth; one more closes the socket with 4429', async () => {
    await start({ messagesPerSecond: 2 });
    const client = await server.connect();
    // connection_init was the first.
    client.send(...Array.from({ length: 9 }, () => ({ type: 'ping' })));
    await until(() => client.messages.filter(({ type }) => type === 'pong').length === 9);
    expect(client.socket.readyState).toBe(WebSocket.OPEN);
    client.send(...Array.from({ length: 20 }, () => ({ type: 'pong' })));
    expect(await client.closed).toEqual([4429, 'Too many messages']);
  });

  test.each(['ping', 'pong'] as const)('include the control frame %s', async (frame) => {
    await start({ messagesPerSecond: 1 });
    const client = await server.connect();
    for (let count = 0; count < 20; count++) client.socket[frame]();
    expect(await client.closed).toEqual([4429, 'Too many messages']);
  });

  test('that are too long close the socket with 1009', async () => {
    await start({ messageBytes: 2_000 });
    const client = await server.connect();
    const ofLength = (length: number) => '{"type":"pong"}'.padEnd(length);
    client.socket.send(ofLength(2_000));
    client.send({ type: 'ping' });
    await client.received('pong');
    client.socket.send(ofLength(2_001));
    expect((await client.closed)[0]).toBe(1009);
    expect(server.logged).toEqual([]);
  });
});

describe('a ping', () => {
  test('of the protocol is answered with its payload', async () => {
    await start();
    const client = await server.connect();
    client.send({ type: 'ping' }, { type: 'ping', payload: { at: 1 } });
    await until(() => client.messages.length === 3);
    expect(client.messages.slice(1)).toEqual([{ type: 'pong' }, { type: 'pong', payload: { at: 1 } }]);
  });

  test('may have a payload of 1 kB; a longer one closes the socket with 4400', async () => {
    await start();
    const client = await server.connect();
    const ofBytes = (bytes: number) => ({ type: 'ping', payload: { x: 'é'.repeat((bytes - 8) / 2) } });
    client.send(ofBytes(1_024));
    await client.received('pong');
    client.send(ofBytes(1_026));
    expect(await client.closed).toEqual([4400, 'Ping payload too large']);
  });

  test('of WebSocket is answered with its data', async () => {
    await start();
    const client = await server.connect();
    const answered = once(client.socket, 'pong');
    client.socket.ping('data');
    expect(String((await answered)[0])).toBe('data');
  });
});
