import type { ErrorDetails } from './error-codes.ts';
import type { Language } from './language.ts';

/** A message in every language. */
export type MessageText = Record<Language, (details: ErrorDetails) => string>;
