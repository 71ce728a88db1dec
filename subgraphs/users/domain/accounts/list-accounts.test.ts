import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { type Person, startUsers, type UsersHarness } from '../../testing/harness.ts';

let users: UsersHarness;
let ali: Person;
let alia: Person;
let percent: Person;
let badr: Person;
beforeAll(async () => {
  users = await startUsers();
  ali = await users.newDriver('Ali');
  alia = await users.newDriver('alia');
  percent = await users.newDriver('100%_\\ sure');
  badr = await users.newDriver('Badr');
  await users.deactivate(badr.id);
  await users.deleteAccount(await users.newDriver('Ali, deleted'));
});
afterAll(() => users.stop());

const query = `query ($filter: AccountFilter, $first: Int, $after: String) {
  drivers(filter: $filter, first: $first, after: $after) {
    totalCount
    edges { cursor node { id } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const list = async (variables: Record<string, unknown>) => {
  const { data, errors } = await users.request(query, variables, users.admin);
  expect(errors).toBeUndefined();
  return data.drivers;
};
const idsOf = ({ edges }: { edges: { node: { id: string } }[] }) => edges.map(({ node }) => node.id);
const found = async (filter: Record<string, unknown>): Promise<string[]> => idsOf(await list({ filter }));

describe('listDrivers', () => {
  test('lists accounts that are not deleted, newest first', async () => {
    expect(await found({})).toEqual([badr.id, percent.id, alia.id, ali.id]);
  });

  test('searches by the start of a name, in any case, or of a phone number', async () => {
    expect(await found({ search: 'ALI' })).toEqual([alia.id, ali.id]);
    expect(await found({ search: ' Ali ' })).toEqual([alia.id, ali.id]);
    expect(await found({ search: 'li' })).toEqual([]);
    expect(await found({ search: badr.phoneNumber })).toEqual([badr.id]);
    expect(await found({ search: ali.phoneNumber.slice(0, 6) })).toHaveLength(4);
    expect(await found({ search: '  ' })).toHaveLength(4);
  });

  test.each(['%', '_', '\\', 'A%'])('matches %s literally', async (search) => {
    expect(await found({ search })).toEqual([]);
    expect(await found({ search: '100%_\\' })).toEqual([percent.id]);
  });

  test('filters by isActive', async () => {
    expect(await found({ isActive: false })).toEqual([badr.id]);
    expect(await found({ isActive: true, search: 'ali' })).toEqual([alia.id, ali.id]);
  });

  test('returns pages without gaps or repetition', async () => {
    const first = await list({ first: 3 });
    expect(first).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    const second = await list({ first: 3, after: first.pageInfo.endCursor });
    expect(second.edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual([ali.id]);
    expect(second).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: false } });
  });

  test('refuses a page that is too large, a cursor of another list, and a search that is too long', async () => {
    const send = (variables: Record<string, unknown>) => users.request(query, variables, users.admin);
    expect(refusalOf(await send({ first: 101 }))).toEqual(badInput('first'));
    expect(refusalOf(await send({ first: -1 }))).toEqual(badInput('first'));
    expect(refusalOf(await send({ after: 'x' }))).toEqual(badInput('after'));
    const ofPassengers = Buffer.from(JSON.stringify(['passengers.newest', ali.id])).toString('base64url');
    expect(refusalOf(await send({ after: ofPassengers }))).toEqual(badInput('after'));
    expect(refusalOf(await send({ filter: { search: 'x'.repeat(257) } }))).toEqual(badInput('search'));
  });
});

test('listPassengers lists passengers only', async () => {
  const mona = await users.newPassenger('Mona');
  await users.newPassenger();
  const search = `{ passengers(filter: { search: "mo" }) { totalCount edges { node { id phoneNumber } } } }`;
  expect((await users.request(search, {}, users.admin)).data.passengers).toEqual({
    totalCount: 1,
    edges: [{ node: { id: mona.id, phoneNumber: mona.phoneNumber } }],
  });
});

test('listAdmins lists admins only, in both orders', async () => {
  const admins = [await users.newAdmin('first@masar.test'), await users.newAdmin('second@masar.test')].map(
    ({ id }) => id,
  );
  const oldest = `{ admins(orderBy: CREATED_ASC) { edges { node { id } } } }`;
  expect(idsOf((await users.request(oldest, {}, users.admin)).data.admins)).toEqual(admins);
  const newest = `{ admins(filter: { search: "masar.test", type: [ADMIN, DRIVER] }) { edges { node { id } } } }`;
  expect(idsOf((await users.request(newest, {}, users.admin)).data.admins)).toEqual(admins.toReversed());
  expect(
    (await users.request(`{ admins(filter: { type: DRIVER }) { totalCount } }`, {}, users.admin)).data.admins,
  ).toEqual({
    totalCount: 0,
  });
});

test('drivers are listed oldest first, with cursors of their own', async () => {
  const oldest = `query ($after: String) { drivers(orderBy: CREATED_ASC, first: 2, after: $after) { edges { cursor node { id } } } }`;
  const { drivers } = (await users.request(oldest, {}, users.admin)).data;
  expect(idsOf(drivers)).toEqual([ali.id, alia.id]);
  const { cursor } = drivers.edges[1];
  expect(idsOf((await users.request(oldest, { after: cursor }, users.admin)).data.drivers)).toEqual([
    percent.id,
    badr.id,
  ]);
  expect(refusalOf(await users.request(query, { after: cursor }, users.admin))).toEqual(badInput('after'));
});

describe('listAccounts', () => {
  const accounts = `query ($filter: AccountFilter, $orderBy: AccountOrder, $first: Int, $after: String, $last: Int, $before: String) {
    accounts(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
      totalCount
      edges { cursor node { __typename id type fullName isActive ... on Driver { phoneNumber } ... on Admin { email } } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }`;
  const read = async (variables: Record<string, unknown>) => {
    const { data, errors } = await users.request(accounts, variables, users.admin);
    expect(errors).toBeUndefined();
    return data.accounts;
  };
  /** All accounts that are not deleted, oldest first, some created in the same millisecond. */
  let all: string[];
  beforeAll(async () => {
    const shared = new Date('2030-01-01T00:00:00Z');
    for (const table of ['drivers', 'passengers', 'admins']) {
      await users.orm.em
        .getConnection()
        .execute(
          `update ${table} set created_at = ? where id in (select id from ${table} where not is_deleted order by id limit 1)`,
          [shared],
        );
    }
    const rows = await users.orm.em.getConnection().execute<{ id: string }[]>(
      `select id from (select id, created_at, is_deleted from drivers union all select id, created_at, is_deleted from passengers
         union all select id, created_at, is_deleted from admins) accounts where not is_deleted order by created_at, id`,
    );
    all = rows.map(({ id }) => id);
  });

  test('lists all types in one order, forward and backward, without gaps or repetition', async () => {
    expect(new Set(all.map((id) => id.slice(0, 1)))).toEqual(new Set(['d', 'p', 'a']));
    for (const orderBy of ['CREATED_ASC', 'CREATED_DESC']) {
      const expected = orderBy === 'CREATED_ASC' ? all : all.toReversed();
      for (const [size, cursor, more, end] of [
        ['first', 'after', 'hasNextPage', 'endCursor'],
        ['last', 'before', 'hasPreviousPage', 'startCursor'],
      ] as const) {
        const found: string[] = [];
        for (let at: string | null = null, isMore = true; isMore; ) {
          const page = await read({ orderBy, [size]: 2, [cursor]: at });
          expect(page.totalCount).toBe(all.length);
          if (size === 'first') found.push(...idsOf(page));
          else found.unshift(...idsOf(page));
          at = page.pageInfo[end];
          isMore = page.pageInfo[more];
        }
        expect(found).toEqual(expected);
      }
    }
  });

  test('returns each account as its own type', async () => {
    const { edges } = await read({ first: 100 });
    for (const { node } of edges) {
      expect(node.__typename.toUpperCase()).toBe(node.type);
      expect(node.id.slice(0, 1)).toBe(node.type.slice(0, 1).toLowerCase());
    }
    expect(edges.find(({ node }: { node: { id: string } }) => node.id === ali.id).node).toMatchObject({
      fullName: 'Ali',
      phoneNumber: ali.phoneNumber,
    });
  });

  test('filters by type, by isActive and by search', async () => {
    const ids = async (filter: Record<string, unknown>) =>
      idsOf(await read({ filter, orderBy: 'CREATED_ASC', first: 100 }));
    expect(await ids({ type: ['PASSENGER', 'ADMIN', 'ADMIN'] })).toEqual(all.filter((id) => !id.startsWith('d_')));
    expect(await ids({ type: [] })).toEqual([]);
    expect(await ids({ isActive: false })).toEqual([badr.id]);
    expect((await ids({ search: 'ali' })).toSorted()).toEqual([ali.id, alia.id].toSorted());
    expect(await ids({ search: 'mona', type: ['PASSENGER'] })).toHaveLength(1);
    expect(await ids({ search: 'mona', type: ['DRIVER'] })).toEqual([]);
  });

  test('reads the accounts of a page in one statement a type', async () => {
    users.statements();
    const { data } = await users.request(
      `{ accounts(first: 100) { edges { node { id fullName } } } }`,
      {},
      users.admin,
    );
    expect(idsOf(data.accounts)).toHaveLength(all.length);
    expect(users.statements()).toHaveLength(4);
  });

  test('refuses a bad search, page and cursor, also of an empty list', async () => {
    const send = (variables: Record<string, unknown>) => users.request(accounts, variables, users.admin);
    expect(refusalOf(await send({ filter: { search: 'x'.repeat(257) } }))).toEqual(badInput('search'));
    expect(refusalOf(await send({ filter: { type: [], search: 'x'.repeat(257) } }))).toEqual(badInput('search'));
    expect(refusalOf(await send({ filter: { type: [] }, first: 101 }))).toEqual(badInput('first'));
    expect(refusalOf(await send({ after: (await list({ first: 1 })).pageInfo.endCursor }))).toEqual(badInput('after'));
  });
});

test.each(['accounts', 'drivers', 'passengers', 'admins'])(
  'refuses %s to callers who are not admins',
  async (field) => {
    const send = (token: string | null) => users.request(`{ ${field} { totalCount } }`, {}, token);
    expect(refusalOf(await send(ali.token))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await send(users.service))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await send(null))).toEqual({ code: 'UNAUTHENTICATED' });
  },
);
