import { type Opt, p } from '@mikro-orm/postgresql';

/** An instant in UTC, to the millisecond, as code has it: what is written is what is read, so that cursors compare. */
export const instant = () => p.datetime().columnType('timestamptz(3)');

/** An exact amount, numeric(10,2): a string in code, never a float. */
export const amount = () => p.decimal().precision(10).scale(2);

/** A text that is at most so long. */
export const text = (length: number) => p.string().length(length);

/** The columns that every table has. Times are given by whoever makes or changes the row. */
export const standardColumns = {
  id: text(50).primary(),
  createdAt: instant(),
  updatedAt: instant(),
  isDeleted: p.boolean().default(false),
  deletedAt: instant().nullable(),
};

/** Soft-deleted rows are left out of every query, but for those that follow a reference and say so. */
export const filters = {
  notDeleted: { name: 'notDeleted', cond: { isDeleted: false }, default: true },
};

/** What a query that follows a reference passes: history points at rows that are gone. */
export const withDeleted = { filters: { notDeleted: false } } as const;

export type StandardColumns = {
  id: string;
  createdAt: Date;
  updatedAt: Date;
  isDeleted: Opt<boolean>;
  deletedAt?: Date | null;
};

/** Marks a row as deleted: it stays for whatever refers to it. */
export function softDelete(row: StandardColumns, now: Date): void {
  row.isDeleted = true as Opt<boolean>;
  row.deletedAt = now;
  row.updatedAt = now;
}
