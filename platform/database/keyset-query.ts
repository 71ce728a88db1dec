import { type EntityClass, type EntityManager, type RawQueryFragment, raw, sql } from '@mikro-orm/postgresql';
import { runNamed, statementOf } from './named-statements.ts';

/** A fragment of SQL with a `?` for each of its values, as the ORM's `sql` makes it. */
export type Sql = RawQueryFragment;

const nothing: Sql = sql`false`;

/** A row by column names, as the driver returns it. */
export type RawRow = Record<string, unknown>;

/** The rows of a table, without deleted ones, that meet every condition of `where`, and one of `oneOf` if present. */
export interface RowList<Row extends object> {
  entity: EntityClass<Row>;
  where: readonly Sql[];
  /** Conditions of which a row meets at most one. The rows of each are read in the list's order, from an index if one fits. */
  oneOf?: readonly Sql[] | undefined;
  /** One plan suits its pages, whatever the values. Each connection keeps the plan, so only few lists may have this. */
  onePlan?: boolean;
}

/** A page of a list. */
export interface RowRange {
  /** Not `*`: a kept plan would fail when a migration adds a column. */
  columns: readonly string[];
  by: readonly string[];
  direction: 'asc' | 'desc';
  /** The values of `by` in the row before the page. */
  after: readonly string[] | null;
  limit: number;
}

/** Reads a page of a list, in order. */
export async function readRows<Row extends object>(
  em: EntityManager,
  list: RowList<Row>,
  { columns, by, direction, after, limit }: RowRange,
): Promise<RawRow[]> {
  const order = `order by ${by.map((column) => `${column} ${direction}`).join(', ')} limit ${limit}`;
  const parameters = (after ?? []).map(() => '?').join(', ');
  const beyond = after ? [raw(`(${by.join(', ')}) ${direction === 'asc' ? '>' : '<'} (${parameters})`, after)] : [];
  // First, because an index scan starts at the first of the conditions on a column.
  const parts = selections(em, { ...list, where: [...beyond, ...list.where] }, columns.join(', '));
  const [first = nothing, ...others] = parts.map((part) => join([part, order], ' '));
  // Each part has its own order and limit, or PostgreSQL would not use the order of its index.
  const all =
    others.length === 0 ? first : join(['select * from (', unionOf([first, ...others]), ') rows ', order], '');
  if (!list.onePlan) return em.execute(all.sql, [...all.params]);
  let number = 0;
  return runNamed<RawRow>(em, statementOf(all.sql.replaceAll('?', () => `$${++number}`)), all.params);
}

/** Counts the rows of a list, up to `upTo`. */
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

/** A selection for each condition of `oneOf`, or one without it. */
function selections<Row extends object>(
  em: EntityManager,
  { entity, where, oneOf }: RowList<Row>,
  columns: string,
): Sql[] {
  const all = `select ${columns} from ${em.getMetadata().get(entity).tableName} where not is_deleted`;
  if (!oneOf) return [join([all, ...where], ' and ')];
  const choices = oneOf.length > 0 ? oneOf : [nothing];
  return choices.map((choice) => join([all, ...where, choice], ' and '));
}

const unionOf = (parts: readonly Sql[]): Sql =>
  join(
    parts.map((part) => join(['(', part, ')'], '')),
    ' union all ',
  );

function join(parts: readonly (Sql | string)[], between: string): Sql {
  const pieces = parts.map((part) => (typeof part === 'string' ? { sql: part, params: [] } : part));
  return raw(
    pieces.map((piece) => piece.sql).join(between),
    pieces.flatMap(({ params }) => params),
  );
}
