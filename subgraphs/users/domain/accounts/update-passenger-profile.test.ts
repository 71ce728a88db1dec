import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { type Person, startUsers, type UsersHarness } from '../../testing/harness.ts';

let users: UsersHarness;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());

const mutation = `mutation ($input: UpdatePassengerProfileInput!) {
  updatePassengerProfile(input: $input) {
    passenger { id fullName locale dateOfBirth gender profilePictureUrl isProfileComplete }
  }
}`;
const update = (passenger: Person, input: Record<string, unknown>) =>
  users.request(mutation, { input }, passenger.token);

test('marks the profile as complete once it has a name and a date of birth', async () => {
  const passenger = await users.newPassenger();
  const { data } = await update(passenger, {
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

test('refuses a null gender: UNSPECIFIED is the value for none', async () => {
  const passenger = await users.newPassenger();
  expect(refusalOf(await update(passenger, { gender: null }))).toEqual(badInput('gender'));
});

test('refuses drivers and deactivated passengers', async () => {
  const driver = await users.newDriver();
  expect(refusalOf(await update(driver, { fullName: 'Eve' }))).toEqual({ code: 'FORBIDDEN' });
  const passenger = await users.newPassenger();
  await users.deactivate(passenger.id);
  expect(refusalOf(await update(passenger, { fullName: 'Mona' }))).toEqual({ code: 'ACCOUNT_INACTIVE' });
});
