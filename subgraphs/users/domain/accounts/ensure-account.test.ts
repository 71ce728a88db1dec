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

test('creates a verified account at the first sign-in of a phone number, and publishes account-created', async () => {
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

test('returns the same account at the next sign-in, and publishes nothing', async () => {
  const phoneNumber = users.nextPhoneNumber();
  const first = (await ensure(phoneNumber, 'PASSENGER')).data.ensureAccount;
  const second = (await ensure(phoneNumber, 'PASSENGER')).data.ensureAccount;
  expect(second).toEqual({ created: false, account: first.account });
  expect(await users.eventsOf(first.account.id)).toHaveLength(1);
});

test('keeps a driver and a passenger with one phone number as two accounts', async () => {
  const phoneNumber = users.nextPhoneNumber();
  const driver = (await ensure(phoneNumber, 'DRIVER')).data.ensureAccount;
  const passenger = (await ensure(phoneNumber, 'PASSENGER')).data.ensureAccount;
  expect([driver.created, passenger.created]).toEqual([true, true]);
  expect(driver.account.id).not.toBe(passenger.account.id);
});

test.each(['DRIVER', 'PASSENGER'] as const)(
  'creates one account for six concurrent sign-ins of a new %s',
  async (type) => {
    const phoneNumber = users.nextPhoneNumber();
    // An uncommitted row makes every request miss the existing account, and then wait for the unique index.
    const holder = users.orm.em.fork();
    await holder.begin();
    const row = { phoneNumber, createdAt: new Date(), updatedAt: new Date() };
    if (type === 'DRIVER') await holder.insert(Driver, { id: unknownId('d'), ...row });
    else await holder.insert(Passenger, { id: unknownId('p'), ...row });
    const requests = Array.from({ length: 6 }, () => ensure(phoneNumber, type));
    await users.untilBlocked(requests.length);
    await holder.rollback();

    const results = (await Promise.all(requests)).map(({ data }) => data.ensureAccount);
    expect(new Set(results.map(({ account }) => account.id)).size).toBe(1);
    expect(results.filter(({ created }) => created)).toHaveLength(1);
    expect(await users.eventsOf(results[0].account.id)).toHaveLength(1);
  },
);

test('returns a deactivated account unchanged', async () => {
  const driver = await users.newDriver();
  await users.deactivate(driver.id);
  const { data } = await ensure(driver.phoneNumber, 'DRIVER');
  expect(data.ensureAccount).toMatchObject({ created: false, account: { id: driver.id, isActive: false } });
});

test('verifies the phone number of an unverified account', async () => {
  const { id, phoneNumber } = await users.newDriver();
  await users.orm.em.fork().nativeUpdate(Driver, { id }, { isPhoneVerified: false });
  const { data } = await ensure(phoneNumber, 'DRIVER');
  expect(data.ensureAccount).toMatchObject({ created: false, account: { id, isPhoneVerified: true } });
  expect(await users.eventsOf(id)).toEqual(['users.account-created.v1', 'users.account-updated.v1']);
});

test('creates a new account for the phone number of a deleted one', async () => {
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
])('refuses %j as a phone number', async (phoneNumber) => {
  expect(refusalOf(await ensure(phoneNumber, 'DRIVER'))).toEqual(badInput('phoneNumber'));
});

test.each(['+12345678', '+123456789012345'])(
  'accepts %s, which has the fewest or the most digits',
  async (phoneNumber) => {
    expect((await ensure(phoneNumber, 'PASSENGER')).data.ensureAccount.created).toBe(true);
  },
);

test('refuses the account type ADMIN', async () => {
  expect(refusalOf(await ensure(users.nextPhoneNumber(), 'ADMIN'))).toEqual(badInput('accountType'));
});

test('refuses callers that are not services', async () => {
  const { token } = await users.newDriver();
  expect(refusalOf(await ensure('+966500000001', 'DRIVER', token))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await ensure('+966500000001', 'DRIVER', users.admin))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await ensure('+966500000001', 'DRIVER', null))).toEqual({ code: 'UNAUTHENTICATED' });
});
