import { badUserInput } from '#platform/errors/refusal.ts';

/** `+`, a digit that is not 0, and 7 to 14 more digits (E.164). Throws BAD_USER_INPUT naming the field. */
export function requirePhoneNumber(value: string, field: string): string {
  if (!/^\+[1-9]\d{7,14}$/.test(value)) throw badUserInput(field, 'phoneNumber');
  return value;
}
