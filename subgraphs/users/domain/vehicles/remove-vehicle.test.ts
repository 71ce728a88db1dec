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
const remove = (vehicleId: string, token: string | null = driver.token) =>
  users.request(
    `mutation ($id: ID!) { removeVehicle(input: { vehicleId: $id }) { ${fields} } }`,
    { id: vehicleId },
    token,
  );
const read = async (id: string) =>
  (await users.request(`query ($id: ID!) { vehicle(id: $id) { id isActive driver { isActive fullName } } }`, { id }))
    .data.vehicle;

test('hides the vehicle from queries, marks it inactive in references, and publishes vehicle-removed', async () => {
  const vehicleId = await users.newVehicle(driver);
  expect((await remove(vehicleId)).data.removeVehicle.vehicle).toMatchObject({ id: vehicleId, isActive: false });
  expect(await read(vehicleId)).toBeNull();
  const entity = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Vehicle { name isActive } } }`;
  const { data } = await users.request(entity, { r: [{ __typename: 'Vehicle', id: vehicleId }] });
  expect(data._entities).toEqual([{ name: 'Camry', isActive: false }]);
  const listed = await users.request(`query ($id: ID!) { driver(id: $id) { vehicles { id } } }`, { id: driver.id });
  expect(listed.data.driver.vehicles).not.toContainEqual({ id: vehicleId });
  expect(await users.eventsOf(vehicleId)).toEqual(['users.vehicle-registered.v1', 'users.vehicle-removed.v1']);
  expect(await users.dataOfLastEvent(vehicleId)).toEqual({ vehicleId, driverId: driver.id });
});

test('removes a vehicle once for concurrent requests', async () => {
  const vehicleId = await users.newVehicle(driver);
  const answers = await Promise.all([remove(vehicleId), remove(vehicleId)]);
  const refusals = answers.filter(({ errors }) => errors).map(refusalOf);
  expect(refusals).toEqual([{ code: 'NOT_FOUND', field: 'vehicleId' }]);
  expect(await users.eventsOf(vehicleId)).toEqual(['users.vehicle-registered.v1', 'users.vehicle-removed.v1']);
});

test('allows its driver and admins only', async () => {
  const vehicleId = await users.newVehicle(driver);
  expect(refusalOf(await remove(vehicleId, stranger.token))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await remove(unknownId('v')))).toEqual({ code: 'NOT_FOUND', field: 'vehicleId' });
  expect(refusalOf(await remove(unknownId('d')))).toEqual(badInput('vehicleId'));
  expect((await remove(vehicleId, users.admin)).errors).toBeUndefined();
});

test("keeps a deleted driver's vehicle, and its driver", async () => {
  const owner = await users.newDriver('Ali');
  const vehicleId = await users.newVehicle(owner);
  await users.deleteAccount(owner);
  expect(await read(vehicleId)).toEqual({
    id: vehicleId,
    isActive: true,
    driver: { isActive: false, fullName: null },
  });
});
