import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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
const register = async (input: Record<string, unknown>, token: string | null = driver.token) => {
  const vehicleTypeId = await users.vehicleTypeId('van');
  const mutation = `mutation ($input: RegisterVehicleInput!) { registerVehicle(input: $input) { ${fields} } }`;
  return users.request(mutation, { input: { name: 'Hiace', model: '2023', vehicleTypeId, ...input } }, token);
};
const update = (input: Record<string, unknown>, token: string | null = driver.token) =>
  users.request(
    `mutation ($input: UpdateVehicleInput!) { updateVehicle(input: $input) { ${fields} } }`,
    { input },
    token,
  );
const remove = (vehicleId: string, token: string | null = driver.token) =>
  users.request(
    `mutation ($id: ID!) { removeVehicle(input: { vehicleId: $id }) { ${fields} } }`,
    { id: vehicleId },
    token,
  );
const read = async (id: string) =>
  (await users.request(`query ($id: ID!) { vehicle(id: $id) { id isActive driver { isActive fullName } } }`, { id }))
    .data.vehicle;

describe('registerVehicle', () => {
  test("adds an active vehicle to the driver's", async () => {
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
  });

  test.each([
    ['a blank name', { name: ' ' }, 'name'],
    ['a name that is too long', { name: 'x'.repeat(201) }, 'name'],
    ['a blank model', { model: '' }, 'model'],
    ['a type that is none', { vehicleTypeId: unknownId('v') }, 'vehicleTypeId'],
  ])('refuses %s', async (_what, input, field) => {
    expect(refusalOf(await register(input))).toEqual(badInput(field));
  });

  test('refuses an unknown type, a deactivated and a deleted driver, and who is no driver', async () => {
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
});

describe('updateVehicle', () => {
  test('changes what is given and leaves the rest, for its driver and for an admin', async () => {
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

  test.each([
    ['no name', { name: null }, 'name'],
    ['a blank model', { model: ' ' }, 'model'],
    ['no state', { isActive: null }, 'isActive'],
    ['no type', { vehicleTypeId: null }, 'vehicleTypeId'],
    ['a type that is none', { vehicleTypeId: unknownId('d') }, 'vehicleTypeId'],
    ['what is no vehicle', { vehicleId: unknownId('vt') }, 'vehicleId'],
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

  test('refuses another driver, its own once deactivated, and a passenger', async () => {
    const owner = await users.newDriver();
    const vehicleId = await users.newVehicle(owner);
    expect(refusalOf(await update({ vehicleId, name: 'Mine' }, stranger.token))).toEqual({ code: 'FORBIDDEN' });
    const passenger = await users.newPassenger();
    expect(refusalOf(await update({ vehicleId, name: 'Mine' }, passenger.token))).toEqual({ code: 'FORBIDDEN' });
    await users.deactivate(owner.id);
    expect(refusalOf(await update({ vehicleId, name: 'Mine' }, owner.token))).toEqual({ code: 'ACCOUNT_INACTIVE' });
    expect((await update({ vehicleId, isActive: false }, users.admin)).errors).toBeUndefined();
  });
});

describe('removeVehicle', () => {
  test('soft-deletes it: no query shows it, a reference says it is inactive, and it is told of once', async () => {
    const vehicleId = await users.newVehicle(driver);
    expect((await remove(vehicleId)).data.removeVehicle.vehicle).toMatchObject({ id: vehicleId, isActive: false });
    expect(await read(vehicleId)).toBeNull();
    const entity = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Vehicle { name isActive } } }`;
    const { data } = await users.request(entity, { r: [{ __typename: 'Vehicle', id: vehicleId }] });
    expect(data._entities).toEqual([{ name: 'Camry', isActive: false }]);
    const listed = await users.request(`query ($id: ID!) { driver(id: $id) { vehicles { id } } }`, { id: driver.id });
    expect(listed.data.driver.vehicles).not.toContainEqual({ id: vehicleId });
    expect(await users.eventsOf(vehicleId)).toEqual(['users.vehicle-removed.v1']);
    expect(await users.dataOfLastEvent(vehicleId)).toEqual({ vehicleId, driverId: driver.id });
  });

  test('asked for twice at once is done once', async () => {
    const vehicleId = await users.newVehicle(driver);
    const answers = await Promise.all([remove(vehicleId), remove(vehicleId)]);
    const refusals = answers.filter(({ errors }) => errors).map(refusalOf);
    expect(refusals).toEqual([{ code: 'NOT_FOUND', field: 'vehicleId' }]);
    expect(await users.eventsOf(vehicleId)).toHaveLength(1);
  });

  test('is for its driver and admins', async () => {
    const vehicleId = await users.newVehicle(driver);
    expect(refusalOf(await remove(vehicleId, stranger.token))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await remove(unknownId('v')))).toEqual({ code: 'NOT_FOUND', field: 'vehicleId' });
    expect(refusalOf(await remove(unknownId('d')))).toEqual(badInput('vehicleId'));
    expect((await remove(vehicleId, users.admin)).errors).toBeUndefined();
  });
});

test("a deleted driver's vehicle stays, and tells whose it was", async () => {
  const owner = await users.newDriver('Ali');
  const vehicleId = await users.newVehicle(owner);
  await users.deleteAccount(owner);
  expect(await read(vehicleId)).toEqual({
    id: vehicleId,
    isActive: true,
    driver: { isActive: false, fullName: null },
  });
});

describe('the types of vehicles', () => {
  const create = (input: Record<string, unknown>, token: string | null = users.admin) =>
    users.request(
      `mutation ($input: CreateVehicleTypeInput!) {
        createVehicleType(input: $input) { vehicleType { id name seatCapacity } }
      }`,
      { input },
      token,
    );

  test('are there from the start, and admins add to them', async () => {
    const names = async () =>
      (await users.request('{ vehicleTypes { name seatCapacity } }')).data.vehicleTypes.map(
        ({ name, seatCapacity }: { name: string; seatCapacity: number }) => `${name} ${seatCapacity}`,
      );
    expect(await names()).toEqual(['sedan 4', 'SUV 6', 'van 12', 'bus 45']);
    const { data } = await create({ name: ' minibus ', seatCapacity: 20 });
    expect(data.createVehicleType.vehicleType).toMatchObject({ name: 'minibus', seatCapacity: 20 });
    expect(await names()).toEqual(['sedan 4', 'SUV 6', 'van 12', 'minibus 20', 'bus 45']);
  });

  test('have each a name of its own, also when two are added at once', async () => {
    expect(refusalOf(await create({ name: 'sedan', seatCapacity: 5 }))).toEqual({ code: 'NAME_TAKEN' });
    const twins = await Promise.all([1, 2].map((seatCapacity) => create({ name: 'pickup', seatCapacity })));
    expect(twins.filter(({ errors }) => errors).map(refusalOf)).toEqual([{ code: 'NAME_TAKEN' }]);
  });

  test.each([
    ['a blank name', { name: '' }, 'name'],
    ['no seats', { seatCapacity: 0 }, 'seatCapacity'],
    ['101 seats', { seatCapacity: 101 }, 'seatCapacity'],
  ])('may not have %s', async (_what, input, field) => {
    expect(refusalOf(await create({ name: 'tram', seatCapacity: 50, ...input }))).toEqual(badInput(field));
  });

  test('are added by admins alone', async () => {
    expect(refusalOf(await create({ name: 'tram', seatCapacity: 50 }, driver.token))).toEqual({ code: 'FORBIDDEN' });
  });
});
