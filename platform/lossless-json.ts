/**
 * JSON whose integers beyond 2^53, which JavaScript numbers would round, keep their digits: values have them as BigInts. Other numbers,
 * with a fraction or an exponent, are JavaScript numbers whatever their size.
 */

/**
 * A number of 16 characters or more: 2^53 has 16 digits. A match in a string, or of a shorter number, costs time only. The digits are
 * written out because V8 then skips ahead in the text, which is six times as fast.
 */
const longNumber = /[:,[\s][-\d]\d\d\d\d\d\d\d\d{8}/;

/** Whether an object or a list in JSON may have an integer that a JavaScript number would round. */
export const hasLongNumbers = (text: string): boolean => longNumber.test(text);

/** Parses JSON that is an object or a list. Throws a SyntaxError as `JSON.parse` does, and is as fast for texts without long numbers. */
export function parseJson(text: string): unknown {
  return hasLongNumbers(text) ? parse(text, reviveIntegers) : JSON.parse(text);
}

// TypeScript 7.0 does not declare the reviver's third parameter, nor `JSON.rawJSON`.
type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;
const parse = JSON.parse as (text: string, reviver: Reviver) => unknown;
const { rawJSON } = JSON as typeof JSON & { rawJSON: (text: string) => object };

/** A reviver for `JSON.parse` that makes BigInts of the integers beyond 2^53. */
export const reviveIntegers: Reviver = (_key, value, { source = '' }) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? BigInt(source) : value;

/** Writes a JSON value that may have BigInts. It is as fast as `JSON.stringify` for a value without. */
export function stringifyJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // Only a BigInt, or a cycle, cannot be written.
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? rawJSON(String(each)) : each));
  }
}

/** Returns the value so that `JSON.stringify` writes the digits of its BigInts: the value itself when it has none. */
export function withRawIntegers(value: unknown): unknown {
  return hasBigInts(value) ? replaceBigInts(value) : value;
}

/** Whether a JSON value is a BigInt, or has one. */
export function hasBigInts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint';
  // Not recursive: a client may nest lists deeper than the stack is.
  const pending: object[] = [value];
  const visit = (each: unknown): boolean => {
    if (typeof each === 'object' && each !== null) pending.push(each);
    return typeof each === 'bigint';
  };
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (Array.isArray(next)) {
      if (next.some(visit)) return true;
    } else {
      for (const key in next) if (visit((next as Record<string, unknown>)[key])) return true;
    }
  }
  return false;
}

function replaceBigInts(value: unknown): unknown {
  if (typeof value === 'bigint') return rawJSON(String(value));
  if (Array.isArray(value)) return value.map(replaceBigInts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaceBigInts(each)]));
}
