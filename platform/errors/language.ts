import type { Language } from '#contract/language.ts';
import { preferred } from '../http/preferred.ts';

const languages: readonly Language[] = ['en', 'ar'];

/** The language that an Accept-Language header prefers; English when it accepts neither. */
export function languageOf(acceptLanguage: string | undefined): Language {
  return preferred(acceptLanguage, languages, specificity) ?? 'en';
}

/** A range with a region, such as `ar-SA`, asks for the language as much as one without. */
function specificity(range: string, language: Language): number {
  if (range === '*') return 1;
  return range === language || range.startsWith(`${language}-`) ? 2 : 0;
}
