import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { Admin } from '../../entities/admin.ts';
import { startUsers, type UsersHarness } from '../../testing/harness.ts';

let users: UsersHarness;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());

const mutation = `mutation ($input: CreateAdminInput!) {
  createAdmin(input: $input) { admin { id type email fullName isActive locale lastLoginAt } }
}`;
const create = (input: Record<string, unknown>, token: string | null = users.admin) =>
  users.request(mutation, { input: { password: 'correct horse', ...input } }, token);

test('creates an active admin, stores only an Argon2id hash of the password, and publishes account-created', async () => {
  const { data } = await create({ email: ' Sara@Masar.test ', fullName: 'Sara' });
  const { admin } = data.createAdmin;
  expect(admin).toMatchObject({ type: 'ADMIN', email: 'Sara@Masar.test', fullName: 'Sara', isActive: true });
  const stored = await users.orm.em.fork().findOneOrFail(Admin, { id: admin.id });
  expect(stored.passwordHash).toMatch(/^\$argon2id\$v=19\$m=65536,/);
  expect(await users.eventsOf(admin.id)).toEqual(['users.account-created.v1']);
  expect(JSON.stringify(await users.dataOfLastEvent(admin.id))).not.toMatch(/masar\.test|argon2/i);
});

test('refuses an email that is taken, in any case', async () => {
  await create({ email: 'taken@masar.test' });
  expect(refusalOf(await create({ email: 'TAKEN@masar.test' }))).toEqual({ code: 'EMAIL_TAKEN' });
});

test('creates one admin for concurrent requests with one email', async () => {
  const answers = await Promise.all([create({ email: 'twin@masar.test' }), create({ email: 'Twin@masar.test' })]);
  expect(answers.filter(({ errors }) => errors).map(refusalOf)).toEqual([{ code: 'EMAIL_TAKEN' }]);
});

test.each([
  ['a blank email', { email: ' ' }, 'email'],
  ['a malformed email', { email: 'masar.test' }, 'email'],
  ['an email that is too long', { email: `${'x'.repeat(250)}@masar.test` }, 'email'],
  ['a password of 7 characters', { password: '1234567' }, 'password'],
  ['a password of 201 characters', { password: 'x'.repeat(201) }, 'password'],
  ['a name that is too long', { fullName: 'x'.repeat(257) }, 'fullName'],
])('refuses %s', async (_what, input, field) => {
  expect(refusalOf(await create({ email: 'new@masar.test', ...input }))).toEqual(badInput(field));
});

test('refuses callers who are not admins', async () => {
  const { token } = await users.newDriver();
  expect(refusalOf(await create({ email: 'x@masar.test' }, token))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await create({ email: 'x@masar.test' }, null))).toEqual({ code: 'UNAUTHENTICATED' });
});
