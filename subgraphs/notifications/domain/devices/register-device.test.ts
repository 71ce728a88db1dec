import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { type NotificationsHarness, type Person, startNotifications } from '../../testing/harness.ts';

let notifications: NotificationsHarness;
beforeAll(async () => {
  notifications = await startNotifications();
});
afterAll(() => notifications.stop());

const fields = '{ device { id platform appVersion isActive createdAt updatedAt } }';
const register = (input: Record<string, unknown>, token: string | null) =>
  notifications.request(
    `mutation ($input: RegisterDeviceInput!) { registerDevice(input: $input) ${fields} }`,
    { input },
    token,
  );
const registered = async (token: string, person: Person) =>
  (await register({ token }, person.token)).data.registerDevice.device;

interface Row {
  id: string;
  user_id: string;
  user_type: string;
  session_id: string | null;
  device_token: string;
  is_active: boolean;
}
const rowsOf = (token: string) =>
  notifications.sql<Row>('select * from device_tokens where device_token = ? order by id', [token]);
const activeOf = ({ id }: Person) =>
  notifications.sql<Row>('select * from device_tokens where user_id = ? and is_active order by updated_at, id', [id]);

test.each([
  ['driver', 'DRIVER'],
  ['passenger', 'PASSENGER'],
  ['admin', 'ADMIN'],
] as const)('registers a device for a %s, with the session of the token', async (role, type) => {
  const person = await notifications.newPerson(role);
  const answer = await register({ token: ` phone of ${role} `, platform: 'IOS', appVersion: '1.2' }, person.token);
  expect(answer.data.registerDevice.device).toMatchObject({ platform: 'IOS', appVersion: '1.2', isActive: true });
  expect(await rowsOf(`phone of ${role}`)).toMatchObject([
    {
      id: answer.data.registerDevice.device.id,
      user_id: person.id,
      user_type: type,
      session_id: `az_${'0'.repeat(32)}`,
    },
  ]);
});

test('updates and reactivates the device of a known token', async () => {
  const person = await notifications.newPerson();
  const { id, createdAt, updatedAt } = await registered('again', person);
  await notifications.sql('update device_tokens set is_active = false where id = ?', [id]);
  notifications.clock.advance(1_000);
  const sid = `az_${'1'.repeat(32)}`;
  const later = await notifications.keys.sign({ sub: person.id, scope: 'passenger', sid });
  const { device } = (await register({ token: 'again', platform: 'WEB', appVersion: '2' }, later)).data.registerDevice;
  expect(device).toMatchObject({ id, createdAt, platform: 'WEB', appVersion: '2', isActive: true });
  expect(Date.parse(device.updatedAt)).toBeGreaterThan(Date.parse(updatedAt));
  expect(await rowsOf('again')).toMatchObject([{ id, session_id: sid, is_active: true }]);
});

test('deactivates the token for any other account', async () => {
  const before = await notifications.newPerson('driver');
  const after = await notifications.newPerson();
  const old = await registered('handed over', before);
  const other = await registered('kept', before);
  const { id } = await registered('handed over', after);
  expect(id).not.toBe(old.id);
  expect((await rowsOf('handed over')).filter((row) => row.is_active)).toMatchObject([{ id, user_id: after.id }]);
  expect(await activeOf(before)).toMatchObject([{ id: other.id }]);
  expect(await registered('handed over', before)).toMatchObject({ id: old.id, isActive: true });
  expect(await activeOf(after)).toEqual([]);
});

test('stores one row for concurrent requests', async () => {
  const person = await notifications.newPerson();
  const answers = await Promise.all(Array.from({ length: 5 }, () => register({ token: 'twin' }, person.token)));
  const ids = answers.map(({ data }) => data.registerDevice.device.id);
  expect(await rowsOf('twin')).toMatchObject([{ id: ids[0], is_active: true }]);
  expect(new Set(ids).size).toBe(1);
});

test('leaves the token active for one account after concurrent requests of several', async () => {
  const people = await Promise.all(Array.from({ length: 5 }, () => notifications.newPerson()));
  const answers = await Promise.all(people.map(({ token }) => register({ token: 'fought over' }, token)));
  expect(answers.filter(({ errors }) => errors)).toEqual([]);
  expect(await rowsOf('fought over')).toHaveLength(5);
  expect((await rowsOf('fought over')).filter((row) => row.is_active)).toHaveLength(1);
});

test('deactivates the least recently used device beyond twenty active ones', async () => {
  const person = await notifications.newPerson();
  const ids: string[] = [];
  for (let at = 0; at < 20; at++) {
    ids.push((await registered(`of many ${at}`, person)).id);
    notifications.clock.advance(1_000);
  }
  await registered('of many 0', person);
  notifications.clock.advance(1_000);
  const newest = await registered('of many 20', person);
  expect((await activeOf(person)).map((row) => row.id)).toEqual([...ids.slice(2), ids[0], newest.id]);
});

test('keeps twenty active devices after concurrent requests, and returns each as active', async () => {
  const person = await notifications.newPerson();
  const tokens = Array.from({ length: 30 }, (_, at) => `at once ${at}`);
  const answers = await Promise.all(tokens.map((token) => register({ token }, person.token)));
  expect(answers.map(({ data }) => data?.registerDevice.device.isActive)).toEqual(tokens.map(() => true));
  expect(await activeOf(person)).toHaveLength(20);
});

test.each([
  ['a blank token', { token: ' \n' }, 'token'],
  ['a token longer than its column', { token: 'x'.repeat(501) }, 'token'],
  ['a version longer than its column', { token: 'x', appVersion: 'x'.repeat(51) }, 'appVersion'],
  ['an unknown platform', { token: 'x', platform: 'FRIDGE' }, 'platform'],
])('refuses %s', async (_what, input, field) => {
  const { token } = await notifications.newPerson();
  expect(refusalOf(await register(input, token))).toEqual(badInput(field));
});

test('accepts a token as long as its column', async () => {
  const person = await notifications.newPerson();
  expect((await registered('y'.repeat(500), person)).isActive).toBe(true);
});

test('refuses services, whatever they send, and anonymous callers', async () => {
  expect(refusalOf(await register({ token: 'x' }, notifications.service))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await register({ token: '' }, notifications.service))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await register({ token: 'x' }, null))).toEqual({ code: 'UNAUTHENTICATED' });
});
