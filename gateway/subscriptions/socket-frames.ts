import type { SharedResult } from './shared-result.ts';

const beforeId = Buffer.from('{"id":');
const beforePayload = Buffer.from(',"type":"next","payload":');
const afterPayload = Buffer.from('}');

/** The first byte of a final text frame (RFC 6455, 5.2). */
const finalText = 0x81;

/**
 * Returns the WebSocket frame of a `next` message, unmasked. `id` is the operation's id as JSON. The frames of a result are copies of one
 * model, in which only the id differs.
 */
export function nextFrame(result: SharedResult, id: string): Buffer {
  const idLength = Buffer.byteLength(id);
  const model = result.encoded(idLength, () => modelFrame(result, idLength));
  const frame = Buffer.allocUnsafe(model.length);
  model.copy(frame);
  frame.write(id, headerLengthOf(model) + beforeId.length);
  return frame;
}

function modelFrame({ bytes }: SharedResult, idLength: number): Buffer {
  const message = [beforeId, Buffer.alloc(idLength), beforePayload, bytes, afterPayload];
  return Buffer.concat([headerOf(message.reduce((sum, { length }) => sum + length, 0)), ...message]);
}

function headerOf(length: number): Buffer {
  if (length < 126) return Buffer.from([finalText, length]);
  if (length < 65_536) return Buffer.from([finalText, 126, length >> 8, length & 0xff]);
  const header = Buffer.alloc(10);
  header[0] = finalText;
  header[1] = 127;
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}

function headerLengthOf(frame: Buffer): number {
  if (frame[1] === 127) return 10;
  return frame[1] === 126 ? 4 : 2;
}
