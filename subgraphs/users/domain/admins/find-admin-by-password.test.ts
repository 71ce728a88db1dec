import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusalOf } from '#test-kit/refusal.ts';
import { Admin } from '../../entities/admin.ts';
import { startUsers, type UsersHarness } from '../../testing/harness.ts';

let users: UsersHarness;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());

const query = `query ($email: String!, $password: String!) { adminByPassword(email: $email, password: $password) { id } }`;
const byPassword = (email: string, password: string, token: string | null = users.service) =>
  users.request(query, { email, password }, token);

test('finds the admin by email, in any case, and password', async () => {
  const { id } = await users.newAdmin('login@masar.test');
  expect((await byPassword('Login@Masar.test', 'long enough')).data).toEqual({ adminByPassword: { id } });
});

test('returns null for a wrong password, an unknown email, and a deactivated or deleted admin', async () => {
  const { id } = await users.newAdmin('gone@masar.test');
  expect((await byPassword('gone@masar.test', 'long enoug')).data).toEqual({ adminByPassword: null });
  expect((await byPassword('nobody@masar.test', 'long enough')).data).toEqual({ adminByPassword: null });
  await users.deactivate(id);
  expect((await byPassword('gone@masar.test', 'long enough')).data).toEqual({ adminByPassword: null });
  await users.orm.em.fork().nativeUpdate(Admin, { id }, { isActive: true, isDeleted: true });
  expect((await byPassword('gone@masar.test', 'long enough')).data).toEqual({ adminByPassword: null });
});

test('refuses callers that are not services', async () => {
  expect(refusalOf(await byPassword('x@masar.test', 'x', users.admin))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await byPassword('x@masar.test', 'x', null))).toEqual({ code: 'UNAUTHENTICATED' });
});
