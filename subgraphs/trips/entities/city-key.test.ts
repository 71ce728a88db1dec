import { expect, test } from '@jest/globals';
import { cityKey, cityKeyLength } from './city-key.ts';

test.each([
  ['riyadh', ['Riyadh', ' RIYADH ', 'الرياض', 'الرِّيَاض', 'الريـــاض', 'الر\u200fياض']],
  ['jeddah', ['Jeddah', 'JEDDAH', 'جدة', 'جده', 'جِدّة', 'ﺟﺪﺓ']],
  ['dammam', ['Dammam', 'dammam', 'الدمام', 'الدَّمّام']],
  ['makkah', ['Makkah', 'Mecca', 'مكة', 'مكه', 'مكة المكرمة', 'مكة  المكرمه']],
  ['madinah', ['Madinah', 'Medina', 'المدينة', 'المدينه', 'المدينة المنورة']],
])('%s goes by one key, whatever the case, the marks and the language', (key, spellings) => {
  expect(spellings.map(cityKey)).toEqual(spellings.map(() => key));
});

test('another town goes by its own name, folded', () => {
  expect(cityKey('  Al   Kharj ')).toBe('al kharj');
  expect(['أبها', 'إبها', 'ابها'].map(cityKey)).toEqual(['ابها', 'ابها', 'ابها']);
  expect(cityKey('Jeddah Airport')).not.toBe(cityKey('Jeddah'));
});

test('a key has the same key', () => {
  for (const name of ['Riyadh', 'جدة', 'Al Kharj', 'İzmir', 'ﷺ'.repeat(cityKeyLength)]) {
    expect(cityKey(cityKey(name))).toBe(cityKey(name));
  }
});

test('a key fits its column, cut between characters', () => {
  const key = cityKey('ﷺ'.repeat(cityKeyLength));
  expect([...key]).toHaveLength(cityKeyLength);
  expect([...cityKey('😀'.repeat(cityKeyLength + 1))]).toEqual(Array(cityKeyLength).fill('😀'));
});
