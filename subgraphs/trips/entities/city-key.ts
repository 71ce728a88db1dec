import { foldArabicLetters } from '#platform/arabic-letters.ts';
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

/**
 * Returns the key by which searches match a city. Names that differ only in case, whitespace, Arabic marks or common variants of
 * Arabic letters share a key, as do the Arabic and English names of the five largest cities. A key is cut to the width of its
 * column.
 */
export function cityKey(name: string): string {
  const folded = foldArabicLetters(name.normalize('NFKC').toLowerCase()).replace(/\s+/g, ' ').trim();
  const key = keyOf.get(folded) ?? folded;
  return lengthOf(key) > cityKeyLength ? [...key].slice(0, cityKeyLength).join('') : key;
}
