import { once } from 'node:events';
import net from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { until } from '#test-kit/until.ts';
import { eventOf } from '../../messaging/inbox/testing/inbox-database.ts';
import { frameOf } from './frame.ts';
import type { SocketWriter } from './socket-writer.ts';
import { startSocketServer, subscribeTo, type TestClient, type TestSocketServer } from './testing/socket-server.ts';

let server: TestSocketServer;

afterEach(() => server.stop());

const megabyte = 1024 * 1024;

/** A client that sends this frame, masked with zeros, and reads nothing after it is connected. */
async function flood(frame: Buffer, bytes: number): Promise<net.Socket> {
  const socket = net.connect({ port: server.http.port, host: '127.0.0.1' });
  socket.on('error', () => {}).setMaxListeners(0);
  const handshake = [
    'GET /graphql HTTP/1.1',
    'Host: x',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    'Sec-WebSocket-Protocol: graphql-transport-ws',
  ];
  socket.write(`${handshake.join('\r\n')}\r\n\r\n`);
  await once(socket, 'data');
  socket.pause();
  const frames = Buffer.concat(Array.from({ length: 1_000 }, () => masked(frame)));
  for (let sent = 0; sent < bytes && !socket.destroyed; sent += frames.length) {
    if (socket.write(frames)) continue;
    await new Promise<void>((resolve) => {
      for (const event of ['drain', 'close']) socket.once(event, () => resolve());
    });
  }
  return socket;
}

/** The frame with a mask of zeros after its header, as a client sends it. */
function masked(frame: Buffer): Buffer {
  const start = (frame[1] ?? 0) < 126 ? 2 : 4;
  const copy = Buffer.concat([frame.subarray(0, start), Buffer.alloc(4), frame.subarray(start)]);
  copy[1] = (copy[1] ?? 0) | 0x80;
  return copy;
}

async function subscribed(client: TestClient): Promise<SocketWriter> {
  client.send(subscribeTo('texts', '1'));
  await until(() => server.texts.size === 1);
  const writer = server.prepared.at(-1)?.session.writer;
  if (!writer) throw new Error('no session');
  return writer;
}

const next = (payload: string) => frameOf('text', JSON.stringify({ type: 'next', id: '1', payload }));

describe('a client that does not read', () => {
  test.each([
    ['pings of the protocol', frameOf('text', JSON.stringify({ type: 'ping', payload: { x: 'x'.repeat(900) } }))],
    ['pings of WebSocket', frameOf('ping', 'x'.repeat(125))],
  ])('and sends %s is cut off before its answers fill the memory', async (_, frame) => {
    server = await startSocketServer({ limits: { messagesPerSecond: 1_000_000 } });
    const connected = once(server.http.server, 'connection') as Promise<[net.Socket]>;
    const flooding = flood(frame, 100 * megabyte);
    const [stream] = await connected;
    let waiting = 0;
    await until(() => {
      waiting = Math.max(waiting, stream.writableLength);
      return stream.destroyed;
    });
    expect(waiting).toBeLessThanOrEqual(megabyte + frame.length);
    const socket = await flooding;
    expect(server.logged).toEqual([]);
    socket.destroy();
  });

  test('is cut off by one more frame when more than the bound waits, and by none before', async () => {
    server = await startSocketServer({ limits: { bufferedBytes: 2 * megabyte } });
    const client = await server.connect();
    const writer = await subscribed(client);
    client.socket.pause();
    const frame = next('x'.repeat(64 * 1024));
    while (writer.buffered <= 2 * megabyte) writer.writeFrame(frame);
    const waiting = writer.buffered;
    expect(waiting).toBeLessThanOrEqual(2 * megabyte + frame.length);
    expect(server.sockets.live()).toBe(1);
    writer.writeFrame(frame);
    await until(() => server.sockets.live() === 0);
    writer.writeFrame(frame);
    expect(writer.buffered).toBeLessThanOrEqual(waiting);
  });

  test('is not sent what an iterator has, until it reads what waits', async () => {
    server = await startSocketServer();
    const client = await server.connect();
    const writer = await subscribed(client);
    client.socket.pause();
    const [texts] = server.texts;
    const count = 1_000;
    for (let at = 0; at < count; at++) texts?.push({ texts: 'x'.repeat(64 * 1024) });
    await until(() => writer.buffered > 0);
    expect(writer.buffered).toBeLessThan(128 * 1024);
    client.socket.resume();
    await until(() => client.messages.filter(({ type }) => type === 'next').length === count);
    expect(client.socket.readyState).toBe(WebSocket.OPEN);
  });
});

test('a client that does not read gets nothing of what waited for it when its session ended', async () => {
  server = await startSocketServer();
  const client = await server.connect({ parameters: { Authorization: 'Bearer 60000' } });
  const writer = await subscribed(client);
  client.socket.pause();
  while (writer.buffered < 128 * 1024) writer.writeFrame(next('x'.repeat(64 * 1024)));
  writer.writeFrame(next('waited'));
  server.revoked.apply([eventOf('p_1', { type: 'auth.session-ended.v1', data: { sid: 'az_1' } })]);
  expect([server.sockets.live(), server.texts.size]).toEqual([0, 0]);
  client.socket.resume();
  expect((await client.closed)[0]).toBe(1006);
  expect(client.messages.map(({ payload }) => payload)).not.toContain('waited');
});

describe('the writer', () => {
  test('writes frames of every length between the messages of the socket', async () => {
    server = await startSocketServer();
    const client = await server.connect();
    const writer = await subscribed(client);
    const [texts] = server.texts;
    const lengths = [0, 90, 91, 125, 126, 65_000, 65_535, 65_536, 300_000];
    for (const length of lengths) {
      writer.writeFrame(next('x'.repeat(length)));
      texts?.push({ texts: 'between' });
      client.send({ type: 'ping' });
    }
    const own = () => client.messages.flatMap(({ payload }) => (typeof payload === 'string' ? [payload.length] : []));
    await until(() => client.messages.length === 1 + 3 * lengths.length);
    expect(own()).toEqual(lengths);
  });

  test('notifies when what waited has been written, also after a short backlog, until the listener is removed', async () => {
    server = await startSocketServer();
    const client = await server.connect();
    const writer = await subscribed(client);
    let drained = 0;
    const remove = writer.onDrain(() => {
      drained++;
    });
    for (let round = 1; round <= 2; round++) {
      client.socket.pause();
      while (writer.buffered === 0) writer.writeFrame(next('x'.repeat(1_000)));
      expect(writer.buffered).toBeLessThan(16 * 1024);
      const before = drained;
      client.socket.resume();
      await until(() => drained > before && writer.buffered === 0);
    }
    const before = drained;
    remove();
    client.socket.pause();
    while (writer.buffered === 0) writer.writeFrame(next('x'.repeat(1_000)));
    client.socket.resume();
    await until(() => writer.buffered === 0);
    client.send({ type: 'ping' });
    await client.received('pong');
    expect(drained).toBe(before);
  });

  test('notifies a listener that is added while something waits', async () => {
    server = await startSocketServer();
    const client = await server.connect();
    const writer = await subscribed(client);
    client.socket.pause();
    while (writer.buffered === 0) writer.writeFrame(next('x'.repeat(1_000)));
    let drained = 0;
    writer.onDrain(() => {
      drained++;
    });
    expect(drained).toBe(0);
    client.socket.resume();
    await until(() => drained > 0);
  });
});
