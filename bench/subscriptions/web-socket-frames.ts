/** The frames of a WebSocket (RFC 6455, 5.2), as far as a client of this benchmark needs them. */
export const opcodes = { text: 1, close: 8, ping: 9, pong: 10 } as const;

const fin = 0x80;
const masked = 0x80;
/** The longest payload whose length needs two bytes. */
const maxTwoBytes = 0xffff;

/** Returns a client's frame. Its mask is zero, which leaves the payload as it is. */
export function clientFrame(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  if (length > maxTwoBytes) throw new Error(`a message of ${length} bytes is too long for this client`);
  const extended = length > 125;
  const header = Buffer.alloc(extended ? 8 : 6);
  header[0] = fin | opcode;
  header[1] = masked | (extended ? 126 : length);
  if (extended) header.writeUInt16BE(length, 2);
  return Buffer.concat([header, payload]);
}

/** Gets a frame's payload, which is valid only during the call. */
export type OnFrame = (opcode: number, bytes: Buffer, from: number, to: number) => void;

/** Splits what a server sends into frames. */
export class FrameReader {
  readonly #onFrame: OnFrame;
  /** The beginning of a frame whose end has not arrived. */
  #rest: Buffer | null = null;

  constructor(onFrame: OnFrame) {
    this.#onFrame = onFrame;
  }

  /** Reads the first `length` bytes of a buffer, which the caller may then use again. */
  read(buffer: Buffer, length: number): void {
    let bytes = buffer;
    let end = length;
    if (this.#rest) {
      bytes = Buffer.concat([this.#rest, buffer.subarray(0, length)]);
      end = bytes.length;
      this.#rest = null;
    }
    let at = 0;
    while (at < end) {
      const next = this.#readFrame(bytes, at, end);
      if (next === null) break;
      at = next;
    }
    if (at < end) this.#rest = Buffer.from(bytes.subarray(at, end));
  }

  /** Returns where the frame ends, or null if not all of it has arrived. */
  #readFrame(bytes: Buffer, at: number, end: number): number | null {
    if (end - at < 2) return null;
    const first = bytes[at] as number;
    const second = bytes[at + 1] as number;
    if ((first & 0xf0) !== fin || (second & masked) !== 0) throw new Error('a compressed, fragmented or masked frame');
    let from = at + 2;
    let length = second;
    if (second === 126) {
      if (end - at < 4) return null;
      length = bytes.readUInt16BE(from);
      from += 2;
    } else if (second === 127) {
      if (end - at < 10) return null;
      length = Number(bytes.readBigUInt64BE(from));
      from += 8;
    }
    const to = from + length;
    if (to > end) return null;
    this.#onFrame(first & 0x0f, bytes, from, to);
    return to;
  }
}
