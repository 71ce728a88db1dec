import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusalOf } from '#test-kit/refusal.ts';
import { startUsers, type UsersHarness } from '../../testing/harness.ts';

let users: UsersHarness;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());

const me = (token: string | null) => users.request('{ me { __typename id type isActive } }', {}, token);

test("returns the caller's account: a driver, a passenger or an admin", async () => {
  const driver = await users.newDriver();
  const passenger = await users.newPassenger();
  const admin = await users.newAdmin('me@masar.test');
  expect((await me(driver.token)).data.me).toMatchObject({ __typename: 'Driver', id: driver.id, type: 'DRIVER' });
  expect((await me(passenger.token)).data.me).toMatchObject({ __typename: 'Passenger', type: 'PASSENGER' });
  expect((await me(admin.token)).data.me).toMatchObject({ __typename: 'Admin', id: admin.id, type: 'ADMIN' });
});

test('returns a deactivated account', async () => {
  const driver = await users.newDriver();
  await users.deactivate(driver.id);
  expect((await me(driver.token)).data.me.isActive).toBe(false);
});

test('refuses deleted and unknown accounts, services and anonymous callers', async () => {
  const driver = await users.newDriver();
  await users.deleteAccount(driver);
  expect(refusalOf(await me(driver.token))).toEqual({ code: 'ACCOUNT_INACTIVE' });
  expect(refusalOf(await me(users.admin))).toEqual({ code: 'ACCOUNT_INACTIVE' });
  expect(refusalOf(await me(users.service))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await me(null))).toEqual({ code: 'UNAUTHENTICATED' });
});
