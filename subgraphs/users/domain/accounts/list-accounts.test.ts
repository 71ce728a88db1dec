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
  await users.deleteAccount(await users.newDriver('Ali, who has left'));
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

describe('the list of drivers', () => {
  test('has those that are there, newest first', async () => {
    expect(await found({})).toEqual([badr.id, percent.id, alia.id, ali.id]);
  });

  test('is searched by the start of a name, whatever its case, or of a phone number', async () => {
    expect(await found({ search: 'ALI' })).toEqual([alia.id, ali.id]);
    expect(await found({ search: ' Ali ' })).toEqual([alia.id, ali.id]);
    expect(await found({ search: 'li' })).toEqual([]);
    expect(await found({ search: badr.phoneNumber })).toEqual([badr.id]);
    expect(await found({ search: ali.phoneNumber.slice(0, 6) })).toHaveLength(4);
    expect(await found({ search: '  ' })).toHaveLength(4);
  });

  test.each(['%', '_', '\\', 'A%'])('takes %s in a search for itself', async (search) => {
    expect(await found({ search })).toEqual([]);
    expect(await found({ search: '100%_\\' })).toEqual([percent.id]);
  });

  test('is filtered by whether the accounts are active', async () => {
    expect(await found({ isActive: false })).toEqual([badr.id]);
    expect(await found({ isActive: true, search: 'ali' })).toEqual([alia.id, ali.id]);
  });

  test('comes in pages that neither repeat nor skip', async () => {
    const first = await list({ first: 3 });
    expect(first).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    const second = await list({ first: 3, after: first.pageInfo.endCursor });
    expect(second.edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual([ali.id]);
    expect(second).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: false } });
  });

  test('refuses a page too large, a foreign cursor and a search too long', async () => {
    const ask = (variables: Record<string, unknown>) => users.request(query, variables, users.admin);
    expect(refusalOf(await ask({ first: 101 }))).toEqual(badInput('first'));
    expect(refusalOf(await ask({ first: -1 }))).toEqual(badInput('first'));
    expect(refusalOf(await ask({ after: 'x' }))).toEqual(badInput('after'));
    const ofPassengers = Buffer.from(JSON.stringify(['passengers.newest', ali.id])).toString('base64url');
    expect(refusalOf(await ask({ after: ofPassengers }))).toEqual(badInput('after'));
    expect(refusalOf(await ask({ filter: { search: 'x'.repeat(257) } }))).toEqual(badInput('search'));
  });
});

test('the list of passengers is one of its own', async () => {
  const mona = await users.newPassenger('Mona');
  await users.newPassenger();
  const search = `{ passengers(filter: { search: "mo" }) { totalCount edges { node { id phoneNumber } } } }`;
  expect((await users.request(search, {}, users.admin)).data.passengers).toEqual({
    totalCount: 1,
    edges: [{ node: { id: mona.id, phoneNumber: mona.phoneNumber } }],
  });
});

test.each(['drivers', 'passengers'])('%s are listed for admins alone', async (field) => {
  const ask = (token: string | null) => users.request(`{ ${field} { totalCount } }`, {}, token);
  expect(refusalOf(await ask(ali.token))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await ask(users.service))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await ask(null))).toEqual({ code: 'UNAUTHENTICATED' });
});
