import type { Language } from '#contract/language.ts';
import { preferred } from '../http/preferred.ts';

/** The language that an Accept-Language header prefers; English when it names neither. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const language = preferred(acceptLanguage, (tag): Language | null => {
    const [primary] = tag.split('-');
    return primary === 'ar' || primary === 'en' ? primary : null;
  });
  return language ?? 'en';
}
