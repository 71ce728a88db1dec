import { badUserInput } from '#platform/errors/refusal.ts';

/**
 * Returns an input value that is optional but not nullable.
 *
 * @throws Refusal BAD_USER_INPUT with the field's name when the value is null.
 */
export function rejectNull<Value>(value: Value | null | undefined, field: string): Value | undefined {
  if (value === null) throw badUserInput(field, 'required');
  return value;
}
