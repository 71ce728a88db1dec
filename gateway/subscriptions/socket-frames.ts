import { frameOf } from '#platform/graphql/sockets/frame.ts';
import type { SharedResult } from './shared-result.ts';

const beforeId = Buffer.from('{"id":');
const beforePayload = Buffer.from(',"type":"next","payload":');
const afterPayload = Buffer.from('}');

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
  return frameOf('text', Buffer.concat([beforeId, Buffer.alloc(idLength), beforePayload, bytes, afterPayload]));
}

function headerLengthOf(frame: Buffer): number {
  if (frame[1] === 127) return 10;
  return frame[1] === 126 ? 4 : 2;
}
