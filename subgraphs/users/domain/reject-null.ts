import { badUserInput } from '#platform/errors/refusal.ts';

/** A value that may be left out, but not cleared. Throws BAD_USER_INPUT naming the field. */
export function notCleared<Value>(value: Value | null | undefined, field: string): Value | undefined {
  if (value === null) throw badUserInput(field, 'required');
  return value;
}
