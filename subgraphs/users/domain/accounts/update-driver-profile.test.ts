import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { Driver } from '../../entities/driver.ts';
import { type Person, startUsers, type UsersHarness } from '../../testing/harness.ts';
import { locked } from './find-account.ts';

let users: UsersHarness;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());

const mutation = `mutation ($input: UpdateDriverProfileInput!) {
  updateDriverProfile(input: $input) {
    driver {
      id fullName locale dateOfBirth profilePictureUrl identityDocumentUrl drivingLicenseUrl isProfileComplete updatedAt
    }
  }
}`;
const update = (driver: Person, input: Record<string, unknown>) => users.request(mutation, { input }, driver.token);

const documents = {
  identityDocumentUrl: 'https://files.test/identity.pdf',
  drivingLicenseUrl: 'https://files.test/license.pdf',
};

test('changes the supplied fields and publishes account-updated', async () => {
  const driver = await users.newDriver();
  const { data } = await update(driver, { fullName: '  علي  ', locale: 'EN', dateOfBirth: '1990-02-28' });
  expect(data.updateDriverProfile.driver).toMatchObject({
    id: driver.id,
    fullName: 'علي',
    locale: 'EN',
    dateOfBirth: '1990-02-28',
    isProfileComplete: false,
  });
  expect(await users.eventsOf(driver.id)).toEqual(['users.account-created.v1', 'users.account-updated.v1']);
  expect(await users.dataOfLastEvent(driver.id)).toMatchObject({ fullName: 'علي', locale: 'EN', isActive: true });
});

test('marks the profile as complete while it has a name, a date of birth and both documents', async () => {
  const driver = await users.newDriver();
  const complete = async (input: Record<string, unknown>) =>
    (await update(driver, input)).data.updateDriverProfile.driver.isProfileComplete;
  expect(await complete({ fullName: 'Ali', dateOfBirth: '1990-01-01' })).toBe(false);
  expect(await complete({ identityDocumentUrl: documents.identityDocumentUrl })).toBe(false);
  expect(await complete({ drivingLicenseUrl: documents.drivingLicenseUrl })).toBe(true);
  expect(await complete({ fullName: null })).toBe(false);
});

test('marks the profile as complete when concurrent updates supply its fields', async () => {
  const driver = await users.newDriver();
  const holder = users.orm.em.fork();
  await holder.begin();
  await holder.findOneOrFail(Driver, { id: driver.id }, locked);
  const updates = [
    update(driver, { fullName: 'Ali' }),
    update(driver, { dateOfBirth: '1990-01-01' }),
    update(driver, { identityDocumentUrl: documents.identityDocumentUrl }),
    update(driver, { drivingLicenseUrl: documents.drivingLicenseUrl }),
  ];
  await users.untilBlocked(updates.length);
  await holder.commit();
  await Promise.all(updates);
  expect((await update(driver, {})).data.updateDriverProfile.driver).toMatchObject({
    ...documents,
    fullName: 'Ali',
    isProfileComplete: true,
  });
});

test('publishes nothing when no value changes', async () => {
  const driver = await users.newDriver('Ali');
  const before = (await update(driver, {})).data.updateDriverProfile.driver.updatedAt;
  users.clock.advance(60_000);
  const { data } = await update(driver, { fullName: 'Ali', locale: 'AR' });
  expect(data.updateDriverProfile.driver.updatedAt).toBe(before);
  expect(await users.eventsOf(driver.id)).toHaveLength(2);
});

test('keeps omitted fields and clears null ones', async () => {
  const driver = await users.newDriver('Ali');
  await update(driver, { ...documents, profilePictureUrl: 'https://files.test/me.png' });
  const { data } = await update(driver, { identityDocumentUrl: null });
  expect(data.updateDriverProfile.driver).toMatchObject({
    fullName: 'Ali',
    identityDocumentUrl: null,
    drivingLicenseUrl: documents.drivingLicenseUrl,
    profilePictureUrl: 'https://files.test/me.png',
  });
});

test.each([
  ['a name that is too long', { fullName: 'x'.repeat(257) }, 'fullName'],
  ['a null locale', { locale: null }, 'locale'],
  ['a date of birth in the future', { dateOfBirth: '2999-01-01' }, 'dateOfBirth'],
  ['a date of birth before 1900', { dateOfBirth: '0000-01-01' }, 'dateOfBirth'],
  ['a date that does not exist', { dateOfBirth: '1990-02-30' }, 'dateOfBirth'],
  ['a picture URL that is not http', { profilePictureUrl: 'javascript:alert(1)' }, 'profilePictureUrl'],
  ['a document URL that is too long', { drivingLicenseUrl: `https://x.test/${'x'.repeat(1000)}` }, 'drivingLicenseUrl'],
])('refuses %s', async (_what, input, field) => {
  const driver = await users.newDriver();
  expect(refusalOf(await update(driver, input))).toEqual(badInput(field));
  expect(await users.eventsOf(driver.id)).toHaveLength(1);
});

test('refuses a deactivated or deleted driver', async () => {
  const deactivated = await users.newDriver();
  await users.deactivate(deactivated.id);
  expect(refusalOf(await update(deactivated, { fullName: 'Ali' }))).toEqual({ code: 'ACCOUNT_INACTIVE' });
  const deleted = await users.newDriver();
  await users.deleteAccount(deleted);
  expect(refusalOf(await update(deleted, { fullName: 'Ali' }))).toEqual({ code: 'ACCOUNT_INACTIVE' });
});

test('refuses passengers, admins and anonymous callers', async () => {
  const passenger = await users.newPassenger();
  const send = (token: string | null) => users.request(mutation, { input: { fullName: 'Eve' } }, token);
  expect(refusalOf(await send(passenger.token))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await send(users.admin))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await send(null))).toEqual({ code: 'UNAUTHENTICATED' });
});
