import type { Dice } from '../dice.ts';
import { damaged, hostileJson } from '../hostile-json.ts';
import { hostileText } from '../hostile-texts.ts';
import { anyPort, clientAddress, type Generator, type Vocabulary } from '../input.ts';
import { operationMaker } from './graphql-operations.ts';

const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };
const protocols = ['graphql-ws', 'graphql-transport-ws, graphql-ws', 'x', '', 'graphql-transport-ws,,', '\x80'];

interface FrameOptions {
  opcode?: number;
  fin?: boolean;
  reserved?: number;
  masked?: boolean;
  /** The length that the frame claims. */
  length?: number;
}

function frame(
  payload: Buffer,
  { opcode = opcodes.text, fin = true, reserved = 0, masked = true, length }: FrameOptions = {},
): Buffer {
  const size = length ?? payload.length;
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  const mask = masked ? 0x80 : 0;
  const head =
    size < 126
      ? Buffer.from([first, mask | size])
      : size < 65_536
        ? Buffer.from([first, mask | 126, size >> 8, size & 255])
        : Buffer.concat([Buffer.from([first, mask | 127]), bigEndian(size)]);
  if (!masked) return Buffer.concat([head, payload]);
  // A mask of zeros leaves the payload readable in a printed input.
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

function bigEndian(size: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(size));
  return bytes;
}

const json = (value: unknown): Buffer => frame(Buffer.from(JSON.stringify(value)));

function upgrade(dice: Dice, { host }: Vocabulary): Buffer {
  const isOdd = dice.chance(0.1);
  const lines = [
    `${isOdd ? dice.pick(['GET', 'POST']) : 'GET'} ${isOdd ? dice.pick(['/graphql', '/graphql?a=%', '/', '//[', '/%']) : '/graphql'} HTTP/1.1`,
    `host: ${host}`,
    `x-forwarded-for: ${clientAddress(dice)}`,
    'connection: Upgrade',
    'upgrade: websocket',
    `sec-websocket-version: ${isOdd ? dice.pick(['13', '8', '0', 'x']) : '13'}`,
    `sec-websocket-key: ${isOdd ? dice.pick(['', 'x', 'AAAAAAAAAAAAAAAAAAAAAA==']) : 'dGhlIHNhbXBsZSBub25jZQ=='}`,
    `sec-websocket-protocol: ${dice.chance(0.05) ? dice.pick(protocols) : 'graphql-transport-ws'}`,
    ...(dice.chance(0.05) ? ['sec-websocket-extensions: permessage-deflate; client_max_window_bits=99'] : []),
    ...(dice.chance(0.05) ? [`origin: ${dice.pick(['null', 'http://evil.test', ''])}`] : []),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

const connectionParameters = (dice: Dice, { tokens }: Vocabulary): unknown =>
  dice.pick<unknown>([
    undefined,
    {},
    { Authorization: `Bearer ${dice.pick(tokens)}` },
    { Authorization: `Bearer ${dice.pick(tokens)}` },
    { authorization: 'Bearer x' },
    { Authorization: { a: 1 } },
    { Authorization: hostileText(dice) },
    null,
    [],
    'x',
    { __proto__: null },
  ]);

/** WebSockets: frames against the protocol, and messages of graphql-transport-ws that are malformed or out of order. */
export function webSockets(): Generator {
  const make = operationMaker();
  const ids = ['1', '1', '2', '', '__proto__', 'a'.repeat(300), '\0', 1, null, {}];
  const message = (dice: Dice, vocabulary: Vocabulary): Buffer => {
    const id = dice.pick<unknown>(ids);
    const payload = make(dice, vocabulary, dice.chance(0.5) ? 'subscription' : undefined);
    switch (dice.below(12)) {
      case 0:
        return json({ type: 'connection_init', payload: connectionParameters(dice, vocabulary) });
      case 1:
        return json({
          type: dice.pick(['complete', 'next', 'error', 'ping', 'pong', 'connection_ack', 'x', '__proto__', 1]),
          id,
          payload: hostileText(dice),
        });
      case 2:
        return frame(Buffer.from(hostileJson(dice)));
      case 3:
        return frame(damaged(dice, Buffer.from(JSON.stringify({ type: 'subscribe', id, payload }))));
      case 4:
        return oddFrame(dice);
      case 5:
        return frame(dice.bytes(dice.below(140)), { opcode: dice.pick([opcodes.ping, opcodes.pong]) });
      case 6: {
        const text = Buffer.from(JSON.stringify({ type: 'subscribe', id, payload }));
        const at = dice.below(text.length);
        const ping = dice.chance(0.5) ? [frame(Buffer.alloc(0), { opcode: opcodes.ping })] : [];
        return Buffer.concat([
          frame(text.subarray(0, at), { fin: false }),
          ...ping,
          frame(text.subarray(at), { opcode: dice.chance(0.9) ? opcodes.continuation : opcodes.text }),
        ]);
      }
      default:
        return json({ type: 'subscribe', id, payload });
    }
  };
  return (dice, vocabulary) => {
    const init = dice.chance(0.9)
      ? [json({ type: 'connection_init', payload: connectionParameters(dice, vocabulary) })]
      : [];
    const close = dice.pick([
      Buffer.alloc(0),
      Buffer.from([3, 232]),
      Buffer.from([1]),
      Buffer.from([0, 5]),
      Buffer.from([3, 232, 0xff]),
    ]);
    return {
      port: anyPort(dice),
      parts: [
        upgrade(dice, vocabulary),
        ...init,
        ...dice.list(6, () => message(dice, vocabulary)),
        frame(close, { opcode: opcodes.close }),
      ],
      webSocket: true,
      complete: false,
      leaves: dice.chance(0.8) ? 'end' : 'reset',
    };
  };
}

function oddFrame(dice: Dice): Buffer {
  const text = Buffer.from('{"type":"ping"}');
  return dice.pick<() => Buffer>([
    () => frame(text, { masked: false }),
    () => frame(text, { reserved: 1 + dice.below(7) }),
    () => frame(text, { opcode: dice.pick([3, 7, 11, 15]) }),
    () => frame(text, { opcode: opcodes.binary }),
    () => frame(text, { opcode: opcodes.continuation }),
    () => frame(text, { length: dice.pick([0, 5, 1_000, 70_000, 2 ** 31, Number.MAX_SAFE_INTEGER]) }),
    () => frame(text, { opcode: opcodes.ping, fin: false }),
    () => frame(Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80])),
    () => frame(Buffer.alloc(300 * 1_024, ' ')),
    () => frame(Buffer.alloc(126, 'a'), { opcode: opcodes.ping }),
    () => Buffer.concat(Array.from({ length: 700 }, () => frame(text))),
    () => dice.bytes(dice.below(200)),
  ])();
}
