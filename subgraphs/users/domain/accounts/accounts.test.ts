import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { type Person, startUsers, type UsersHarness, unknownId } from '../../testing/harness.ts';

let users: UsersHarness;
let newAdmin: (email: string) => Promise<{ id: string; token: string }>;
beforeAll(async () => {
  users = await startUsers();
  newAdmin = async (email) => {
    const create = `mutation ($email: String!) {
      createAdmin(input: { email: $email, password: "long enough" }) { admin { id } }
    }`;
    const { id } = (await users.request(create, { email }, users.admin)).data.createAdmin.admin;
    return { id, token: await users.tokenOf(id, 'admin') };
  };
});
afterAll(() => users.stop());

describe('me', () => {
  const me = (token: string | null) => users.request('{ me { __typename id type isActive } }', {}, token);

  test('is whoever asks: a driver, a passenger, an admin', async () => {
    const driver = await users.newDriver();
    const passenger = await users.newPassenger();
    const admin = await newAdmin('me@masar.test');
    expect((await me(driver.token)).data.me).toMatchObject({ __typename: 'Driver', id: driver.id, type: 'DRIVER' });
    expect((await me(passenger.token)).data.me).toMatchObject({ __typename: 'Passenger', type: 'PASSENGER' });
    expect((await me(admin.token)).data.me).toMatchObject({ __typename: 'Admin', id: admin.id, type: 'ADMIN' });
  });

  test('is shown to a deactivated account as it is', async () => {
    const driver = await users.newDriver();
    await users.deactivate(driver.id);
    expect((await me(driver.token)).data.me.isActive).toBe(false);
  });

  test('is refused to a deleted or unknown account, a service and nobody', async () => {
    const driver = await users.newDriver();
    await users.deleteAccount(driver);
    expect(refusalOf(await me(driver.token))).toEqual({ code: 'ACCOUNT_INACTIVE' });
    expect(refusalOf(await me(users.admin))).toEqual({ code: 'ACCOUNT_INACTIVE' });
    expect(refusalOf(await me(users.service))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await me(null))).toEqual({ code: 'UNAUTHENTICATED' });
  });
});

describe('an account by its id', () => {
  test.each([
    ['account', 'd'],
    ['driver', 'd'],
    ['passenger', 'p'],
    ['vehicle', 'v'],
  ])('%s: unknown is null, the id of something else a fault', async (field, prefix) => {
    const query = `query ($id: ID!) { ${field}(id: $id) { id } }`;
    expect((await users.request(query, { id: unknownId(prefix) }, users.admin)).data).toEqual({ [field]: null });
    expect(refusalOf(await users.request(query, { id: unknownId('t') }, users.admin))).toEqual(badInput('id'));
    expect(refusalOf(await users.request(query, { id: '' }, users.admin))).toEqual(badInput('id'));
  });

  test('a deleted one is null', async () => {
    const driver = await users.newDriver();
    const passenger = await users.newPassenger();
    await users.deleteAccount(driver);
    await users.deleteAccount(passenger);
    const query = `query ($d: ID!, $p: ID!) { driver(id: $d) { id } passenger(id: $p) { id } account(id: $d) { id } }`;
    const { data } = await users.request(query, { d: driver.id, p: passenger.id }, users.admin);
    expect(data).toEqual({ driver: null, passenger: null, account: null });
  });

  test('a driver is for everyone, a passenger for who has signed in, an account for admins', async () => {
    const driver = await users.newDriver('Ali');
    const passenger = await users.newPassenger('Mona');
    const ask = (field: string, id: string, token: string | null) =>
      users.request(`query ($id: ID!) { ${field}(id: $id) { fullName } }`, { id }, token);
    expect((await ask('driver', driver.id, null)).data.driver).toEqual({ fullName: 'Ali' });
    expect((await ask('passenger', passenger.id, driver.token)).data.passenger).toEqual({ fullName: 'Mona' });
    expect(refusalOf(await ask('passenger', passenger.id, null))).toEqual({ code: 'UNAUTHENTICATED' });
    expect((await ask('account', passenger.id, users.admin)).data.account).toEqual({ fullName: 'Mona' });
    expect(refusalOf(await ask('account', driver.id, driver.token))).toEqual({ code: 'FORBIDDEN' });
  });
});

describe('setAccountActive', () => {
  const mutation = `mutation ($id: ID!, $isActive: Boolean!) {
    setAccountActive(input: { accountId: $id, isActive: $isActive }) { account { id isActive } }
  }`;
  const set = (id: string, isActive: boolean, token: string | null = users.admin) =>
    users.request(mutation, { id, isActive }, token);

  test('deactivates and activates accounts of every type, and tells of each change once', async () => {
    const admin = await newAdmin('other@masar.test');
    for (const { id } of [await users.newDriver(), await users.newPassenger(), admin]) {
      expect((await set(id, true)).data.setAccountActive.account).toEqual({ id, isActive: true });
      expect((await set(id, false)).data.setAccountActive.account).toEqual({ id, isActive: false });
      expect((await set(id, false)).data.setAccountActive.account).toEqual({ id, isActive: false });
      expect(await users.dataOfLastEvent(id)).toMatchObject({ accountId: id, isActive: false });
      expect((await set(id, true)).data.setAccountActive.account).toEqual({ id, isActive: true });
      expect(await users.eventsOf(id)).toEqual([
        'users.account-created.v1',
        'users.account-deactivated.v1',
        'users.account-activated.v1',
      ]);
    }
  });

  test('asked for by several admins at once, happens and is told once', async () => {
    const { id } = await users.newDriver();
    await Promise.all(Array.from({ length: 5 }, () => set(id, false)));
    expect(await users.eventsOf(id)).toEqual(['users.account-created.v1', 'users.account-deactivated.v1']);
  });

  test('refuses an id of something else, an unknown and a deleted account', async () => {
    const driver = await users.newDriver();
    await users.deleteAccount(driver);
    expect(refusalOf(await set(unknownId('v'), false))).toEqual(badInput('accountId'));
    expect(refusalOf(await set(unknownId('d'), false))).toEqual({ code: 'NOT_FOUND', field: 'accountId' });
    expect(refusalOf(await set(driver.id, true))).toEqual({ code: 'NOT_FOUND', field: 'accountId' });
  });

  test('is nothing that admins do to themselves, or anyone else does', async () => {
    const admin = await newAdmin('self@masar.test');
    const driver = await users.newDriver();
    expect(refusalOf(await set(admin.id, false, admin.token))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await set(driver.id, false, driver.token))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await set(driver.id, false, users.service))).toEqual({ code: 'FORBIDDEN' });
  });
});

describe('deleteMyAccount', () => {
  const remove = (token: string) => users.request('mutation { deleteMyAccount { accountId } }', {}, token);

  test.each(['newDriver', 'newPassenger'] as const)(
    'deletes the account of whoever asks (%s) and tells of it',
    async (make) => {
      const person: Person = await users[make]('Ali');
      expect((await remove(person.token)).data).toEqual({ deleteMyAccount: { accountId: person.id } });
      expect((await users.eventsOf(person.id)).at(-1)).toBe('users.account-deleted.v1');
      expect(await users.dataOfLastEvent(person.id)).toMatchObject({ fullName: null, isActive: false });
    },
  );

  test('asked for again, or by a deactivated account, is refused', async () => {
    const driver = await users.newDriver();
    const answers = await Promise.all([remove(driver.token), remove(driver.token)]);
    expect(answers.filter(({ errors }) => errors).map(refusalOf)).toEqual([{ code: 'ACCOUNT_INACTIVE' }]);
    expect(await users.eventsOf(driver.id)).toHaveLength(2);
    const deactivated = await users.newDriver();
    await users.deactivate(deactivated.id);
    expect(refusalOf(await remove(deactivated.token))).toEqual({ code: 'ACCOUNT_INACTIVE' });
  });

  test('is not for admins and services', async () => {
    expect(refusalOf(await remove(users.admin))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await remove(users.service))).toEqual({ code: 'FORBIDDEN' });
  });
});
