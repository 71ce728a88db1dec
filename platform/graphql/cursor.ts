import { badUserInput } from '../errors/refusal.ts';

/** Characters of a cursor. Ours are shorter. */
const maxCursorLength = 512;

/** The order of a list. The last property is unique, so that no two rows tie; all have one direction, so that one index serves it. */
export interface KeysetOrder<Row> {
  /** Part of each cursor: a cursor of another order is refused. */
  name: string;
  direction: 'asc' | 'desc';
  by: readonly { property: keyof Row & string; kind: keyof typeof kinds }[];
}

/** The values that a cursor may have. They are checked before they reach the database. */
const kinds = {
  instant: (value: string) =>
    /^(?!0000)\d{4}-/.test(value) && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value,
  amount: (value: string) => /^\d{1,8}\.\d{2}$/.test(value),
  id: (value: string) => /^[a-z]{1,4}_[0-9a-z]{1,40}$/.test(value),
} as const;

/** The place of a row in its list, opaque to clients. */
export function encodeCursor<Row>(row: Row, order: KeysetOrder<Row>): string {
  const values = order.by.map(({ property }) => {
    const value = row[property];
    return value instanceof Date ? value.toISOString() : value;
  });
  return Buffer.from(JSON.stringify([order.name, ...values])).toString('base64url');
}

/**
 * The values of the order's properties in the row of a cursor; null without a cursor.
 *
 * @throws Refusal BAD_USER_INPUT with the field when the cursor is not one of this order.
 */
export function decodeCursor<Row>(
  cursor: string | null | undefined,
  order: KeysetOrder<Row>,
  field: 'after' | 'before',
): string[] | null {
  if (cursor == null) return null;
  const [name, ...values] = cursor.length > maxCursorLength ? [] : parseCursor(cursor);
  const fits =
    name === order.name &&
    values.length === order.by.length &&
    order.by.every(({ kind }, at) => typeof values[at] === 'string' && kinds[kind](values[at]));
  if (!fits) throw badUserInput(field, 'cursor');
  return values as string[];
}

function parseCursor(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
