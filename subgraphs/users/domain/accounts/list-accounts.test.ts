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
const found = async (filter: Record<string, unknown>): Promise<string[]> =>
  (await list({ filter })).edges.map(({ node }: { node: { id: string } }) => node.id);

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

test.each(['drivers', 'passengers'])('refuses %s to callers who are not admins', async (field) => {
  const send = (token: string | null) => users.request(`{ ${field} { totalCount } }`, {}, token);
  expect(refusalOf(await send(ali.token))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await send(users.service))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await send(null))).toEqual({ code: 'UNAUTHENTICATED' });
});
