import { expect, test } from '@jest/globals';
import { foldArabicLetters } from './arabic-letters.ts';

test.each([
  ['forms of alef', 'أحمد إبراهيم آمنة ٱلله', 'احمد ابراهيم امنه الله'],
  ['teh marbuta and heh', 'فاطمة \u06c1\u06c3', 'فاطمه هه'],
  ['forms of yeh', 'مصطفى عل\u06cc', 'مصطفي علي'],
  ['kaf of a Persian keyboard', '\u06a9ريم', 'كريم'],
  ['optional marks and the tatweel', 'مُحَمَّدٌ  عـــلي رحمٰن', 'محمد  علي رحمن'],
  ['invisible characters', 'عبد\u200cالله\u200f', 'عبدالله'],
  ['nothing else', 'Ali ؤ ئ ء ١٢ é', 'Ali ؤ ئ ء ١٢ é'],
])('folds %s', (_what, text, folded) => {
  expect(foldArabicLetters(text)).toBe(folded);
});
