import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { type NotificationsHarness, type Person, startNotifications, unknownId } from '../../testing/harness.ts';

let notifications: NotificationsHarness;
beforeAll(async () => {
  notifications = await startNotifications();
});
afterAll(() => notifications.stop());

const fields = '{ device { id platform appVersion isActive createdAt updatedAt } }';
const unregister = (deviceId: string, token: string | null) =>
  notifications.request(
    `mutation ($id: ID!) { unregisterDevice(input: { deviceId: $id }) ${fields} }`,
    { id: deviceId },
    token,
  );
const register = async (token: string, person: Person): Promise<string> => {
  const mutation = 'mutation ($token: String!) { registerDevice(input: { token: $token }) { device { id } } }';
  return (await notifications.request(mutation, { token }, person.token)).data.registerDevice.device.id;
};

test('deactivates the device, and is repeatable', async () => {
  const person = await notifications.newPerson();
  const id = await register('unused', person);
  const { device } = (await unregister(id, person.token)).data.unregisterDevice;
  expect(device).toMatchObject({ id, isActive: false });
  notifications.clock.advance(1_000);
  expect((await unregister(id, person.token)).data.unregisterDevice.device).toEqual(device);
});

test("refuses the id of another type, an unknown one and another account's", async () => {
  const owner = await notifications.newPerson();
  const id = await register("owner's", owner);
  expect(refusalOf(await unregister(unknownId('n'), owner.token))).toEqual(badInput('deviceId'));
  expect(refusalOf(await unregister(unknownId('dt'), owner.token))).toEqual({ code: 'NOT_FOUND', field: 'deviceId' });
  for (const { token } of [await notifications.newPerson(), notifications.admin]) {
    expect(refusalOf(await unregister(id, token))).toEqual({ code: 'FORBIDDEN' });
  }
  expect(await notifications.sql('select from device_tokens where id = ? and is_active', [id])).toHaveLength(1);
});

test('refuses services, whatever they send, and anonymous callers', async () => {
  for (const id of [unknownId('dt'), unknownId('n')]) {
    expect(refusalOf(await unregister(id, notifications.service))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await unregister(id, null))).toEqual({ code: 'UNAUTHENTICATED' });
  }
});
