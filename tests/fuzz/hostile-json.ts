import type { Dice } from './dice.ts';
import { hostileText } from './hostile-texts.ts';

const scalars = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '-1',
  '1.5',
  '2147483648',
  '9007199254740993',
  '123456789012345678901234567890',
  '1e400',
  '-1e-400',
  '1E+2',
  '01',
  '+1',
  '.5',
  '1.',
  'NaN',
  'Infinity',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\u12"',
  '"\\x41"',
  '"\t"',
  '"',
  "'a'",
  'undefined',
  '[]',
  '{}',
  '[,]',
  '{,}',
  '[1,]',
  '{"a":1,}',
  '{"a":1 "b":2}',
  '/* */null',
];

const keys = [
  'query',
  'variables',
  'operationName',
  'extensions',
  '__proto__',
  'constructor',
  'input',
  'id',
  '',
  '\\u0000',
];

/** The text of a JSON value, or of what resembles one. */
export function hostileJson(dice: Dice, depth = 0): string {
  if (depth > 4 || dice.chance(0.4)) return dice.chance(0.5) ? dice.pick(scalars) : JSON.stringify(hostileText(dice));
  if (dice.chance(0.02)) return deep(dice);
  if (dice.chance(0.5)) return `[${dice.list(4, () => hostileJson(dice, depth + 1)).join(',')}]`;
  return `{${dice.list(5, () => `"${dice.pick(keys)}":${hostileJson(dice, depth + 1)}`).join(',')}}`;
}

function deep(dice: Dice): string {
  const levels = dice.pick([100, 1_000, 10_000, 60_000]);
  const closed = dice.chance(0.7);
  if (dice.chance(0.5)) return '['.repeat(levels) + (closed ? ']'.repeat(levels) : '');
  return '{"a":'.repeat(levels) + (closed ? `1${'}'.repeat(levels)}` : '');
}

/** Damages a text as a bad connection or a bad client does: cut, repeated, with other bytes. */
export function damaged(dice: Dice, text: Buffer): Buffer {
  const at = dice.below(text.length + 1);
  switch (dice.below(6)) {
    case 0:
      return text.subarray(0, at);
    case 1:
      return Buffer.concat([text.subarray(0, at), dice.bytes(1 + dice.below(8)), text.subarray(at)]);
    case 2:
      return Buffer.concat([text, text.subarray(at)]);
    case 3:
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text]);
    case 4:
      return Buffer.concat([
        text.subarray(0, at),
        Buffer.from([dice.pick([0, 0x22, 0x5c, 0x7b, 0xff, 0xc0])]),
        text.subarray(at + 1),
      ]);
    default:
      return Buffer.from(text.toString('latin1'), 'utf16le');
  }
}
