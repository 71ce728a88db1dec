/** A language in which errors and sign-in pages are written. */
export type Language = 'ar' | 'en';
