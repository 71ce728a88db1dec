import { badUserInput } from './errors/refusal.ts';

/**
 * Returns an E.164 phone number: `+`, a digit that is not 0, and 7 to 14 more digits.
 *
 * @throws Refusal BAD_USER_INPUT with the field for anything else.
 */
export function requirePhoneNumber(value: string, field: string): string {
  if (!/^\+[1-9]\d{7,14}$/.test(value)) throw badUserInput(field, 'phoneNumber');
  return value;
}
