import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { type Person, startUsers, type UsersHarness, unknownId } from '../../testing/harness.ts';

let users: UsersHarness;
let driver: Person;
let stranger: Person;
beforeAll(async () => {
  users = await startUsers();
  driver = await users.newDriver('Ali');
  stranger = await users.newDriver();
});
afterAll(() => users.stop());

const fields = 'vehicle { id name model isActive vehicleType { name seatCapacity } driver { id fullName } }';
const update = (input: Record<string, unknown>, token: string | null = driver.token) =>
  users.request(
    `mutation ($input: UpdateVehicleInput!) { updateVehicle(input: $input) { ${fields} } }`,
    { input },
    token,
  );

test('changes the supplied fields only, for its driver and for an admin', async () => {
  const vehicleId = await users.newVehicle(driver);
  const vehicleTypeId = await users.vehicleTypeId('bus');
  expect((await update({ vehicleId, name: 'Coaster', vehicleTypeId })).data.updateVehicle.vehicle).toMatchObject({
    name: 'Coaster',
    model: '2024',
    isActive: true,
    vehicleType: { name: 'bus', seatCapacity: 45 },
  });
  const { data } = await update({ vehicleId, isActive: false }, users.admin);
  expect(data.updateVehicle.vehicle).toMatchObject({ name: 'Coaster', isActive: false });
});

test('publishes vehicle-updated when it changes the vehicle, and nothing otherwise', async () => {
  const vehicleId = await users.newVehicle(driver);
  await update({ vehicleId, name: 'Coaster' });
  await update({ vehicleId, name: 'Coaster' });
  expect(await users.eventsOf(vehicleId)).toEqual(['users.vehicle-registered.v1', 'users.vehicle-updated.v1']);
  expect(await users.dataOfLastEvent(vehicleId)).toEqual({ vehicleId, driverId: driver.id });
});

test.each([
  ['a null name', { name: null }, 'name'],
  ['a blank model', { model: ' ' }, 'model'],
  ['a null isActive', { isActive: null }, 'isActive'],
  ['a null vehicle type', { vehicleTypeId: null }, 'vehicleTypeId'],
  ['the id of another type as the vehicle type', { vehicleTypeId: unknownId('d') }, 'vehicleTypeId'],
  ['the id of another type as the vehicle', { vehicleId: unknownId('vt') }, 'vehicleId'],
])('refuses %s', async (_what, input, field) => {
  const vehicleId = await users.newVehicle(driver);
  expect(refusalOf(await update({ vehicleId, ...input }))).toEqual(badInput(field));
});

test('refuses an unknown vehicle and an unknown type', async () => {
  const vehicleId = await users.newVehicle(driver);
  expect(refusalOf(await update({ vehicleId: unknownId('v') }))).toEqual({ code: 'NOT_FOUND', field: 'vehicleId' });
  expect(refusalOf(await update({ vehicleId, vehicleTypeId: unknownId('vt') }))).toEqual({
    code: 'NOT_FOUND',
    field: 'vehicleTypeId',
  });
});

test('refuses another driver, a passenger, and its own driver once deactivated', async () => {
  const owner = await users.newDriver();
  const vehicleId = await users.newVehicle(owner);
  expect(refusalOf(await update({ vehicleId, name: 'Mine' }, stranger.token))).toEqual({ code: 'FORBIDDEN' });
  const passenger = await users.newPassenger();
  expect(refusalOf(await update({ vehicleId, name: 'Mine' }, passenger.token))).toEqual({ code: 'FORBIDDEN' });
  await users.deactivate(owner.id);
  expect(refusalOf(await update({ vehicleId, name: 'Mine' }, owner.token))).toEqual({ code: 'ACCOUNT_INACTIVE' });
  expect((await update({ vehicleId, isActive: false }, users.admin)).errors).toBeUndefined();
});
