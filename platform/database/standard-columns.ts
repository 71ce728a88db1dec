import { type Opt, p } from '@mikro-orm/postgresql';

/** An instant in UTC, to the millisecond as in code: cursors compare what was written with what is read. */
export const instant = () => p.datetime().columnType('timestamptz(3)');

/** An exact amount, numeric(10,2): a string in code, never a float. */
export const amount = () => p.decimal().precision(10).scale(2);

/** A text of at most `length` characters. */
export const text = (length: number) => p.string().length(length);

/** The columns that every table has. Code sets the times, not the database. */
export const standardColumns = {
  id: text(50).primary(),
  createdAt: instant(),
  updatedAt: instant(),
  isDeleted: p.boolean().default(false),
  deletedAt: instant().nullable(),
};

/** Excludes soft-deleted rows from every query that does not pass `withDeleted`. */
export const filters = {
  notDeleted: { name: 'notDeleted', cond: { isDeleted: false }, default: true },
};

/** For queries that follow a reference: history refers to deleted rows. */
export const withDeleted = { filters: { notDeleted: false } } as const;

export type StandardColumns = {
  id: string;
  createdAt: Date;
  updatedAt: Date;
  isDeleted: Opt<boolean>;
  deletedAt?: Date | null;
};

/** Marks a row as deleted. The rows that refer to it still find it. */
export function softDelete(row: StandardColumns, now: Date): void {
  row.isDeleted = true as Opt<boolean>;
  row.deletedAt = now;
  row.updatedAt = now;
}
