import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { idOf, type NotificationsHarness, ownerId, refusalOf, startNotifications } from './testing/harness.ts';

let notifications: NotificationsHarness;

beforeAll(async () => {
  notifications = await startNotifications();
});

afterAll(() => notifications.stop());

const register = (input: Record<string, unknown>, token: string | null = notifications.tokens.owner) =>
  notifications.ask(
    'mutation ($input: RegisterDeviceInput!) { registerDevice(input: $input) { device { id platform appVersion isActive } } }',
    { input },
    token,
  );
const unregister = (deviceId: string, token: string | null = notifications.tokens.owner) =>
  notifications.ask(
    'mutation ($id: ID!) { unregisterDevice(input: { deviceId: $id }) { device { isActive } } }',
    { id: deviceId },
    token,
  );
const devicesOf = async (id: string, token: string): Promise<{ id: string; isActive: boolean }[]> =>
  (await notifications.account('devices { id isActive }', id, token)).data._entities[0].devices;

describe('registerDevice', () => {
  test('the same token again updates the device it belongs to', async () => {
    const first = await register({ token: 'same', platform: 'IOS', appVersion: '1.0' });
    const again = await register({ token: 'same', platform: 'IOS', appVersion: '1.1' });
    expect(again.data.registerDevice.device).toEqual({
      id: first.data.registerDevice.device.id,
      platform: 'IOS',
      appVersion: '1.1',
      isActive: true,
    });
  });

  test("makes the same token of any other account inactive, and the account's own active again", async () => {
    const { data } = await register({ token: 'handed over' });
    await register({ token: 'handed over' }, notifications.tokens.driver);
    const of = async () =>
      (await devicesOf(ownerId, notifications.tokens.owner)).find(({ id }) => id === data.registerDevice.device.id);
    expect((await of())?.isActive).toBe(false);
    await register({ token: 'handed over' });
    expect((await of())?.isActive).toBe(true);
    expect(await devicesOf(idOf('d', '1'), notifications.tokens.driver)).toEqual([
      { id: expect.any(String), isActive: false },
    ]);
  });

  test('of many at the same instant one device comes', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => register({ token: 'at once' })));
    expect(new Set(answers.map(({ data }) => data.registerDevice.device.id)).size).toBe(1);
  });

  test('of two accounts at the same instant one has the token', async () => {
    await Promise.all([register({ token: 'wanted' }), register({ token: 'wanted' }, notifications.tokens.stranger)]);
    const rows = await notifications.orm.em
      .getConnection()
      .execute<{ is_active: boolean }[]>(`select is_active from device_tokens where device_token = 'wanted'`);
    expect(rows.map((row) => row.is_active).sort()).toEqual([false, true]);
  });

  test('past twenty active devices the one that was used longest ago becomes inactive', async () => {
    const { id: oldest } = (await register({ token: 'phone' }, notifications.tokens.admin)).data.registerDevice.device;
    for (let at = 0; at < 20; at++) await register({ token: `phone ${at}` }, notifications.tokens.admin);
    const devices = await devicesOf(idOf('a', '1'), notifications.tokens.admin);
    expect(devices.filter(({ isActive }) => !isActive).map(({ id }) => id)).toEqual([oldest]);
    expect(devices).toHaveLength(21);
  });

  test.each([
    ['a blank token', { token: ' ' }, 'token'],
    ['a token that is too long', { token: 'x'.repeat(501) }, 'token'],
    ['a version that is too long', { token: 't', appVersion: 'x'.repeat(51) }, 'appVersion'],
  ])('refuses %s', async (_name, input, field) => {
    expect(refusalOf(await register(input))).toEqual({ code: 'BAD_USER_INPUT', field });
  });

  test('is for accounts', async () => {
    expect(refusalOf(await register({ token: 't' }, null))).toEqual({ code: 'UNAUTHENTICATED' });
    expect(refusalOf(await register({ token: 't' }, notifications.tokens.service))).toEqual({ code: 'FORBIDDEN' });
  });
});

describe('unregisterDevice', () => {
  test('makes the device inactive; again changes nothing', async () => {
    const { id } = (await register({ token: 'to go' })).data.registerDevice.device;
    expect((await unregister(id)).data.unregisterDevice.device.isActive).toBe(false);
    expect((await unregister(id)).data.unregisterDevice.device.isActive).toBe(false);
  });

  test('refuses what is unknown, is no device, or is of another', async () => {
    const { id } = (await register({ token: 'mine' })).data.registerDevice.device;
    expect(refusalOf(await unregister(idOf('dt', '9')))).toEqual({ code: 'NOT_FOUND', field: 'deviceId' });
    expect(refusalOf(await unregister(idOf('n', '9')))).toEqual({ code: 'BAD_USER_INPUT', field: 'deviceId' });
    expect(refusalOf(await unregister(id, notifications.tokens.stranger))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await unregister(id, notifications.tokens.admin))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await unregister(id, null))).toEqual({ code: 'UNAUTHENTICATED' });
  });
});
