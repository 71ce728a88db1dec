import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { exceededBound, operationSize } from './operation-size.ts';

const sizeOf = (source: string) => operationSize(parse(source), 1_000);

describe('the size of a document', () => {
  test('counts aliases one by one, and fragments where they are spread', () => {
    expect(sizeOf('{ a b: a c { ...F } d: c { ...F } } fragment F on C { x y { z } }')).toMatchObject({
      fields: 10,
      depth: 3,
    });
  });

  test('sums the operations of a document', () => {
    expect(sizeOf('query A { a b } query B { c { d } }')).toMatchObject({ fields: 4, depth: 2 });
  });

  test('does not count inline fragments as depth', () => {
    expect(sizeOf('{ ... on Query { ... on Query { a } } }')).toEqual({ fields: 1, depth: 1, comparisons: 0 });
  });

  test('counts the pairs of selections with one response key at one position, across fragments', () => {
    expect(sizeOf('{ a a a b }').comparisons).toBe(3);
    expect(sizeOf('{ q { a } q { a } ...F } fragment F on Query { q { a } }').comparisons).toBe(3 + 3);
    expect(sizeOf('{ ...F ...F ...F } fragment F on Query { a }').comparisons).toBe(3);
  });

  test('counts the comparisons and the depth of fragments that no operation spreads', () => {
    expect(sizeOf('{ a } fragment F on Query { b { c c c } }')).toEqual({ fields: 1, depth: 2, comparisons: 3 });
  });

  test('takes no time for fragments that double at each level', () => {
    const levels = Array.from(
      { length: 200 },
      (_, at) => `fragment F${at} on Q { a: q { ...F${at + 1} } b: q { ...F${at + 1} } }`,
    );
    const size = sizeOf(`{ q { ...F0 } } ${levels.join(' ')} fragment F200 on Q { id }`);
    expect(size.fields).toBeGreaterThan(2 ** 200);
    expect(size.depth).toBe(202);
    expect(size.comparisons).toBe(Number.POSITIVE_INFINITY);
  });

  test('ends for a fragment that spreads itself', () => {
    expect(sizeOf('{ ...F } fragment F on Q { a ...F }').fields).toBe(1);
  });
});

test.each([
  ['fields', '{ a b c }', '{ a b c d }'],
  ['depth', '{ a { b { c } } }', '{ a { b { c { d } } } }'],
  ['comparisons', '{ a a a }', '{ a a a a }'],
] as const)('the bound of %s admits a document at it, and none above it', (bound, at, above) => {
  const bounds = { fields: 1_000, depth: 1_000, comparisons: 1_000, [bound]: 3 };
  expect(exceededBound(sizeOf(at), bounds)).toBeNull();
  expect(exceededBound(sizeOf(above), bounds)).toMatchObject({ bound, limit: 3 });
});
