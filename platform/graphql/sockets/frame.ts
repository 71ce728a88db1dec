/** The kinds of frames that are written here (RFC 6455, 5.2), with the bit that makes a frame a whole message. */
const final = 0x80;
const opcodes = { text: final | 0x1, ping: final | 0x9, pong: final | 0xa } as const;

/** The longest payloads whose lengths fit into the 7 and the 16 bits of a frame's header. */
const maxShort = 125;
const maxMedium = 65_535;

/** Returns a complete frame from a server to a client, which is not masked. */
export function frameOf(kind: keyof typeof opcodes, payload: Buffer | string): Buffer {
  const length = Buffer.byteLength(payload);
  const start = length <= maxShort ? 2 : length <= maxMedium ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = opcodes[kind];
  if (start === 2) frame[1] = length;
  else if (start === 4) {
    frame[1] = maxShort + 1;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = maxShort + 2;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  if (typeof payload === 'string') frame.write(payload, start);
  else payload.copy(frame, start);
  return frame;
}
