import { describe, expect, test } from '@jest/globals';
import { hasBigInts, hasLongNumbers, parseJson, stringifyJson, withRawIntegers } from './lossless-json.ts';

describe('parseJson', () => {
  test.each([
    ['9007199254740991', 9007199254740991],
    ['-9007199254740991', -9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['9007199254740993', 9007199254740993n],
    ['-9007199254740993', -9007199254740993n],
    ['12345678901234567890', 12345678901234567890n],
    ['1234567890123456789012345678901234567890', 1234567890123456789012345678901234567890n],
    ['"12345678901234567890"', '12345678901234567890'],
    ['"a, 12345678901234567890"', 'a, 12345678901234567890'],
    ['1e400', Number.POSITIVE_INFINITY],
    ['12345678901234567890.5', 12345678901234567000],
    ['1234567890123456e1', 1234567890123456e1],
    ['-0', -0],
  ])('reads %s wherever it is', (text, value) => {
    expect(parseJson(`[${text}]`)).toEqual([value]);
    expect(parseJson(`{"a":${text},"b":\n\t${text} , "c":[1,${text}]}`)).toEqual({ a: value, b: value, c: [1, value] });
  });

  test('keeps the key __proto__ as a property, and the last of equal keys', () => {
    const parsed = parseJson('{"__proto__":{"a":9007199254740993},"a":1,"a":9007199254740993}') as object;
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    expect(stringifyJson(parsed)).toBe('{"__proto__":{"a":9007199254740993},"a":9007199254740993}');
  });

  test.each(['', '{', '[9007199254740993', '[09007199254740993]', '{"a":9007199254740993,}'])(
    'throws a SyntaxError for %j, as JSON.parse does',
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    },
  );
});

test('only texts that may have a long number are parsed the slow way', () => {
  for (const text of [
    '{"a":123456789012345}',
    '{"id":"12345678901234567890"}',
    '[1.12345678901234567890]',
    '{"a":1}',
  ]) {
    expect(hasLongNumbers(text)).toBe(false);
  }
  for (const text of ['{"a":1234567890123456}', '[-1234567890123456]', '{"a":\n1234567890123456}']) {
    expect(hasLongNumbers(text)).toBe(true);
  }
});

describe('stringifyJson', () => {
  test('writes BigInts as numbers, and all else as JSON.stringify does', () => {
    const value = { a: 9007199254740993n, b: [-1n, undefined], c: undefined, d: new Date(0), e: 'x' };
    expect(stringifyJson(value)).toBe('{"a":9007199254740993,"b":[-1,null],"d":"1970-01-01T00:00:00.000Z","e":"x"}');
    expect(stringifyJson({ a: [1, 'x', null] })).toBe('{"a":[1,"x",null]}');
  });

  test('throws for a cycle', () => {
    const cycle: Record<string, unknown> = { n: 1n };
    cycle.cycle = cycle;
    expect(() => stringifyJson(cycle)).toThrow(TypeError);
  });
});

describe('withRawIntegers', () => {
  test('returns a value without BigInts itself', () => {
    for (const value of [{ a: [1, { b: null }] }, [], null, 'x', 1, undefined]) {
      expect(withRawIntegers(value)).toBe(value);
    }
  });

  test('returns a value whose BigInts JSON.stringify writes, and leaves the original as it was', () => {
    const value = { a: [{ b: 9007199254740993n }, 1], ['__proto__']: 2n };
    expect(JSON.stringify(withRawIntegers(value))).toBe('{"a":[{"b":9007199254740993},1],"__proto__":2}');
    expect(value.a[0]).toEqual({ b: 9007199254740993n });
  });
});

test('hasBigInts finds a BigInt at any depth', () => {
  let deep: unknown = 1n;
  for (let depth = 0; depth < 200_000; depth++) deep = [deep];
  expect([hasBigInts(deep), hasBigInts({ a: { b: [1n] } }), hasBigInts(1n)]).toEqual([true, true, true]);
  expect([hasBigInts({ a: [1, null, 'x'] }), hasBigInts(undefined)]).toEqual([false, false]);
});
