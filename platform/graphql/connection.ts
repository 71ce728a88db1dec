import type { EntityData, EntityManager } from '@mikro-orm/postgresql';
import { maxPageSize } from '#contract/page-size.ts';
import { type FactReader, factReader } from '../database/facts.ts';
import { countRows, type RawRow, type RowList, readRows } from '../database/keyset-query.ts';
import { badUserInput } from '../errors/refusal.ts';

const defaultPageSize = 20;

/** Rows that are counted: counting all of a long list would cost more than its pages. */
const maxCount = 10_000;

/** Characters of a cursor. Ours are shorter. */
const maxCursorLength = 512;

/** The arguments of a page. */
export interface PageInput {
  first?: number | null;
  after?: string | null;
}

/** The order of a list. The last property is unique, so that no two rows tie; all have one direction, so that one index serves it. */
export interface KeysetOrder<Row> {
  /** Part of each cursor: a cursor of another order is refused. */
  name: string;
  direction: 'asc' | 'desc';
  by: readonly { property: keyof Row & string; kind: keyof typeof kinds }[];
}

/** A page of rows. */
export interface Connection<Row> {
  edges: { cursor: string; node: Row }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  /** Counted only when it is selected, and up to 10,000. */
  totalCount: () => Promise<number>;
}

/** The values that a cursor may have. They are checked before they reach the database. */
const kinds = {
  instant: (value: string) =>
    /^(?!0000)\d{4}-/.test(value) && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value,
  amount: (value: string) => /^\d{1,8}\.\d{2}$/.test(value),
  id: (value: string) => /^[a-z]{1,4}_[0-9a-z]{1,40}$/.test(value),
} as const;

/**
 * One page of a list, by keyset (`(a, id) > (x, y)`): rows inserted or deleted between two pages neither repeat nor hide others, and
 * the last page costs no more than the first.
 *
 * @throws Refusal BAD_USER_INPUT when `first` is out of range, or the cursor is not one of this order.
 */
export function keysetPage<Row extends object>(
  em: EntityManager,
  list: RowList<Row>,
  order: KeysetOrder<Row>,
  input: PageInput,
): Promise<Connection<Row>> {
  const stored = em
    .getMetadata()
    .get(list.entity)
    .props.filter(({ persist }) => persist !== false);
  const columns = stored.flatMap(({ fieldNames }) => fieldNames);
  const read = (row: RawRow) => em.map(list.entity, row as EntityData<Row>);
  return readPage(em, list, order, input, { columns, read });
}

/** As `keysetPage`, with some properties of the rows instead of entities, whose creation costs more than the query. */
export function keysetPageOfFacts<Row extends object, Fact extends keyof Row & string>(
  em: EntityManager,
  list: RowList<Row> & { facts: readonly Fact[] },
  order: KeysetOrder<Pick<Row, Fact>>,
  input: PageInput,
): Promise<Connection<Pick<Row, Fact>>> {
  return readPage(em, list, order, input, factReader(em, list.entity, list.facts));
}

async function readPage<Row extends object, Shown>(
  em: EntityManager,
  list: RowList<Row>,
  order: KeysetOrder<Shown>,
  input: PageInput,
  { columns, read }: FactReader<Shown>,
): Promise<Connection<Shown>> {
  const first = readFirst(input);
  const after = input.after == null ? null : decodeCursor(input.after, order);
  const by = order.by.map(({ property }) => snakeCase(property));
  // Each page size is another statement, and clients choose the size.
  const onePlan = list.onePlan === true && first === defaultPageSize;
  const range = { columns, by, direction: order.direction, after, limit: first + 1 };
  const rows = first === 0 ? [] : await readRows(em, { ...list, onePlan }, range);
  const edges = rows.slice(0, first).map((row) => {
    const node = read(row);
    return { cursor: encodeCursor(node, order), node };
  });
  return {
    edges,
    pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null },
    totalCount: () => countRows(em, list, maxCount),
  };
}

/** A connection without rows. Its page is checked as any other. */
export function emptyConnection<Row>(input: PageInput): Connection<Row> {
  readFirst(input);
  return { edges: [], pageInfo: { hasNextPage: false, endCursor: null }, totalCount: async () => 0 };
}

function readFirst(input: PageInput): number {
  const first = input.first ?? defaultPageSize;
  if (first < 0 || first > maxPageSize) throw badUserInput('first', 'page');
  return first;
}

function encodeCursor<Row>(row: Row, order: KeysetOrder<Row>): string {
  const values = order.by.map(({ property }) => {
    const value = row[property];
    return value instanceof Date ? value.toISOString() : value;
  });
  return Buffer.from(JSON.stringify([order.name, ...values])).toString('base64url');
}

function decodeCursor<Row>(cursor: string, order: KeysetOrder<Row>): string[] {
  const [name, ...values] = cursor.length > maxCursorLength ? [] : parseCursor(cursor);
  const fits =
    name === order.name &&
    values.length === order.by.length &&
    order.by.every(({ kind }, at) => typeof values[at] === 'string' && kinds[kind](values[at]));
  if (!fits) throw badUserInput('after', 'cursor');
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

const snakeCase = (property: string): string => property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
