import { once } from 'node:events';
import type http from 'node:http';
import net from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { until } from '#test-kit/until.ts';
import { startSocketServer, subscribeTo, type TestSocketServer } from './testing/socket-server.ts';

let server: TestSocketServer;

afterEach(() => server.stop());

describe('a client that does not answer pings', () => {
  test('is cut off, and one that does is not', async () => {
    server = await startSocketServer({ pingInterval: 120 });
    const silent = await server.connect({ autoPong: false });
    const answering = await server.connect();
    expect((await silent.closed)[0]).toBe(1006);
    let pings = 0;
    answering.socket.on('ping', () => {
      pings++;
    });
    await until(() => pings >= 3);
    expect(answering.socket.readyState).toBe(WebSocket.OPEN);
  });
});

describe('stop', () => {
  test('closes every socket with 1012 and ends its subscriptions', async () => {
    server = await startSocketServer();
    const client = await server.connect();
    client.send(subscribeTo('forever', '1'));
    await client.received('next');
    expect(server.sockets.live()).toBe(1);
    await server.sockets.stop();
    expect(await client.closed).toEqual([1012, 'Service restart']);
    expect(server.sockets.live()).toBe(0);
  });

  test('does not wait for a client that does not answer', async () => {
    server = await startSocketServer({ closeTimeout: 100 });
    const client = await server.connect();
    client.socket.pause();
    const began = performance.now();
    await server.sockets.stop();
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  test('leaves no timer and no listener of the server', async () => {
    server = await startSocketServer();
    const listeners = server.http.server.listenerCount('upgrade');
    expect(listeners).toBe(1);
    await server.sockets.stop();
    expect(server.http.server.listenerCount('upgrade')).toBe(0);
  });
});

describe('the drain', () => {
  test('closes the sockets one after the other with 1012, and refuses new ones with 503', async () => {
    server = await startSocketServer({ drainTime: 500 });
    const clients = await Promise.all(Array.from({ length: 20 }, () => server.connect()));
    const draining = server.drain.stop();
    await Promise.race(clients.map(({ closed }) => closed));
    expect(clients.filter(({ socket }) => socket.readyState === WebSocket.OPEN).length).toBeGreaterThan(0);
    const refused = new WebSocket(`ws://127.0.0.1:${server.http.port}/graphql`, 'graphql-transport-ws');
    refused.on('error', () => {});
    const [, response] = (await once(refused, 'unexpected-response')) as [unknown, http.IncomingMessage];
    expect(response.statusCode).toBe(503);
    await draining;
    for (const { closed } of clients) expect(await closed).toEqual([1012, 'Service restart']);
  });

  test('lets a stock client subscribe again elsewhere, without a word to its user', async () => {
    server = await startSocketServer({ drainTime: 50 });
    const other = await startSocketServer();
    const ports = [server.http.port, other.http.port];
    const client = createClient({
      url: () => `ws://127.0.0.1:${ports.shift()}/graphql`,
      webSocketImpl: WebSocket,
      retryWait: async () => {},
    });
    const events: unknown[] = [];
    const failures: unknown[] = [];
    client.subscribe(
      { query: 'subscription { forever }' },
      { next: (event) => events.push(event), error: (error) => failures.push(error), complete: () => {} },
    );
    await until(() => events.length === 1);
    await server.drain.stop();
    await until(() => events.length === 2);
    expect([failures, other.sockets.live()]).toEqual([[], 1]);
    await client.dispose();
    await other.stop();
  });
});

describe('an upgrade of another path', () => {
  const upgrade = 'GET /other HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

  test('is 404, and the connection ends although the client keeps its half open', async () => {
    server = await startSocketServer();
    const socket = net.connect({ port: server.http.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.write(upgrade);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1.1 404 /);
    const left = () =>
      new Promise<number>((resolve) => server.http.server.getConnections((_error, count) => resolve(count)));
    await until(async () => (await left()) === 0, 2_000);
    socket.destroy();
  });

  test('survives an error of the socket, which would end the process without a listener', async () => {
    server = await startSocketServer();
    const refused = once(server.http.server, 'upgrade') as Promise<[http.IncomingMessage, net.Socket]>;
    const socket = net.connect(server.http.port, '127.0.0.1').on('error', () => {});
    socket.write(upgrade);
    const [, theirs] = await refused;
    expect(theirs.listenerCount('error')).toBeGreaterThan(0);
    theirs.emit('error', new Error('read ECONNRESET'));
    expect(theirs.destroyed).toBe(true);
    await (await server.connect()).received('connection_ack');
  });
});
