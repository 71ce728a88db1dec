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
 * Folds the spellings of an Arabic text into one: without optional marks, the tatweel and invisible characters, and with one letter for
 * each group of letters that are written for one another. Other letters stay as they are.
 */
export function foldArabicLetters(text: string): string {
  return text.replace(dropped, '').replace(variants, (letter) => letterOf[letter] ?? letter);
}
