import { expect, test } from '@jest/globals';
import { RecentDrops, rememberedDrops } from './recent-drops.ts';

test('knows the drops of a tag since a moment', () => {
  const drops = new RecentDrops();
  drops.add('a');
  const moment = drops.now();
  expect(drops.hasSince(moment, ['a', 'b'])).toBe(false);
  drops.add('b');
  expect(drops.hasSince(moment, ['a'])).toBe(false);
  expect(drops.hasSince(moment, ['a', 'b'])).toBe(true);
  expect(drops.hasSince(drops.now(), ['a', 'b'])).toBe(false);
});

test('a drop of everything is one of every tag', () => {
  const drops = new RecentDrops();
  const moment = drops.now();
  drops.addAll();
  expect(drops.hasSince(moment, [])).toBe(true);
  expect(drops.hasSince(drops.now(), ['a'])).toBe(false);
});

test('a drop that it no longer remembers may have been of any tag', () => {
  const drops = new RecentDrops();
  const moment = drops.now();
  for (let at = 0; at < rememberedDrops; at++) drops.add(`tag ${at}`);
  expect(drops.hasSince(moment, ['another'])).toBe(false);
  drops.add('one more');
  expect(drops.hasSince(moment, ['another'])).toBe(true);
  expect(drops.hasSince(moment + 1, ['another'])).toBe(false);
});
