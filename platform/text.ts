import { badUserInput } from './errors/refusal.ts';

/**
 * Trims a required text.
 *
 * @throws Refusal BAD_USER_INPUT with the field when it is missing or blank, has more than `max` characters, or a NUL.
 */
export function requireText(value: string | null | undefined, field: string, max: number): string {
  const text = optionalText(value, field, max);
  if (text === null) throw badUserInput(field, 'required');
  return text;
}

/**
 * Trims an optional text; null when no visible character is left.
 *
 * @throws Refusal BAD_USER_INPUT with the field when it has more than `max` characters, or a NUL.
 */
export function optionalText(value: string | null | undefined, field: string, max: number): string | null {
  const text = value?.trim() ?? '';
  // The only character that PostgreSQL does not store.
  if (text.includes('\0')) throw badUserInput(field);
  if (lengthOf(text) > max) throw badUserInput(field, 'tooLong');
  return invisible.test(text) ? null : text;
}

/** Empty, or only blanks, controls and format characters. */
const invisible = /^[\p{Z}\p{C}]*$/u;

/** Counts code points, as PostgreSQL does: an emoji is one of them, and two units of a JavaScript string. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _codePoint of text) length++;
  return length;
}
