import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { WebSocketServer } from 'ws';
import { until } from '#test-kit/until.ts';
import { clientFrame, FrameReader, opcodes } from './web-socket-frames.ts';

/** Returns the length of an unmasked frame. */
function framed(length: number): number {
  if (length < 126) return 2 + length;
  return length < 65_536 ? 4 + length : 10 + length;
}

/** Returns what a real server sends for these texts, after the upgrade, and what it receives of a client's bytes. */
async function exchange(texts: readonly string[], fromClient: Buffer, expected: number) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const received: string[] = [];
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      received.push(String(data));
    });
    for (const text of texts) socket.send(text);
  });
  const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
  let sent: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    sent = Buffer.concat([sent, chunk]);
  });
  socket.write(
    'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  socket.write(fromClient);
  const frames = () => sent.subarray(sent.indexOf('\r\n\r\n') + 4);
  const length = texts.reduce((sum, text) => sum + framed(Buffer.byteLength(text)), 0);
  await until(() => frames().length === length && received.length === expected);
  socket.destroy();
  server.close();
  return { frames: frames(), received };
}

function reader() {
  const frames: string[] = [];
  const read = new FrameReader((opcode, bytes, from, to) => {
    frames.push(`${opcode} ${bytes.toString('utf8', from, to)}`);
  });
  return { read, frames };
}

const texts = ['', 'short', 'x'.repeat(125), 'y'.repeat(126), 'z'.repeat(65_535), 'و'.repeat(40_000)];

test('reads frames of every kind of length', async () => {
  const { read, frames } = reader();
  const { frames: bytes } = await exchange(texts, Buffer.alloc(0), 0);
  read.read(bytes, bytes.length);
  expect(frames).toEqual(texts.map((text) => `1 ${text}`));
});

test('reads frames wherever they are split, from a buffer that is used again', async () => {
  const few = texts.slice(0, 4);
  const { frames: bytes } = await exchange(few, Buffer.alloc(0), 0);
  for (let at = 0; at <= bytes.length; at++) {
    const { read, frames } = reader();
    const shared = Buffer.alloc(bytes.length + 10);
    for (const part of [bytes.subarray(0, at), bytes.subarray(at)]) {
      shared.fill(0xff);
      part.copy(shared);
      read.read(shared, part.length);
    }
    expect(frames).toEqual(few.map((text) => `1 ${text}`));
  }
});

test('refuses frames that are compressed, fragmented or masked', () => {
  for (const head of [
    [0xc1, 1],
    [0x01, 1],
    [0x81, 0x81],
  ]) {
    const bytes = Buffer.from([...head, 0x61, 0x61, 0x61, 0x61, 0x61]);
    expect(() => reader().read.read(bytes, bytes.length)).toThrow('frame');
  }
});

test('writes frames that a server reads', async () => {
  const short = texts.slice(0, 5);
  const written = Buffer.concat(short.map((text) => clientFrame(opcodes.text, Buffer.from(text))));
  const { received } = await exchange(['hello'], written, short.length);
  expect(received).toEqual(short);
});
