import { lengthOf } from '#platform/text.ts';

/** The width of the key columns, in characters. */
export const cityKeyLength = 200;

/** Folded spellings of the five largest cities. The first of each line is the key of all. */
const spellings = [
  ['riyadh', 'الرياض'],
  ['jeddah', 'جده'],
  ['dammam', 'الدمام'],
  ['makkah', 'mecca', 'مكه', 'مكه المكرمه'],
  ['madinah', 'medina', 'المدينه', 'المدينه المنوره'],
] as const;

const keyOf = new Map<string, string>(spellings.flatMap(([key, ...others]) => others.map((other) => [other, key])));

/** Optional Arabic marks, the tatweel, and invisible format characters. */
const dropped = /[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\p{Cf}]/gu;

/** Interchangeable letters: forms of alef, yeh, teh marbuta and heh, and letters of Persian and Urdu keyboards. */
const letterOf: Record<string, string> = {
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ى: 'ي',
  '\u06cc': 'ي',
  ة: 'ه',
  '\u06c1': 'ه',
  '\u06c3': 'ه',
  '\u06a9': 'ك',
};
const variants = new RegExp(`[${Object.keys(letterOf).join('')}]`, 'g');

/**
 * Returns the key by which searches match a city. Names that differ only in case, whitespace, Arabic marks or common variants of
 * Arabic letters share a key, as do the Arabic and English names of the five largest cities. A key is cut to the width of its
 * column.
 */
export function cityKey(name: string): string {
  const bare = name.normalize('NFKC').toLowerCase().replace(dropped, '').replace(/\s+/g, ' ').trim();
  const folded = bare.replace(variants, (letter) => letterOf[letter] ?? letter);
  const key = keyOf.get(folded) ?? folded;
  return lengthOf(key) > cityKeyLength ? [...key].slice(0, cityKeyLength).join('') : key;
}
