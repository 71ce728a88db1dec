import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { defineEntity, type MikroORM, sql } from '@mikro-orm/postgresql';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { createOrm } from '../database/open-database.ts';
import { amount, filters, instant, standardColumns } from '../database/standard-columns.ts';
import { Refusal } from '../errors/refusal.ts';
import { type Connection, emptyConnection, type KeysetOrder, keysetPage, type PageInput } from './connection.ts';
import { encodeCursor } from './cursor.ts';

const ItemSchema = defineEntity({
  name: 'Item',
  tableName: 'items',
  properties: { ...standardColumns, madeAt: instant(), price: amount() },
  filters,
});
class Item extends ItemSchema.class {}
ItemSchema.setClass(Item);

const id = { property: 'id', kind: 'id' } as const;
const byTime: KeysetOrder<Item> = {
  name: 'items.time',
  direction: 'asc',
  by: [{ property: 'madeAt', kind: 'instant' }, id],
};
const byPrice: KeysetOrder<Item> = {
  name: 'items.price',
  direction: 'asc',
  by: [{ property: 'price', kind: 'amount' }, id],
};
const lastCreated: KeysetOrder<Item> = {
  name: 'items.created',
  direction: 'desc',
  by: [{ property: 'createdAt', kind: 'instant' }, id],
};
const lastId: KeysetOrder<Item> = { name: 'items.id', direction: 'desc', by: [id] };

let database: TestDatabase;
let orm: MikroORM;
const start = Date.parse('2030-01-01T00:00:00Z');
const idOf = (at: number) => `i_${String(at).padStart(32, '0')}`;

/** Items whose times tie four by four, and whose prices sort differently as texts. */
async function add(...ats: number[]): Promise<void> {
  const em = orm.em.fork();
  for (const at of ats) {
    const time = new Date(start + Math.floor(at / 4) * 1_001);
    const price = `${[9, 10, 100, 1_000][Math.floor(at / 10) % 4]}.50`;
    em.create(Item, { id: idOf(at), madeAt: time, price, createdAt: time, updatedAt: time });
  }
  await em.flush();
}

beforeAll(async () => {
  database = await testDatabase('users', true);
  const schema = { entities: [Item], migrations: [] };
  orm = await createOrm(schema, { url: database.url, poolMax: 2, logSql: false }, silent);
  await orm.schema.create();
  await add(...Array.from({ length: 40 }, (_, at) => at * 2));
});

afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

const page = (order: KeysetOrder<Item>, input: PageInput) =>
  keysetPage(orm.em.fork(), { entity: Item, where: [] }, order, input);

/** Reads every page, forward by `first` or backward by `last`, and returns the items in the list's order. */
async function walk(
  order: KeysetOrder<Item>,
  size: { first: number } | { last: number },
  between: (seen: Item[]) => Promise<void> = async () => {},
) {
  const isForward = 'first' in size;
  let seen: Item[] = [];
  for (let cursor: string | null = null; ; ) {
    const { edges, pageInfo }: Connection<Item> = await page(order, {
      ...size,
      ...(isForward ? { after: cursor } : { before: cursor }),
    });
    const nodes = edges.map(({ node }) => node);
    seen = isForward ? [...seen, ...nodes] : [...nodes, ...seen];
    expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0]?.cursor, edges.at(-1)?.cursor]);
    const { hasNextPage, hasPreviousPage } = pageInfo;
    expect(await (isForward ? hasPreviousPage : hasNextPage)()).toBe(cursor !== null && seen.length > nodes.length);
    if (!(await (isForward ? hasNextPage : hasPreviousPage)())) return seen;
    expect(edges).toHaveLength(isForward ? size.first : size.last);
    cursor = isForward ? pageInfo.endCursor : pageInfo.startCursor;
    await between(seen);
  }
}

const idsOf = (items: readonly Item[]) => items.map(({ id }) => id);

test.each([byTime, byPrice, lastCreated, lastId].map((order) => [order.name, order] as const))(
  '%s: pages of any size have every row once, in order',
  async (_name, order) => {
    const property = order.by[0]?.property ?? 'id';
    const value = (item: Item) => (property === 'id' ? 0 : Number(item[property]));
    const sign = order.direction === 'asc' ? 1 : -1;
    const sorted = (await orm.em.fork().find(Item, {})).toSorted(
      (one, other) => sign * (value(one) - value(other) || (one.id < other.id ? -1 : 1)),
    );
    for (const size of [1, 3, 4, 40, 100]) {
      expect(idsOf(await walk(order, { first: size }))).toEqual(idsOf(sorted));
      expect(idsOf(await walk(order, { last: size }))).toEqual(idsOf(sorted));
    }
  },
);

describe('of a list between two cursors', () => {
  const cursorOf = (item: Item | undefined) => encodeCursor(item as Item, byTime);
  let all: Item[];
  beforeAll(async () => {
    all = await walk(byTime, { first: 100 });
  });

  test.each([
    ['the first', { first: 3 }, [6, 7, 8], true, true],
    ['all', { first: 4 }, [6, 7, 8, 9], true, true],
    ['the last', { last: 3 }, [7, 8, 9], true, true],
    ['the first 20', {}, [6, 7, 8, 9], true, true],
  ])('a page has %s', async (_name, size, expected, next, previous) => {
    const { edges, pageInfo } = await page(byTime, { ...size, after: cursorOf(all[5]), before: cursorOf(all[10]) });
    expect(edges.map(({ node }) => node.id)).toEqual(expected.map((at) => all[at]?.id));
    expect([await pageInfo.hasNextPage(), await pageInfo.hasPreviousPage()]).toEqual([next, previous]);
  });

  test('nothing is left of crossed cursors', async () => {
    expect((await page(byTime, { after: cursorOf(all[10]), before: cursorOf(all[5]) })).edges).toEqual([]);
  });

  test('the ends of the list are known, also from a page of the other direction', async () => {
    const shown = async (input: PageInput) => {
      const { hasNextPage, hasPreviousPage } = (await page(byTime, input)).pageInfo;
      return [await hasPreviousPage(), await hasNextPage()];
    };
    const gone = [
      cursorOf({ ...all[0], id: idOf(0).slice(0, -1) } as Item),
      cursorOf({ ...all.at(-1), id: 'i_z' } as Item),
    ];
    const [beforeAll, afterAll] = gone;
    expect(await shown({ first: 2 })).toEqual([false, true]);
    expect(await shown({ last: 2 })).toEqual([true, false]);
    expect(await shown({ first: 100, after: cursorOf(all.at(-1)) })).toEqual([true, false]);
    expect(await shown({ last: 100, before: cursorOf(all[0]) })).toEqual([false, true]);
    expect(await shown({ first: 100, after: beforeAll, before: afterAll })).toEqual([false, false]);
    expect(await shown({ last: 100, after: beforeAll, before: afterAll })).toEqual([false, false]);
    expect(await shown({ first: 0 })).toEqual([false, true]);
    expect(await shown({ last: 0 })).toEqual([true, false]);
  });

  test('a page is one statement, and what lies on its other side one more when it is selected', async () => {
    const spy = jest.spyOn(orm.em.getConnection(), 'execute');
    const statements = () => spy.mock.calls.length;
    const { pageInfo } = await page(byTime, { first: 2, after: cursorOf(all[5]) });
    expect([await pageInfo.hasNextPage(), statements()]).toEqual([true, 1]);
    const both = await Promise.all([pageInfo.hasPreviousPage(), pageInfo.hasPreviousPage()]);
    expect([both, statements()]).toEqual([[true, true], 2]);
    await page(byTime, { first: 0 });
    expect(statements()).toBe(2);
    spy.mockRestore();
  });
});

describe.each([
  ['forward', lastCreated, (size: number) => ({ first: size }), 1],
  ['backward', byTime, (size: number) => ({ last: size }), 61],
] as const)('walking %s to the oldest', (_way, order, sizeOf, firstAdded) => {
  test('rows deleted between two pages hide no others, not even the row of a cursor', async () => {
    const before = idsOf(await walk(order, sizeOf(100)));
    const gone: string[] = [];
    const seen = await walk(order, sizeOf(3), async (seenSoFar) => {
      const id = idsOf(seenSoFar).toSorted()[0] as string;
      gone.push(id);
      await orm.em.fork().nativeDelete(Item, { id });
    });
    expect(gone.length).toBeGreaterThan(5);
    expect(idsOf(seen)).toEqual(before);
  });

  test('rows inserted between two pages appear beyond the cursor only, and none twice', async () => {
    const newer: string[] = [];
    let next = firstAdded;
    const seen = await walk(order, sizeOf(2), async () => {
      await add(next, 1_000 + next);
      newer.push(idOf(1_000 + next));
      next += 2;
    });
    const ids = idsOf(seen);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => newer.includes(id))).toEqual([]);
    expect(ids).toContain(idOf(firstAdded));
  });
});

test.each([
  ['an invalid day', '2030-02-30T00:00:00.000Z'],
  ['an invalid hour', '2030-01-01T24:00:00.000Z'],
  ['the year 0', '0000-01-01T00:00:00.000Z'],
  ['a time without milliseconds', '2030-01-01T00:00:00Z'],
  ['another zone', '2030-01-01T00:00:00.000+03:00'],
  ['infinity', 'infinity'],
])('a cursor with %s never reaches the database', async (_name, instant) => {
  const after = Buffer.from(JSON.stringify(['items.time', instant, idOf(1)])).toString('base64url');
  await expect(page(byTime, { after })).rejects.toMatchObject({ details: { field: 'after' } });
});

test.each(['1', '1e3', 'NaN', '-1.00', '123456789.00', '1.00\n'])(
  'a cursor with the amount %j is refused',
  async (amount) => {
    const after = Buffer.from(JSON.stringify(['items.price', amount, idOf(1)])).toString('base64url');
    await expect(page(byPrice, { after })).rejects.toMatchObject({ details: { field: 'after' } });
  },
);

test('the total ignores the page and counts what the filter selects', async () => {
  const [first] = (await page(byPrice, { first: 1 })).edges;
  const { edges, totalCount } = await page(byPrice, { first: 2, after: first?.cursor ?? null });
  expect(edges).toHaveLength(2);
  const all = await orm.em.fork().count(Item, {});
  expect(await totalCount()).toBe(all);
  const some = { entity: Item, where: [sql`price = ${'9.50'}`] };
  const filtered = await keysetPage(orm.em.fork(), some, byPrice, { first: 1 });
  expect(await filtered.totalCount()).toBe(await orm.em.fork().count(Item, { price: '9.50' }));
});

test('a page has 20 rows by default; that of an empty list has none, and is checked too', async () => {
  await add(...Array.from({ length: 30 }, (_, at) => 2_000 + at));
  expect((await page(byPrice, { first: null, after: null })).edges).toHaveLength(20);
  expect(await emptyConnection({}).totalCount()).toBe(0);
  expect(await emptyConnection({}).pageInfo.hasNextPage()).toBe(false);
  expect(() => emptyConnection({ last: 101 })).toThrow(expect.objectContaining({ details: { field: 'last' } }));
});

test('a page of size 0 has no rows', async () => {
  expect(await page(lastId, { first: 0 })).toMatchObject({ edges: [], pageInfo: { endCursor: null } });
});

describe('refuses', () => {
  const cursor = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');

  test.each([101, -1])('a page of %d', async (size) => {
    for (const field of ['first', 'last'])
      await expect(page(lastId, { [field]: size })).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
        details: { field },
      });
  });

  test('a page of both directions', async () => {
    const refused = { code: 'BAD_USER_INPUT', details: { field: 'last' } };
    await expect(page(lastId, { first: 1, last: 1 })).rejects.toMatchObject(refused);
    expect((await page(lastId, { first: null, last: 1 })).edges).toHaveLength(1);
  });

  test.each([
    ['not base64', '***'],
    ['not JSON', Buffer.from('{').toString('base64url')],
    ['not a list', Buffer.from('{}').toString('base64url')],
    ['of another list', cursor('items.id', idOf(1))],
    ['too short', cursor('items.time', new Date(start).toISOString())],
    ['not an instant', cursor('items.time', 'yesterday', idOf(1))],
    ['an invalid instant', cursor('items.time', '2030-99-01T00:00:00.000Z', idOf(1))],
    ['a number', cursor('items.time', 7, idOf(1))],
    ['a NUL', cursor('items.time', new Date(start).toISOString(), 'i_\0')],
    ['too long', cursor('items.time', new Date(start).toISOString(), `i_${'x'.repeat(1_000)}`)],
  ])('a cursor that is %s', async (_name, after) => {
    const refused = page(byTime, { first: 1, after });
    await expect(refused).rejects.toThrow(Refusal);
    await expect(refused).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { field: 'after' } });
    await expect(page(byTime, { before: after })).rejects.toMatchObject({ details: { field: 'before' } });
  });
});
