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
  /** Other tables with the same columns, whose rows are in the list too. */
  otherEntities?: readonly EntityClass<Row>[];
  where: readonly Sql[];
  /** Conditions of which a row meets at most one. The rows of each are read in the list's order, from an index if one fits. */
  oneOf?: readonly Sql[] | undefined;
  /** A further condition. Its form may depend on the page that is read; it is null when the rows are counted. */
  whereOfPage?: ((page: RowPage | null) => Sql) | undefined;
  /** One plan suits its pages, whatever the values. Each connection keeps the plan, so only few lists may have this. */
  onePlan?: boolean;
}

type Direction = 'asc' | 'desc';

/** Rows of a list that follow each other. */
export interface RowRange {
  by: readonly string[];
  /** The order in which they are read, of every column of `by`. */
  direction: Direction;
  bounds: readonly Bound[];
}

/** A limit of a range: values of the columns of `by`, and on which side of them its rows are. */
export interface Bound {
  operator: '>' | '<' | '>=' | '<=';
  values: readonly string[];
}

/** The rows that come after one with these values when they are read in a direction, and perhaps that row itself. */
export function beyond(direction: Direction, values: readonly string[], included = false): Bound {
  const operator = direction === 'asc' ? '>' : '<';
  return { operator: included ? `${operator}=` : operator, values };
}

/** The first rows of a range. */
export interface RowPage extends RowRange {
  limit: number;
}

/** A page of a list. */
interface PageRange extends RowPage {
  /** Not `*`: a kept plan would fail when a migration adds a column. */
  columns: readonly string[];
}

/** Reads a page of a list, in the range's order. */
export async function readRows<Row extends object>(
  em: EntityManager,
  list: RowList<Row>,
  { columns, ...page }: PageRange,
): Promise<RawRow[]> {
  const { by, direction, bounds, limit } = page;
  const order = `order by ${by.map((column) => `${column} ${direction}`).join(', ')} limit ${limit}`;
  const limits = bounds.map(({ operator, values }) =>
    raw(`(${by.join(', ')}) ${operator} (${values.map(() => '?').join(', ')})`, values),
  );
  // First, because an index scan starts at the first of the conditions on a column.
  const parts = selections(em, { ...list, where: [...limits, ...list.where] }, columns.join(', '), page);
  const [first = nothing, ...others] = parts.map((part) => join([part, order], ' '));
  // Each part has its own order and limit, or PostgreSQL would not use the order of its index.
  const all =
    others.length === 0 ? first : join(['select * from (', unionOf([first, ...others]), ') rows ', order], '');
  if (!list.onePlan) return em.execute(all.sql, [...all.params]);
  let number = 0;
  return runNamed<RawRow>(em, statementOf(all.sql.replaceAll('?', () => `$${++number}`)), all.params);
}

/** Whether a range of a list has a row. */
export async function hasRow<Row extends object>(
  em: EntityManager,
  list: RowList<Row>,
  range: RowRange,
): Promise<boolean> {
  const rows = await readRows(em, { ...list, onePlan: false }, { ...range, columns: range.by, limit: 1 });
  return rows.length > 0;
}

/** Counts the rows of a list, up to `upTo`. */
export async function countRows<Row extends object>(
  em: EntityManager,
  list: RowList<Row>,
  upTo: number,
): Promise<number> {
  const all = unionOf(selections(em, list, '', null));
  const text = `select count(*)::int as count from (${all.sql} limit ${upTo}) rows`;
  const [row] = await em.execute<{ count: number }[]>(text, [...all.params]);
  return row?.count ?? 0;
}

/** A selection for each table and each condition of `oneOf`, or one for each table without it. */
function selections<Row extends object>(
  em: EntityManager,
  { entity, otherEntities = [], where, oneOf, whereOfPage }: RowList<Row>,
  columns: string,
  page: RowPage | null,
): Sql[] {
  const choices = oneOf?.length === 0 ? [nothing] : oneOf;
  const conditions = [...where, ...(whereOfPage ? [whereOfPage(page)] : [])];
  return [entity, ...otherEntities].flatMap((each) => {
    const all = `select ${columns} from ${em.getMetadata().get(each).tableName} where not is_deleted`;
    if (!choices) return [join([all, ...conditions], ' and ')];
    return choices.map((choice) => join([all, ...conditions, choice], ' and '));
  });
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
