import { badUserInput } from './errors/refusal.ts';

/**
 * A text that has to be there, without the blanks around it. Throws BAD_USER_INPUT naming the field when it is missing or
 * blank, or has more characters than its column holds.
 */
export function requireText(value: string | null | undefined, field: string, max: number): string {
  const text = optionalText(value, field, max);
  if (text === null) throw badUserInput(field, 'required');
  return text;
}

/**
 * A text that may be missing, without the blanks around it; null when nothing that can be seen is left. Throws BAD_USER_INPUT naming the
 * field when it has more characters than its column holds, or a NUL.
 */
export function optionalText(value: string | null | undefined, field: string, max: number): string | null {
  const text = value?.trim() ?? '';
  // PostgreSQL's texts hold every character but this one.
  if (text.includes('\0')) throw badUserInput(field);
  if (lengthOf(text) > max) throw badUserInput(field, 'tooLong');
  return unseen.test(text) ? null : text;
}

/** Nothing, or blanks, controls and format characters alone. */
const unseen = /^[\p{Z}\p{C}]*$/u;

/** As PostgreSQL counts: in code points, of which an emoji is one and a UTF-16 string has two. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _codePoint of text) length++;
  return length;
}
