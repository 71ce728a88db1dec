import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { type Person, startUsers, type UsersHarness, unknownId } from '../../testing/harness.ts';

let users: UsersHarness;
let driver: Person;
beforeAll(async () => {
  users = await startUsers();
  driver = await users.newDriver('Ali');
});
afterAll(() => users.stop());

const fields = 'vehicle { id name model isActive vehicleType { name seatCapacity } driver { id fullName } }';
const register = async (input: Record<string, unknown>, token: string | null = driver.token) => {
  const vehicleTypeId = await users.vehicleTypeId('van');
  const mutation = `mutation ($input: RegisterVehicleInput!) { registerVehicle(input: $input) { ${fields} } }`;
  return users.request(mutation, { input: { name: 'Hiace', model: '2023', vehicleTypeId, ...input } }, token);
};

test('adds an active vehicle to the driver, and publishes vehicle-registered', async () => {
  const { vehicle } = (await register({ name: ' Hiace ' })).data.registerVehicle;
  expect(vehicle).toMatchObject({
    name: 'Hiace',
    model: '2023',
    isActive: true,
    vehicleType: { name: 'van', seatCapacity: 12 },
    driver: { id: driver.id, fullName: 'Ali' },
  });
  const { data } = await users.request(`query ($id: ID!) { driver(id: $id) { vehicles { id } } }`, { id: driver.id });
  expect(data.driver.vehicles).toContainEqual({ id: vehicle.id });
  expect(await users.eventsOf(vehicle.id)).toEqual(['users.vehicle-registered.v1']);
  expect(await users.dataOfLastEvent(vehicle.id)).toEqual({ vehicleId: vehicle.id, driverId: driver.id });
});

test.each([
  ['a blank name', { name: ' ' }, 'name'],
  ['a name that is too long', { name: 'x'.repeat(201) }, 'name'],
  ['a blank model', { model: '' }, 'model'],
  ['the id of another type as the vehicle type', { vehicleTypeId: unknownId('v') }, 'vehicleTypeId'],
])('refuses %s', async (_what, input, field) => {
  expect(refusalOf(await register(input))).toEqual(badInput(field));
});

test('refuses an unknown type, deactivated and deleted drivers, and callers who are not drivers', async () => {
  expect(refusalOf(await register({ vehicleTypeId: unknownId('vt') }))).toEqual({
    code: 'NOT_FOUND',
    field: 'vehicleTypeId',
  });
  const deactivated = await users.newDriver();
  await users.deactivate(deactivated.id);
  expect(refusalOf(await register({}, deactivated.token))).toEqual({ code: 'ACCOUNT_INACTIVE' });
  const deleted = await users.newDriver();
  await users.deleteAccount(deleted);
  expect(refusalOf(await register({}, deleted.token))).toEqual({ code: 'ACCOUNT_INACTIVE' });
  expect(refusalOf(await register({}, users.admin))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await register({}, null))).toEqual({ code: 'UNAUTHENTICATED' });
});
