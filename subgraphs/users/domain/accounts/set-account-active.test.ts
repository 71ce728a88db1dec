import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { startUsers, type UsersHarness, unknownId } from '../../testing/harness.ts';

let users: UsersHarness;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());

const mutation = `mutation ($id: ID!, $isActive: Boolean!) {
  setAccountActive(input: { accountId: $id, isActive: $isActive }) { account { id isActive } }
}`;
const set = (id: string, isActive: boolean, token: string | null = users.admin) =>
  users.request(mutation, { id, isActive }, token);

test('deactivates and activates accounts of every type, and publishes each change once', async () => {
  const admin = await users.newAdmin('other@masar.test');
  for (const { id } of [await users.newDriver(), await users.newPassenger(), admin]) {
    expect((await set(id, true)).data.setAccountActive.account).toEqual({ id, isActive: true });
    expect((await set(id, false)).data.setAccountActive.account).toEqual({ id, isActive: false });
    expect((await set(id, false)).data.setAccountActive.account).toEqual({ id, isActive: false });
    expect(await users.dataOfLastEvent(id)).toMatchObject({ accountId: id, isActive: false });
    expect((await set(id, true)).data.setAccountActive.account).toEqual({ id, isActive: true });
    expect(await users.eventsOf(id)).toEqual([
      'users.account-created.v1',
      'users.account-deactivated.v1',
      'users.account-activated.v1',
    ]);
  }
});

test('publishes one event for concurrent requests', async () => {
  const { id } = await users.newDriver();
  await Promise.all(Array.from({ length: 5 }, () => set(id, false)));
  expect(await users.eventsOf(id)).toEqual(['users.account-created.v1', 'users.account-deactivated.v1']);
});

test('refuses the id of another type, and unknown and deleted accounts', async () => {
  const driver = await users.newDriver();
  await users.deleteAccount(driver);
  expect(refusalOf(await set(unknownId('v'), false))).toEqual(badInput('accountId'));
  expect(refusalOf(await set(unknownId('d'), false))).toEqual({ code: 'NOT_FOUND', field: 'accountId' });
  expect(refusalOf(await set(driver.id, true))).toEqual({ code: 'NOT_FOUND', field: 'accountId' });
});

test("refuses an admin's own account, and callers who are not admins", async () => {
  const admin = await users.newAdmin('self@masar.test');
  const driver = await users.newDriver();
  expect(refusalOf(await set(admin.id, false, admin.token))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await set(driver.id, false, driver.token))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await set(driver.id, false, users.service))).toEqual({ code: 'FORBIDDEN' });
});
