import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { Driver } from '../../entities/driver.ts';
import { type Person, startUsers, type UsersHarness } from '../../testing/harness.ts';
import { locked } from './find-account.ts';

let users: UsersHarness;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());

const driverMutation = `mutation ($input: UpdateDriverProfileInput!) {
  updateDriverProfile(input: $input) {
    driver {
      id fullName locale dateOfBirth profilePictureUrl identityDocumentUrl drivingLicenseUrl isProfileComplete updatedAt
    }
  }
}`;
const passengerMutation = `mutation ($input: UpdatePassengerProfileInput!) {
  updatePassengerProfile(input: $input) {
    passenger { id fullName locale dateOfBirth gender profilePictureUrl isProfileComplete }
  }
}`;
const updateDriver = (driver: Person, input: Record<string, unknown>) =>
  users.request(driverMutation, { input }, driver.token);
const updatePassenger = (passenger: Person, input: Record<string, unknown>) =>
  users.request(passengerMutation, { input }, passenger.token);

const documents = {
  identityDocumentUrl: 'https://files.test/identity.pdf',
  drivingLicenseUrl: 'https://files.test/license.pdf',
};

describe("a driver's profile", () => {
  test('is changed by what is given, and told of', async () => {
    const driver = await users.newDriver();
    const { data } = await updateDriver(driver, { fullName: '  علي  ', locale: 'EN', dateOfBirth: '1990-02-28' });
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

  test('is complete once it has a name, a date of birth and both documents, and no longer when one is cleared', async () => {
    const driver = await users.newDriver();
    const complete = async (input: Record<string, unknown>) =>
      (await updateDriver(driver, input)).data.updateDriverProfile.driver.isProfileComplete;
    expect(await complete({ fullName: 'Ali', dateOfBirth: '1990-01-01' })).toBe(false);
    expect(await complete({ identityDocumentUrl: documents.identityDocumentUrl })).toBe(false);
    expect(await complete({ drivingLicenseUrl: documents.drivingLicenseUrl })).toBe(true);
    expect(await complete({ fullName: null })).toBe(false);
  });

  test('is complete also when its parts come at the same instant', async () => {
    const driver = await users.newDriver();
    const holder = users.orm.em.fork();
    await holder.begin();
    await holder.findOneOrFail(Driver, { id: driver.id }, locked);
    const updates = [
      updateDriver(driver, { fullName: 'Ali' }),
      updateDriver(driver, { dateOfBirth: '1990-01-01' }),
      updateDriver(driver, { identityDocumentUrl: documents.identityDocumentUrl }),
      updateDriver(driver, { drivingLicenseUrl: documents.drivingLicenseUrl }),
    ];
    await users.untilBlocked(updates.length);
    await holder.commit();
    await Promise.all(updates);
    expect((await updateDriver(driver, {})).data.updateDriverProfile.driver).toMatchObject({
      ...documents,
      fullName: 'Ali',
      isProfileComplete: true,
    });
  });

  test('that is given as it is already is no news', async () => {
    const driver = await users.newDriver('Ali');
    const before = (await updateDriver(driver, {})).data.updateDriverProfile.driver.updatedAt;
    users.clock.advance(60_000);
    const { data } = await updateDriver(driver, { fullName: 'Ali', locale: 'AR' });
    expect(data.updateDriverProfile.driver.updatedAt).toBe(before);
    expect(await users.eventsOf(driver.id)).toHaveLength(2);
  });

  test('keeps what is left out, and loses what is null', async () => {
    const driver = await users.newDriver('Ali');
    await updateDriver(driver, { ...documents, profilePictureUrl: 'https://files.test/me.png' });
    const { data } = await updateDriver(driver, { identityDocumentUrl: null });
    expect(data.updateDriverProfile.driver).toMatchObject({
      fullName: 'Ali',
      identityDocumentUrl: null,
      drivingLicenseUrl: documents.drivingLicenseUrl,
      profilePictureUrl: 'https://files.test/me.png',
    });
  });

  test.each([
    ['a name that is too long', { fullName: 'x'.repeat(257) }, 'fullName'],
    ['no locale', { locale: null }, 'locale'],
    ['a birth that is yet to come', { dateOfBirth: '2999-01-01' }, 'dateOfBirth'],
    ['a birth before anyone alive', { dateOfBirth: '0000-01-01' }, 'dateOfBirth'],
    ['a day that no calendar has', { dateOfBirth: '1990-02-30' }, 'dateOfBirth'],
    ['a picture that is no web address', { profilePictureUrl: 'javascript:alert(1)' }, 'profilePictureUrl'],
    [
      'a document address that is too long',
      { drivingLicenseUrl: `https://x.test/${'x'.repeat(1000)}` },
      'drivingLicenseUrl',
    ],
  ])('may not have %s', async (_what, input, field) => {
    const driver = await users.newDriver();
    expect(refusalOf(await updateDriver(driver, input))).toEqual(badInput(field));
    expect(await users.eventsOf(driver.id)).toHaveLength(1);
  });

  test('is not changed by a deactivated or deleted driver', async () => {
    const deactivated = await users.newDriver();
    await users.deactivate(deactivated.id);
    expect(refusalOf(await updateDriver(deactivated, { fullName: 'Ali' }))).toEqual({ code: 'ACCOUNT_INACTIVE' });
    const deleted = await users.newDriver();
    await users.deleteAccount(deleted);
    expect(refusalOf(await updateDriver(deleted, { fullName: 'Ali' }))).toEqual({ code: 'ACCOUNT_INACTIVE' });
  });

  test('is not changed by a passenger, an admin or nobody', async () => {
    const passenger = await users.newPassenger();
    const ask = (token: string | null) => users.request(driverMutation, { input: { fullName: 'Eve' } }, token);
    expect(refusalOf(await ask(passenger.token))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await ask(users.admin))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await ask(null))).toEqual({ code: 'UNAUTHENTICATED' });
  });
});

describe("a passenger's profile", () => {
  test('is complete once it has a name and a date of birth', async () => {
    const passenger = await users.newPassenger();
    const { data } = await updatePassenger(passenger, {
      fullName: 'Mona',
      dateOfBirth: '1999-12-31',
      gender: 'FEMALE',
    });
    expect(data.updatePassengerProfile.passenger).toMatchObject({
      id: passenger.id,
      fullName: 'Mona',
      dateOfBirth: '1999-12-31',
      gender: 'FEMALE',
      isProfileComplete: true,
    });
    expect(await users.dataOfLastEvent(passenger.id)).toMatchObject({ accountType: 'PASSENGER', fullName: 'Mona' });
  });

  test('may not have no gender: unspecified is a value of its own', async () => {
    const passenger = await users.newPassenger();
    expect(refusalOf(await updatePassenger(passenger, { gender: null }))).toEqual(badInput('gender'));
  });

  test('is not changed by a driver, nor by a deactivated passenger', async () => {
    const driver = await users.newDriver();
    expect(refusalOf(await updatePassenger(driver, { fullName: 'Eve' }))).toEqual({ code: 'FORBIDDEN' });
    const passenger = await users.newPassenger();
    await users.deactivate(passenger.id);
    expect(refusalOf(await updatePassenger(passenger, { fullName: 'Mona' }))).toEqual({ code: 'ACCOUNT_INACTIVE' });
  });
});
