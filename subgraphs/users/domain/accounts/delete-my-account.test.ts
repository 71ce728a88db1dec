import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusalOf } from '#test-kit/refusal.ts';
import { type Person, startUsers, type UsersHarness } from '../../testing/harness.ts';

let users: UsersHarness;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());

const remove = (token: string) => users.request('mutation { deleteMyAccount { accountId } }', {}, token);

test.each(['newDriver', 'newPassenger'] as const)(
  "deletes the caller's account and publishes account-deleted (%s)",
  async (make) => {
    const person: Person = await users[make]('Ali');
    expect((await remove(person.token)).data).toEqual({ deleteMyAccount: { accountId: person.id } });
    expect((await users.eventsOf(person.id)).at(-1)).toBe('users.account-deleted.v1');
    expect(await users.dataOfLastEvent(person.id)).toMatchObject({ fullName: null, isActive: false });
  },
);

test('refuses a second request and a deactivated account', async () => {
  const driver = await users.newDriver();
  const answers = await Promise.all([remove(driver.token), remove(driver.token)]);
  expect(answers.filter(({ errors }) => errors).map(refusalOf)).toEqual([{ code: 'ACCOUNT_INACTIVE' }]);
  expect(await users.eventsOf(driver.id)).toHaveLength(2);
  const deactivated = await users.newDriver();
  await users.deactivate(deactivated.id);
  expect(refusalOf(await remove(deactivated.token))).toEqual({ code: 'ACCOUNT_INACTIVE' });
});

test('refuses admins and services', async () => {
  expect(refusalOf(await remove(users.admin))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await remove(users.service))).toEqual({ code: 'FORBIDDEN' });
});
