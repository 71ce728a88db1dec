import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { Driver } from '../../entities/driver.ts';
import { Passenger } from '../../entities/passenger.ts';
import { startUsers, type UsersHarness, unknownId } from '../../testing/harness.ts';

let users: UsersHarness;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());

const mutation = `mutation ($phoneNumber: String!, $accountType: AccountType!) {
  ensureAccount(input: { phoneNumber: $phoneNumber, accountType: $accountType }) {
    created
    account { id type isActive locale ... on Driver { isPhoneVerified } ... on Passenger { isPhoneVerified gender } }
  }
}`;
const ensure = (phoneNumber: string, accountType: string, token: string | null = users.service) =>
  users.request(mutation, { phoneNumber, accountType }, token);

test('the first sign-in of a phone number makes its account, verified, and tells of it', async () => {
  const { data } = await ensure(users.nextPhoneNumber(), 'DRIVER');
  const { account, created } = data.ensureAccount;
  expect(created).toBe(true);
  expect(account).toMatchObject({ type: 'DRIVER', isActive: true, locale: 'AR', isPhoneVerified: true });
  expect(await users.eventsOf(account.id)).toEqual(['users.account-created.v1']);
  expect(await users.dataOfLastEvent(account.id)).toEqual({
    accountId: account.id,
    accountType: 'DRIVER',
    fullName: null,
    locale: 'AR',
    isActive: true,
  });
});

test('the next sign-in finds the same account, and makes and tells nothing', async () => {
  const phoneNumber = users.nextPhoneNumber();
  const first = (await ensure(phoneNumber, 'PASSENGER')).data.ensureAccount;
  const second = (await ensure(phoneNumber, 'PASSENGER')).data.ensureAccount;
  expect(second).toEqual({ created: false, account: first.account });
  expect(await users.eventsOf(first.account.id)).toHaveLength(1);
});

test('one phone number may be a driver and a passenger, which are two accounts', async () => {
  const phoneNumber = users.nextPhoneNumber();
  const driver = (await ensure(phoneNumber, 'DRIVER')).data.ensureAccount;
  const passenger = (await ensure(phoneNumber, 'PASSENGER')).data.ensureAccount;
  expect([driver.created, passenger.created]).toEqual([true, true]);
  expect(driver.account.id).not.toBe(passenger.account.id);
});

test.each(['DRIVER', 'PASSENGER'] as const)(
  'six sign-ins of a new %s at once end with one account, and one of them made it',
  async (type) => {
    const phoneNumber = users.nextPhoneNumber();
    // Another one that doesn't commit has all of them come past the look for an account before any has made it.
    const holder = users.orm.em.fork();
    await holder.begin();
    const row = { phoneNumber, createdAt: new Date(), updatedAt: new Date() };
    if (type === 'DRIVER') await holder.insert(Driver, { id: unknownId('d'), ...row });
    else await holder.insert(Passenger, { id: unknownId('p'), ...row });
    const asked = Array.from({ length: 6 }, () => ensure(phoneNumber, type));
    await users.untilBlocked(asked.length);
    await holder.rollback();

    const results = (await Promise.all(asked)).map(({ data }) => data.ensureAccount);
    expect(new Set(results.map(({ account }) => account.id)).size).toBe(1);
    expect(results.filter(({ created }) => created)).toHaveLength(1);
    expect(await users.eventsOf(results[0].account.id)).toHaveLength(1);
  },
);

test('a deactivated account is returned as it is', async () => {
  const driver = await users.newDriver();
  await users.deactivate(driver.id);
  const { data } = await ensure(driver.phoneNumber, 'DRIVER');
  expect(data.ensureAccount).toMatchObject({ created: false, account: { id: driver.id, isActive: false } });
});

test('an account whose number was not verified is verified by its sign-in', async () => {
  const { id, phoneNumber } = await users.newDriver();
  await users.orm.em.fork().nativeUpdate(Driver, { id }, { isPhoneVerified: false });
  const { data } = await ensure(phoneNumber, 'DRIVER');
  expect(data.ensureAccount).toMatchObject({ created: false, account: { id, isPhoneVerified: true } });
  expect(await users.eventsOf(id)).toEqual(['users.account-created.v1', 'users.account-updated.v1']);
});

test('the number of a deleted account is free: its next sign-in makes a new account', async () => {
  const driver = await users.newDriver();
  await users.deleteAccount(driver);
  const { data } = await ensure(driver.phoneNumber, 'DRIVER');
  expect(data.ensureAccount.created).toBe(true);
  expect(data.ensureAccount.account.id).not.toBe(driver.id);
});

test.each([
  '966500000001',
  '+0966500000',
  '+1234567',
  '+1234567890123456',
  '+96650000000a',
  ' +966500000001',
  '+966500000001\n',
  '',
])('%j is no phone number', async (phoneNumber) => {
  expect(refusalOf(await ensure(phoneNumber, 'DRIVER'))).toEqual(badInput('phoneNumber'));
});

test.each(['+12345678', '+123456789012345'])('%s is one, of the least and of the most digits', async (phoneNumber) => {
  expect((await ensure(phoneNumber, 'PASSENGER')).data.ensureAccount.created).toBe(true);
});

test('no admin is made that way', async () => {
  expect(refusalOf(await ensure(users.nextPhoneNumber(), 'ADMIN'))).toEqual(badInput('accountType'));
});

test('only a service may ask for it', async () => {
  const { token } = await users.newDriver();
  expect(refusalOf(await ensure('+966500000001', 'DRIVER', token))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await ensure('+966500000001', 'DRIVER', users.admin))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await ensure('+966500000001', 'DRIVER', null))).toEqual({ code: 'UNAUTHENTICATED' });
});
