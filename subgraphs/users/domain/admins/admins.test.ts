import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { Admin } from '../../entities/admin.ts';
import { startUsers, type UsersHarness } from '../../testing/harness.ts';

let users: UsersHarness;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());

const createMutation = `mutation ($input: CreateAdminInput!) {
  createAdmin(input: $input) { admin { id type email fullName isActive locale lastLoginAt } }
}`;
const create = (input: Record<string, unknown>, token: string | null = users.admin) =>
  users.request(createMutation, { input: { password: 'correct horse', ...input } }, token);

describe('createAdmin', () => {
  test('makes an active admin, keeps only an Argon2id hash of the password, and tells of it', async () => {
    const { data } = await create({ email: ' Sara@Masar.test ', fullName: 'Sara' });
    const { admin } = data.createAdmin;
    expect(admin).toMatchObject({ type: 'ADMIN', email: 'Sara@Masar.test', fullName: 'Sara', isActive: true });
    const stored = await users.orm.em.fork().findOneOrFail(Admin, { id: admin.id });
    expect(stored.passwordHash).toMatch(/^\$argon2id\$v=19\$m=65536,/);
    expect(await users.eventsOf(admin.id)).toEqual(['users.account-created.v1']);
    expect(JSON.stringify(await users.dataOfLastEvent(admin.id))).not.toMatch(/masar\.test|argon2/i);
  });

  test('refuses an email that another has, however it is spelled', async () => {
    await create({ email: 'taken@masar.test' });
    expect(refusalOf(await create({ email: 'TAKEN@masar.test' }))).toEqual({ code: 'EMAIL_TAKEN' });
  });

  test('of one email at once makes one', async () => {
    const answers = await Promise.all([create({ email: 'twin@masar.test' }), create({ email: 'Twin@masar.test' })]);
    expect(answers.filter(({ errors }) => errors).map(refusalOf)).toEqual([{ code: 'EMAIL_TAKEN' }]);
  });

  test.each([
    ['no email', { email: ' ' }, 'email'],
    ['what is no email', { email: 'masar.test' }, 'email'],
    ['an email that is too long', { email: `${'x'.repeat(250)}@masar.test` }, 'email'],
    ['a password of 7 characters', { password: '1234567' }, 'password'],
    ['a password of 201 characters', { password: 'x'.repeat(201) }, 'password'],
    ['a name that is too long', { fullName: 'x'.repeat(257) }, 'fullName'],
  ])('refuses %s', async (_what, input, field) => {
    expect(refusalOf(await create({ email: 'new@masar.test', ...input }))).toEqual(badInput(field));
  });

  test('is for admins alone', async () => {
    const { token } = await users.newDriver();
    expect(refusalOf(await create({ email: 'x@masar.test' }, token))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await create({ email: 'x@masar.test' }, null))).toEqual({ code: 'UNAUTHENTICATED' });
  });
});

describe('adminByPassword', () => {
  const query = `query ($email: String!, $password: String!) { adminByPassword(email: $email, password: $password) { id } }`;
  const byPassword = (email: string, password: string, token: string | null = users.service) =>
    users.request(query, { email, password }, token);

  test('finds the admin by the right password, however the email is spelled', async () => {
    const { id } = (await create({ email: 'login@masar.test' })).data.createAdmin.admin;
    expect((await byPassword('Login@Masar.test', 'correct horse')).data).toEqual({ adminByPassword: { id } });
  });

  test('is null for a wrong password, an unknown email, and a deactivated or deleted admin', async () => {
    const { id } = (await create({ email: 'gone@masar.test' })).data.createAdmin.admin;
    expect((await byPassword('gone@masar.test', 'correct hors')).data).toEqual({ adminByPassword: null });
    expect((await byPassword('nobody@masar.test', 'correct horse')).data).toEqual({ adminByPassword: null });
    await users.deactivate(id);
    expect((await byPassword('gone@masar.test', 'correct horse')).data).toEqual({ adminByPassword: null });
    await users.orm.em.fork().nativeUpdate(Admin, { id }, { isActive: true, isDeleted: true });
    expect((await byPassword('gone@masar.test', 'correct horse')).data).toEqual({ adminByPassword: null });
  });

  test('is for services alone', async () => {
    expect(refusalOf(await byPassword('x@masar.test', 'x', users.admin))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await byPassword('x@masar.test', 'x', null))).toEqual({ code: 'UNAUTHENTICATED' });
  });
});

describe("an admin's email", () => {
  test('is seen by admins and by nobody else, the service that signs them in neither', async () => {
    const { id } = (await create({ email: 'seen@masar.test' })).data.createAdmin.admin;
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Admin { fullName email } } }`;
    const ask = (token: string | null) => users.request(query, { r: [{ __typename: 'Admin', id }] }, token);
    expect((await ask(users.admin)).data._entities).toEqual([{ fullName: null, email: 'seen@masar.test' }]);
    const { token } = await users.newDriver();
    for (const other of [token, users.service]) {
      const answer = await ask(other);
      expect(answer.data._entities).toEqual([{ fullName: null, email: null }]);
      expect(refusalOf(answer)).toEqual({ code: 'FORBIDDEN' });
    }
    expect(refusalOf(await ask(null))).toEqual({ code: 'UNAUTHENTICATED' });
  });
});
