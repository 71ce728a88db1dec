import { preferred } from '../http/preferred.ts';

export type Language = 'ar' | 'en';

/** The language that an Accept-Language header asks for: Arabic or English, and English where it asks for neither. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const asked = preferred(acceptLanguage, (tag): Language | null => {
    const [primary] = tag.split('-');
    return primary === 'ar' || primary === 'en' ? primary : null;
  });
  return asked ?? 'en';
}
