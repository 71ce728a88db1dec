import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { changedIdsExtension } from '#contract/changed-ids.ts';
import { type Person, startUsers, type UsersHarness } from '../testing/harness.ts';

let users: UsersHarness;
let driver: Person;
let vehicleId: string;

beforeAll(async () => {
  users = await startUsers();
  driver = await users.newDriver('Ali');
  vehicleId = await users.newVehicle(driver);
});

afterAll(() => users.stop());

// The last two, because an inactive driver changes nothing.
test.each<[string, () => Record<string, unknown> | null, 'driver' | 'admin', () => string]>([
  ['updateDriverProfile', () => ({ fullName: 'Omar' }), 'driver', () => driver.id],
  ['updateAccount', () => ({ accountId: driver.id, fullName: 'Fahad' }), 'admin', () => driver.id],
  ['updateVehicle', () => ({ vehicleId, name: 'Hiace' }), 'driver', () => vehicleId],
  ['setAccountActive', () => ({ accountId: driver.id, isActive: false }), 'admin', () => driver.id],
  ['deleteMyAccount', () => null, 'driver', () => driver.id],
])('%s names its subject also when it finds its change made', async (field, input, by, subject) => {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input!`;
  const value = input();
  const query = value
    ? `mutation ($input: ${type}) { ${field}(input: $input) { __typename } }`
    : `mutation { ${field} { __typename } }`;
  const send = () => users.request(query, value ? { input: value } : {}, by === 'admin' ? users.admin : driver.token);
  await send();
  expect(await send()).toMatchObject({ extensions: { [changedIdsExtension]: [subject()] } });
});
