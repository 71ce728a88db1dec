import { describe, expect, test } from '@jest/globals';
import { bareId, layoutOf, readLayouts, streamOf, withLayout, writtenLayout } from './stream-layout.ts';

test.each(['one-slot', 'spread'] as const)('what is stored of the layout %s has it, and the id', (layout) => {
  const stored = withLayout(layout, '1-2');
  expect([layoutOf(stored), bareId(stored)]).toEqual([layout, '1-2']);
});

test('the streams in one slot have the names and positions of earlier versions', () => {
  expect(streamOf('trips')).toBe('{masar}:events:trips');
  expect(withLayout('one-slot', '1-2')).toBe('1-2');
});

describe('a relay on a cluster', () => {
  const spread = withLayout('spread', 'a start');
  test.each([
    ['spreads a new database', undefined, null, 'spread'],
    ['keeps the layout of a database', undefined, 'a start', 'one-slot'],
    ['keeps a new database in one slot if it is set to', 'one-slot', null, 'one-slot'],
    ['moves a database if it is set to', 'spread', 'a start', 'spread'],
    ['never moves a database back', 'one-slot', spread, 'spread'],
    ['keeps a moved database', undefined, spread, 'spread'],
  ] as const)('%s', (_, setting, verified, layout) => {
    expect(writtenLayout(true, setting, verified)).toBe(layout);
  });
});

test('on a single server there is one layout', () => {
  expect(readLayouts(false)).toEqual(['one-slot']);
  expect(writtenLayout(false, 'spread', null)).toBe('one-slot');
});
