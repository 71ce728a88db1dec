import { lengthOf } from '#platform/text.ts';

/** As many characters as the columns of keys hold. */
export const cityKeyLength = 200;

/** How the five great cities are spelled, each as it is after folding. The first of a line is the key of all. */
const spellings = [
  ['riyadh', 'الرياض'],
  ['jeddah', 'جده'],
  ['dammam', 'الدمام'],
  ['makkah', 'mecca', 'مكه', 'مكه المكرمه'],
  ['madinah', 'medina', 'المدينه', 'المدينه المنوره'],
] as const;

const keyOf = new Map<string, string>(spellings.flatMap(([key, ...others]) => others.map((other) => [other, key])));

/** Arabic signs that are written or left out at will, the stroke that stretches a word, and what no eye sees. */
const dropped = /[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\p{Cf}]/gu;

/** Letters that are written for one another: alefs, yehs, teh marbuta and heh, and those of Persian and Urdu keyboards. */
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
 * What a city goes by in searches: names of one city that differ in case, blanks, Arabic marks or the usual variants of
 * Arabic letters have the same key, and so have the Arabic and English names of the five great cities. At most as long as
 * its column; names that agree so far are not told apart.
 */
export function cityKey(name: string): string {
  const bare = name.normalize('NFKC').toLowerCase().replace(dropped, '').replace(/\s+/g, ' ').trim();
  const folded = bare.replace(variants, (letter) => letterOf[letter] ?? letter);
  const key = keyOf.get(folded) ?? folded;
  return lengthOf(key) > cityKeyLength ? [...key].slice(0, cityKeyLength).join('') : key;
}
