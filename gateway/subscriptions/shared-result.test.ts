import { expect, test } from '@jest/globals';
import { SharedResult } from './shared-result.ts';
import { nextFrame } from './socket-frames.ts';

/** The message in a frame from a server. */
function messageOf(frame: Buffer): unknown {
  const length = (frame[1] ?? 0) & 0x7f;
  const start = length === 127 ? 10 : length === 126 ? 4 : 2;
  const announced = length === 127 ? Number(frame.readBigUInt64BE(2)) : length === 126 ? frame.readUInt16BE(2) : length;
  expect(frame.length - start).toBe(announced);
  return JSON.parse(frame.toString('utf8', start));
}

test.each(['1', '', '"', '\\', 'é', '😀', '\ud800', '\n\u0000', 'x'.repeat(256)])('a frame has the id %j', (id) => {
  const result = new SharedResult('{"data":null}');
  for (let copy = 0; copy < 2; copy++) {
    expect(messageOf(nextFrame(result, JSON.stringify(id)))).toEqual({ id, type: 'next', payload: { data: null } });
  }
});

test.each([126, 65_536])('the lengths around %d bytes have frames of their own headers', (boundary) => {
  const around = nextFrame(new SharedResult('""'), '"i"').length - 2;
  for (let length = boundary - 2; length <= boundary + 1; length++) {
    const payload = 'x'.repeat(length - around);
    const frame = nextFrame(new SharedResult(JSON.stringify(payload)), '"i"');
    expect(messageOf(frame)).toEqual({ id: 'i', type: 'next', payload });
  }
});

test('a lone surrogate in a result survives', () => {
  const data = { text: 'a\ud800b', '\udc00': 1 };
  expect(messageOf(nextFrame(new SharedResult(JSON.stringify(data)), '"i"'))).toMatchObject({ payload: data });
});

test('however many lengths of ids clients choose, a result keeps few copies', () => {
  const result = new SharedResult('{"data":1}');
  const encode = (value: string) => () => Buffer.from(value);
  const kept = Array.from({ length: 1_000 }, (_, key) => result.encoded(key, encode('first'))).filter(
    (_, key) => String(result.encoded(key, encode('second'))) === 'first',
  );
  expect(kept).toHaveLength(8);
});
