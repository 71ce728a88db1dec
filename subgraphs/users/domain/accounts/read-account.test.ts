import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { startUsers, type UsersHarness, unknownId } from '../../testing/harness.ts';

let users: UsersHarness;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());

test.each([
  ['account', 'd'],
  ['driver', 'd'],
  ['passenger', 'p'],
  ['vehicle', 'v'],
])('%s returns null for an unknown id and refuses the id of another type', async (field, prefix) => {
  const query = `query ($id: ID!) { ${field}(id: $id) { id } }`;
  expect((await users.request(query, { id: unknownId(prefix) }, users.admin)).data).toEqual({ [field]: null });
  expect(refusalOf(await users.request(query, { id: unknownId('t') }, users.admin))).toEqual(badInput('id'));
  expect(refusalOf(await users.request(query, { id: '' }, users.admin))).toEqual(badInput('id'));
});

test('returns null for a deleted account', async () => {
  const driver = await users.newDriver();
  const passenger = await users.newPassenger();
  await users.deleteAccount(driver);
  await users.deleteAccount(passenger);
  const query = `query ($d: ID!, $p: ID!) { driver(id: $d) { id } passenger(id: $p) { id } account(id: $d) { id } }`;
  const { data } = await users.request(query, { d: driver.id, p: passenger.id }, users.admin);
  expect(data).toEqual({ driver: null, passenger: null, account: null });
});

test('shows drivers to everyone, passengers to signed-in callers, and any account to admins', async () => {
  const driver = await users.newDriver('Ali');
  const passenger = await users.newPassenger('Mona');
  const read = (field: string, id: string, token: string | null) =>
    users.request(`query ($id: ID!) { ${field}(id: $id) { fullName } }`, { id }, token);
  expect((await read('driver', driver.id, null)).data.driver).toEqual({ fullName: 'Ali' });
  expect((await read('passenger', passenger.id, driver.token)).data.passenger).toEqual({ fullName: 'Mona' });
  expect(refusalOf(await read('passenger', passenger.id, null))).toEqual({ code: 'UNAUTHENTICATED' });
  expect((await read('account', passenger.id, users.admin)).data.account).toEqual({ fullName: 'Mona' });
  expect(refusalOf(await read('account', driver.id, driver.token))).toEqual({ code: 'FORBIDDEN' });
});
