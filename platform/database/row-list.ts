import type { EntityClass, EntityManager } from '@mikro-orm/postgresql';
import { allOf, type Condition, condition } from './condition.ts';

/** The rows of one table that meet every condition of `where`, and one of `oneOf` if that is given. No deleted ones. */
export interface RowList<Row extends object> {
  entity: EntityClass<Row>;
  where: readonly Condition[];
  /** No row meets two of these. Those of each are read in the list's order from an index, where one serves it. */
  oneOf?: readonly Condition[] | undefined;
}

/** By which columns rows are ordered, all in one direction. */
export interface RowOrder {
  by: readonly string[];
  direction: 'asc' | 'desc';
}

/** A statement and its values. */
export interface Statement {
  text: string;
  values: unknown[];
}

/** The first rows of the list, or those next after a place in its order. */
export function selectRows<Row extends object>(
  em: EntityManager,
  list: RowList<Row>,
  { by, direction }: RowOrder,
  { after, limit }: { after: readonly string[] | null; limit: number },
): Statement {
  // The place comes first: among conditions on one column, an index is entered at the first of them.
  const where = after ? [beyond(by, direction, after), ...list.where] : list.where;
  const values: unknown[] = [];
  const parts = selections(em, { ...list, where }, columnsOf(em, list.entity), values);
  const ordered = `order by ${by.map((column) => `${column} ${direction}`).join(', ')} limit ${limit}`;
  // PostgreSQL does not see by itself that parts which differ in one value are ordered alike: so each is cut off, too.
  const [first, ...others] = parts.map((part) => `${part} ${ordered}`);
  if (others.length === 0) return { text: first ?? '', values };
  return {
    text: `select * from (${[first, ...others].map((part) => `(${part})`).join(' union all ')}) rows ${ordered}`,
    values,
  };
}

/** How many rows the list has, as `count`; it is not counted beyond the limit. */
export function countRows<Row extends object>(em: EntityManager, list: RowList<Row>, limit: number): Statement {
  const values: unknown[] = [];
  const parts = selections(em, list, '', values);
  return { text: `select count(*)::int as count from (${parts.join(' union all ')} limit ${limit}) rows`, values };
}

/** A selection for each of `oneOf`, or one. */
function selections<Row extends object>(
  em: EntityManager,
  { entity, where, oneOf }: RowList<Row>,
  columns: string,
  values: unknown[],
): string[] {
  const table = em.getMetadata().get(entity).tableName;
  const common = allOf([condition`not is_deleted`, ...where], values);
  const all = `select ${columns} from "${table}" where ${common}`;
  if (!oneOf) return [all];
  const choices = oneOf.length > 0 ? oneOf : [condition`false`];
  return choices.map((each) => `${all} and ${allOf([each], values)}`);
}

function beyond(by: readonly string[], direction: RowOrder['direction'], place: readonly string[]): Condition {
  const open = `(${by.join(', ')}) ${direction === 'asc' ? '>' : '<'} (`;
  return { texts: [open, ...place.slice(1).map(() => ', '), ')'], values: place };
}

const columns = new WeakMap<object, string>();

/** By name: a statement that is planned once would fail as soon as a migration added a column to `*`. */
function columnsOf<Row extends object>(em: EntityManager, entity: EntityClass<Row>): string {
  const known = columns.get(entity);
  if (known) return known;
  const all = em
    .getMetadata()
    .get(entity)
    .props.flatMap(({ fieldNames, persist }) => (persist === false ? [] : fieldNames));
  const text = all.map((name) => `"${name}"`).join(', ');
  columns.set(entity, text);
  return text;
}
