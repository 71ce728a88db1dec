import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { startUsers, type UsersHarness } from '../../testing/harness.ts';

let users: UsersHarness;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());

const create = (input: Record<string, unknown>, token: string | null = users.admin) =>
  users.request(
    `mutation ($input: CreateVehicleTypeInput!) {
      createVehicleType(input: $input) { vehicleType { id name seatCapacity } }
    }`,
    { input },
    token,
  );

test('adds a type to the seeded ones, and publishes vehicle-type-created', async () => {
  const names = async () =>
    (await users.request('{ vehicleTypes { name seatCapacity } }')).data.vehicleTypes.map(
      ({ name, seatCapacity }: { name: string; seatCapacity: number }) => `${name} ${seatCapacity}`,
    );
  expect(await names()).toEqual(['sedan 4', 'SUV 6', 'van 12', 'bus 45']);
  const { data } = await create({ name: ' minibus ', seatCapacity: 20 });
  expect(data.createVehicleType.vehicleType).toMatchObject({ name: 'minibus', seatCapacity: 20 });
  expect(await names()).toEqual(['sedan 4', 'SUV 6', 'van 12', 'minibus 20', 'bus 45']);
  const { id } = data.createVehicleType.vehicleType;
  expect(await users.eventsOf(id)).toContain('users.vehicle-type-created.v1');
});

test('refuses a name that is taken, also for concurrent requests', async () => {
  expect(refusalOf(await create({ name: 'sedan', seatCapacity: 5 }))).toEqual({ code: 'NAME_TAKEN' });
  const twins = await Promise.all([1, 2].map((seatCapacity) => create({ name: 'pickup', seatCapacity })));
  expect(twins.filter(({ errors }) => errors).map(refusalOf)).toEqual([{ code: 'NAME_TAKEN' }]);
});

test.each([
  ['a blank name', { name: '' }, 'name'],
  ['no seats', { seatCapacity: 0 }, 'seatCapacity'],
  ['101 seats', { seatCapacity: 101 }, 'seatCapacity'],
])('refuses %s', async (_what, input, field) => {
  expect(refusalOf(await create({ name: 'tram', seatCapacity: 50, ...input }))).toEqual(badInput(field));
});

test('refuses callers who are not admins', async () => {
  const { token } = await users.newDriver();
  expect(refusalOf(await create({ name: 'tram', seatCapacity: 50 }, token))).toEqual({ code: 'FORBIDDEN' });
});
