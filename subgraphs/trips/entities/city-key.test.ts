import { expect, test } from '@jest/globals';
import { cityKey, cityKeyLength } from './city-key.ts';

test.each([
  ['riyadh', ['Riyadh', ' RIYADH ', 'الرياض', 'الرِّيَاض', 'الريـــاض', 'الر\u200fياض']],
  ['jeddah', ['Jeddah', 'JEDDAH', 'جدة', 'جده', 'جِدّة', 'ﺟﺪﺓ']],
  ['dammam', ['Dammam', 'dammam', 'الدمام', 'الدَّمّام']],
  ['makkah', ['Makkah', 'Mecca', 'مكة', 'مكه', 'مكة المكرمة', 'مكة  المكرمه']],
  ['madinah', ['Madinah', 'Medina', 'المدينة', 'المدينه', 'المدينة المنورة']],
])('%s has one key in any case, with any marks and in both languages', (key, spellings) => {
  expect(spellings.map(cityKey)).toEqual(spellings.map(() => key));
});

test('folds the name of any other town', () => {
  expect(cityKey('  Al   Kharj ')).toBe('al kharj');
  expect(['أبها', 'إبها', 'ابها'].map(cityKey)).toEqual(['ابها', 'ابها', 'ابها']);
  expect(cityKey('Jeddah Airport')).not.toBe(cityKey('Jeddah'));
});

test('maps a key to itself', () => {
  for (const name of ['Riyadh', 'جدة', 'Al Kharj', 'İzmir', 'ﷺ'.repeat(cityKeyLength)]) {
    expect(cityKey(cityKey(name))).toBe(cityKey(name));
  }
});

test('cuts a key to the width of its column, between characters', () => {
  const key = cityKey('ﷺ'.repeat(cityKeyLength));
  expect([...key]).toHaveLength(cityKeyLength);
  expect([...cityKey('😀'.repeat(cityKeyLength + 1))]).toEqual(Array(cityKeyLength).fill('😀'));
});
