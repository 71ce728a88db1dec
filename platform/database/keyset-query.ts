import { type EntityClass, type EntityManager, type RawQueryFragment, raw, sql } from '@mikro-orm/postgresql';
import { runNamed, statementOf } from './named-statements.ts';

/** A piece of SQL with a `?` for each of its values, as the ORM's `sql` makes it. */
export type Sql = RawQueryFragment;

const nothing: Sql = sql`false`;

/** A row as the database gives it. */
export type RawRow = Record<string, unknown>;

/** The rows of one table that meet every condition of `where`, and one of `oneOf` if that is given. No deleted ones. */
export interface RowList<Row extends object> {
  entity: EntityClass<Row>;
  where: readonly Sql[];
  /** No row meets two of these. Those of each are read in the list's order from an index, where one serves it. */
  oneOf?: readonly Sql[] | undefined;
  /** Whether one plan suits its pages, whatever the values. Each connection keeps it, so such lists are few. */
  onePlan?: boolean;
}

/** Which rows of a list, and what of them. */
export interface RowRange {
  /** By their names: a kept plan would fail as soon as a migration added a column to `*`. */
  columns: readonly string[];
  by: readonly string[];
  direction: 'asc' | 'desc';
  /** Those beyond this place in the order. */
  after: readonly string[] | null;
  limit: number;
}

/** Rows of a list, in order. */
export async function readRows<Row extends object>(
  em: EntityManager,
  list: RowList<Row>,
  { columns, by, direction, after, limit }: RowRange,
): Promise<RawRow[]> {
  const order = `order by ${by.map((column) => `${column} ${direction}`).join(', ')} limit ${limit}`;
  const places = (after ?? []).map(() => '?').join(', ');
  const beyond = after ? [raw(`(${by.join(', ')}) ${direction === 'asc' ? '>' : '<'} (${places})`, after)] : [];
  // The place comes first: among conditions on one column, an index is entered at the first of them.
  const parts = selections(em, { ...list, where: [...beyond, ...list.where] }, columns.join(', '));
  const [first = nothing, ...others] = parts.map((part) => glue([part, order], ' '));
  // Each part is ordered and cut off by itself, or PostgreSQL would not see that its index has the order.
  const all =
    others.length === 0 ? first : glue(['select * from (', unionOf([first, ...others]), ') rows ', order], '');
  if (!list.onePlan) return em.execute(all.sql, [...all.params]);
  let number = 0;
  return runNamed<RawRow>(em, statementOf(all.sql.replaceAll('?', () => `$${++number}`)), all.params);
}

/** How many rows a list has, counted up to a number and no further. */
export async function countRows<Row extends object>(
  em: EntityManager,
  list: RowList<Row>,
  upTo: number,
): Promise<number> {
  const all = unionOf(selections(em, list, ''));
  const text = `select count(*)::int as count from (${all.sql} limit ${upTo}) rows`;
  const [row] = await em.execute<{ count: number }[]>(text, [...all.params]);
  return row?.count ?? 0;
}

/** A selection for each of `oneOf`, or one for all. */
function selections<Row extends object>(
  em: EntityManager,
  { entity, where, oneOf }: RowList<Row>,
  columns: string,
): Sql[] {
  const all = `select ${columns} from ${em.getMetadata().get(entity).tableName} where not is_deleted`;
  if (!oneOf) return [glue([all, ...where], ' and ')];
  const choices = oneOf.length > 0 ? oneOf : [nothing];
  return choices.map((choice) => glue([all, ...where, choice], ' and '));
}

const unionOf = (parts: readonly Sql[]): Sql =>
  glue(
    parts.map((part) => glue(['(', part, ')'], '')),
    ' union all ',
  );

function glue(parts: readonly (Sql | string)[], between: string): Sql {
  const pieces = parts.map((part) => (typeof part === 'string' ? { sql: part, params: [] } : part));
  return raw(
    pieces.map((piece) => piece.sql).join(between),
    pieces.flatMap(({ params }) => params),
  );
}
