import type { EntityData, EntityManager } from '@mikro-orm/postgresql';
import { maxPageSize } from '#contract/page-size.ts';
import { type FactReader, factReader } from '../database/facts.ts';
import { beyond, countRows, hasRow, type RawRow, type RowList, readRows } from '../database/keyset-query.ts';
import { badUserInput } from '../errors/refusal.ts';
import { decodeCursor, encodeCursor, type KeysetOrder } from './cursor.ts';

export type { KeysetOrder };

const defaultPageSize = 20;

/** Rows that are counted: counting all of a long list would cost more than its pages. */
const maxCount = 10_000;

/** The arguments of a page, as in Relay's Cursor Connections Specification. Without `first` and `last` it is the first 20 rows. */
export interface PageInput {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

/** A page of rows, in the list's order. */
export interface Connection<Row> {
  edges: { cursor: string; node: Row }[];
  pageInfo: PageInfo;
  /** Counted only when it is selected, and up to 10,000. */
  totalCount: () => Promise<number>;
}

/** Whether rows exist beyond a page is read only when it is selected and the page itself does not show it, and once at most. */
export interface PageInfo {
  hasNextPage: () => Promise<boolean>;
  hasPreviousPage: () => Promise<boolean>;
  startCursor: string | null;
  endCursor: string | null;
}

/**
 * One page of a list, forward or backward, by keyset (`(a, id) > (x, y)`): rows inserted or deleted between two pages neither repeat nor
 * hide others, and the last page costs no more than the first.
 *
 * @throws Refusal BAD_USER_INPUT when `first` or `last` is out of range, both are passed, or a cursor is not one of this order.
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
    .props.filter(({ persist, lazy }) => persist !== false && !lazy);
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
  const { size, isForward } = readSize(input);
  const after = decodeCursor(input.after, order, 'after');
  const before = decodeCursor(input.before, order, 'before');
  const by = order.by.map(({ property }) => snakeCase(property));
  const [onward, back] = order.direction === 'asc' ? (['asc', 'desc'] as const) : (['desc', 'asc'] as const);
  const bounds = [after && beyond(onward, after), before && beyond(back, before)].filter((bound) => bound !== null);
  const range = { by, direction: isForward ? onward : back, bounds };
  // Each size, direction and pair of cursors is another statement, and clients choose them.
  const onePlan = list.onePlan === true && isForward && size === defaultPageSize && before === null;
  const rows = size === 0 ? [] : await readRows(em, { ...list, onePlan }, { ...range, columns, limit: size + 1 });
  const edges = rows.slice(0, size).map((row) => {
    const node = read(row);
    return { cursor: encodeCursor(node, order), node };
  });
  if (!isForward) edges.reverse();

  /** Whether the list has a row at the place of a cursor or beyond it. The row of the cursor itself may be deleted. */
  const reaches = async (cursor: string[] | null, direction: 'asc' | 'desc') =>
    cursor !== null && hasRow(em, list, { by, direction, bounds: [beyond(direction, cursor, true)] });
  const exceeds = async () => rows.length > size || (size === 0 && (await hasRow(em, list, range)));
  return {
    edges,
    pageInfo: {
      hasNextPage: once(async () => (isForward && (await exceeds())) || reaches(before, onward)),
      hasPreviousPage: once(async () => (!isForward && (await exceeds())) || reaches(after, back)),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: () => countRows(em, list, maxCount),
  };
}

/** A connection without rows. Its page is checked as any other. */
export function emptyConnection<Row>(input: PageInput): Connection<Row> {
  readSize(input);
  const no = async () => false;
  const pageInfo = { hasNextPage: no, hasPreviousPage: no, startCursor: null, endCursor: null };
  return { edges: [], pageInfo, totalCount: async () => 0 };
}

function readSize({ first, last }: PageInput): { size: number; isForward: boolean } {
  if (first != null && last != null) throw badUserInput('last', 'bothEnds');
  const isForward = last == null;
  const size = first ?? last ?? defaultPageSize;
  if (size < 0 || size > maxPageSize) throw badUserInput(isForward ? 'first' : 'last', 'page');
  return { size, isForward };
}

/** Clients may select a field under many aliases. */
function once(work: () => Promise<boolean>): () => Promise<boolean> {
  let result: Promise<boolean> | undefined;
  return () => (result ??= work());
}

const snakeCase = (property: string): string => property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
