import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refusalOf } from '#test-kit/refusal.ts';
import { type Person, startUsers, type UsersHarness, unknownId } from '../testing/harness.ts';

let users: UsersHarness;
let driver: Person;
let passenger: Person;
beforeAll(async () => {
  users = await startUsers();
  driver = await users.newDriver('Ali');
  passenger = await users.newPassenger('Mona');
  const profile = `mutation { updateDriverProfile(input: {
    dateOfBirth: "1990-01-01", profilePictureUrl: "https://files.test/ali.png",
    identityDocumentUrl: "https://files.test/id.pdf", drivingLicenseUrl: "https://files.test/license.pdf"
  }) { driver { id } } }`;
  await users.request(profile, {}, driver.token);
  const gender = `mutation { updatePassengerProfile(input: { gender: FEMALE, dateOfBirth: "1999-01-01" }) { passenger { id } } }`;
  await users.request(gender, {}, passenger.token);
});
afterAll(() => users.stop());

const privateOfDriver = 'phoneNumber lastLoginAt dateOfBirth identityDocumentUrl drivingLicenseUrl';
const query = `query ($r: [_Any!]!) {
  _entities(representations: $r) {
    __typename
    ... on Driver { id fullName profilePictureUrl isActive isPhoneVerified isProfileComplete ${privateOfDriver} }
    ... on Passenger { id fullName gender isActive phoneNumber lastLoginAt dateOfBirth }
  }
}`;
const entity = async (__typename: string, id: string, token: string | null) => {
  const { data, errors } = await users.request(query, { r: [{ __typename, id }] }, token);
  return { entity: data._entities[0], codes: (errors ?? []).map(({ extensions }) => extensions.code) };
};
const times = (count: number, code: string) => Array<string>(count).fill(code);

describe('a driver reference', () => {
  const open = {
    __typename: 'Driver',
    fullName: 'Ali',
    profilePictureUrl: 'https://files.test/ali.png',
    isActive: true,
    isPhoneVerified: true,
    isProfileComplete: true,
  };
  const hidden = {
    phoneNumber: null,
    lastLoginAt: null,
    dateOfBirth: null,
    identityDocumentUrl: null,
    drivingLicenseUrl: null,
  };

  test('shows every field to the driver and to admins', async () => {
    for (const token of [driver.token, users.admin]) {
      expect(await entity('Driver', driver.id, token)).toMatchObject({
        entity: {
          ...open,
          phoneNumber: driver.phoneNumber,
          dateOfBirth: '1990-01-01',
          identityDocumentUrl: 'https://files.test/id.pdf',
          drivingLicenseUrl: 'https://files.test/license.pdf',
        },
        codes: [],
      });
    }
  });

  test('shows others the public fields, and null with an error for each private field', async () => {
    const stranger = await users.newDriver();
    for (const token of [stranger.token, passenger.token, users.service]) {
      const seen = await entity('Driver', driver.id, token);
      expect(seen.entity).toEqual({ id: driver.id, ...open, ...hidden });
      expect(seen.codes).toEqual(times(5, 'FORBIDDEN'));
    }
    const anonymous = await entity('Driver', driver.id, null);
    expect(anonymous.entity).toEqual({ id: driver.id, ...open, ...hidden });
    expect(anonymous.codes).toEqual(times(5, 'UNAUTHENTICATED'));
  });

  test('hides private fields from a service with the same id', async () => {
    const service = await users.tokenOf(driver.id, 'service');
    expect((await entity('Driver', driver.id, service)).codes).toEqual(times(5, 'FORBIDDEN'));
  });

  test('resolves a deleted driver without personal fields', async () => {
    const deleted = await users.newDriver('Omar');
    await users.deleteAccount(deleted);
    for (const typename of ['Driver', 'Account']) {
      const seen = await entity(typename, deleted.id, users.admin);
      expect(seen.entity).toMatchObject({ __typename: 'Driver', fullName: null, isActive: false, ...hidden });
      expect(seen.codes).toEqual([]);
    }
  });
});

describe('a passenger reference', () => {
  test('shows private fields to the passenger and to admins only', async () => {
    const all = { fullName: 'Mona', gender: 'FEMALE', phoneNumber: passenger.phoneNumber, dateOfBirth: '1999-01-01' };
    expect((await entity('Passenger', passenger.id, passenger.token)).entity).toMatchObject(all);
    expect((await entity('Passenger', passenger.id, users.admin)).entity).toMatchObject(all);
    const seen = await entity('Passenger', passenger.id, driver.token);
    expect(seen.entity).toMatchObject({ fullName: 'Mona', gender: 'FEMALE', phoneNumber: null, dateOfBirth: null });
    expect(seen.codes).toEqual(times(3, 'FORBIDDEN'));
  });

  test('resolves a deleted passenger without personal fields and with gender UNSPECIFIED', async () => {
    const deleted = await users.newPassenger('Huda');
    const gender = `mutation { updatePassengerProfile(input: { gender: FEMALE }) { passenger { gender } } }`;
    await users.request(gender, {}, deleted.token);
    await users.deleteAccount(deleted);
    expect((await entity('Passenger', deleted.id, users.admin)).entity).toMatchObject({
      fullName: null,
      gender: 'UNSPECIFIED',
      isActive: false,
      phoneNumber: null,
      dateOfBirth: null,
    });
  });
});

describe('an admin reference', () => {
  test('shows the email to admins only, and not to the service that signs admins in', async () => {
    const { id } = await users.newAdmin('seen@masar.test');
    const email = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Admin { fullName email } } }`;
    const read = (token: string | null) => users.request(email, { r: [{ __typename: 'Admin', id }] }, token);
    expect((await read(users.admin)).data._entities).toEqual([{ fullName: null, email: 'seen@masar.test' }]);
    for (const token of [driver.token, users.service]) {
      const answer = await read(token);
      expect(answer.data._entities).toEqual([{ fullName: null, email: null }]);
      expect(refusalOf(answer)).toEqual({ code: 'FORBIDDEN' });
    }
    expect(refusalOf(await read(null))).toEqual({ code: 'UNAUTHENTICATED' });
  });
});

describe('references', () => {
  test('to unknown entities are null', async () => {
    const r = [
      { __typename: 'Driver', id: unknownId('d') },
      { __typename: 'Driver', id: passenger.id },
      { __typename: 'Account', id: unknownId('a') },
      { __typename: 'Account', id: unknownId('t') },
      { __typename: 'Vehicle', id: 'nothing' },
    ];
    const { data, errors } = await users.request(query, { r }, users.admin);
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual(r.map(() => null));
  });

  test('of one request take one statement per type, also through accounts and vehicles', async () => {
    const drivers = await Promise.all(Array.from({ length: 5 }, () => users.newDriver()));
    const passengers = await Promise.all(Array.from({ length: 5 }, () => users.newPassenger()));
    const vehicles = await Promise.all(drivers.map((each) => users.newVehicle(each)));
    const r = [
      ...drivers.map(({ id }) => ({ __typename: 'Driver', id })),
      ...drivers.map(({ id }) => ({ __typename: 'Account', id })),
      ...passengers.map(({ id }) => ({ __typename: 'Account', id })),
      ...passengers.map(({ id }) => ({ __typename: 'Passenger', id })),
      ...vehicles.map((id) => ({ __typename: 'Vehicle', id })),
    ];
    const deep = `query ($r: [_Any!]!) {
      _entities(representations: $r) {
        __typename
        ... on Driver { id isActive }
        ... on Passenger { id isActive }
        ... on Vehicle { id vehicleType { name } driver { id fullName } }
      }
    }`;
    users.statements();
    const { data, errors } = await users.request(deep, { r });
    expect(errors).toBeUndefined();
    expect(data._entities.map(({ id }: { id: string }) => id)).toEqual(r.map(({ id }) => id));
    const tables = users.statements().map((sql) => /from \\?"(\w+)/.exec(sql)?.[1]);
    expect(tables.toSorted()).toEqual(['drivers', 'passengers', 'vehicle_types', 'vehicles']);
  });

  test('from a page of drivers to their vehicles take one statement', async () => {
    users.statements();
    await users.request(
      '{ drivers { edges { node { id vehicles { name vehicleType { name } } } } } }',
      {},
      users.admin,
    );
    expect(users.statements()).toHaveLength(3);
  });
});
