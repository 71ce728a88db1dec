import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { idGenerator } from '#platform/ids.ts';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import { Inbox } from '#platform/messaging/inbox/inbox.ts';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { Driver } from '../../entities/driver.ts';
import { handlersOf } from '../../events/consumed.ts';
import { type Person, startUsers, type UsersHarness, unknownId } from '../../testing/harness.ts';
import { locked } from './find-account.ts';

let users: UsersHarness;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());

const mutation = `mutation ($input: UpdateAccountInput!) {
  updateAccount(input: $input) { account {
    id fullName
    ... on Driver { phoneNumber isPhoneVerified isProfileComplete }
    ... on Passenger { phoneNumber isPhoneVerified isProfileComplete }
  } }
}`;
const update = (accountId: string, changes: Record<string, unknown>, token: string | null = users.admin) =>
  users.request(mutation, { input: { accountId, ...changes } }, token);
const updated = async (accountId: string, changes: Record<string, unknown>) => {
  const { data, errors } = await update(accountId, changes);
  expect(errors).toBeUndefined();
  return data.updateAccount.account;
};
const signIn = (phoneNumber: string, accountType = 'DRIVER') =>
  users.request(
    `mutation ($input: EnsureAccountInput!) { ensureAccount(input: $input) {
      created account { id ... on Driver { isPhoneVerified } ... on Passenger { isPhoneVerified } } } }`,
    { input: { phoneNumber, accountType } },
    users.service,
  );
const taken = { code: 'PHONE_NUMBER_TAKEN' };

const [wasCreated, wasUpdated, phoneChanged] = ['created', 'updated', 'phone-changed'].map(
  (what) => `users.account-${what}.v1`,
);

/** The times of the events that end an account's sessions. */
async function changeTimes(id: string): Promise<string[]> {
  const rows = await users.orm.em
    .getConnection()
    .execute<{ time: string }[]>(
      `select body ->> 'time' as time from messaging.outbox where subject = ? and message_type = ? order by position`,
      [id, phoneChanged],
    );
  return rows.map(({ time }) => time);
}

describe('the name', () => {
  test('of every type of account is trimmed, set and cleared, and each change is published once', async () => {
    for (const { id } of [
      await users.newDriver(),
      await users.newPassenger(),
      await users.newAdmin('name@masar.test'),
    ]) {
      for (const _time of ['first', 'again']) {
        expect(await updated(id, { fullName: '  منى صالح ' })).toMatchObject({ id, fullName: 'منى صالح' });
      }
      expect(await users.dataOfLastEvent(id)).toMatchObject({ accountId: id, fullName: 'منى صالح' });
      expect(await updated(id, { fullName: null })).toMatchObject({ fullName: null });
      expect(await updated(id, {})).toMatchObject({ fullName: null });
      expect(await users.eventsOf(id)).toEqual([wasCreated, wasUpdated, wasUpdated]);
    }
  });

  test('completes a profile, and makes it incomplete', async () => {
    const passenger = await users.newPassenger('Mona');
    const born = `mutation { updatePassengerProfile(input: { dateOfBirth: "1990-01-01" }) { passenger { id } } }`;
    await users.request(born, {}, passenger.token);
    expect(await updated(passenger.id, { fullName: '' })).toMatchObject({ isProfileComplete: false });
    expect(await updated(passenger.id, { fullName: 'Mona' })).toMatchObject({ isProfileComplete: true });
  });

  test('has 256 characters at most', async () => {
    const { id } = await users.newDriver('Ali');
    expect(await updated(id, { fullName: 'x'.repeat(256) })).toMatchObject({ fullName: 'x'.repeat(256) });
    expect(refusalOf(await update(id, { fullName: 'x'.repeat(257) }))).toEqual(badInput('fullName'));
  });
});

describe('a new phone number', () => {
  test('is not verified, and publishes account-phone-changed; the same number again changes nothing', async () => {
    const driver = await users.newDriver('Ali');
    const phoneNumber = users.nextPhoneNumber();
    for (const _time of ['first', 'again']) {
      expect(await updated(driver.id, { phoneNumber, fullName: 'Ali' })).toMatchObject({
        phoneNumber,
        isPhoneVerified: false,
      });
    }
    expect(await users.eventsOf(driver.id)).toEqual([wasCreated, wasUpdated, phoneChanged, wasUpdated]);
    expect(await users.dataOfLastEvent(driver.id)).toEqual({
      accountId: driver.id,
      accountType: 'DRIVER',
      fullName: 'Ali',
      locale: 'AR',
      isActive: true,
    });
  });

  test('leaves a verified number as it is when it is the same', async () => {
    const { id, phoneNumber } = await users.newPassenger();
    expect(await updated(id, { phoneNumber })).toMatchObject({ phoneNumber, isPhoneVerified: true });
    expect(await users.eventsOf(id)).toEqual([wasCreated]);
  });

  test('signs in to the account and is then verified; the old number signs in to a new account', async () => {
    const driver = await users.newDriver();
    const phoneNumber = users.nextPhoneNumber();
    await updated(driver.id, { phoneNumber });
    expect((await signIn(phoneNumber)).data.ensureAccount).toEqual({
      created: false,
      account: { id: driver.id, isPhoneVerified: true },
    });
    const { created, account } = (await signIn(driver.phoneNumber)).data.ensureAccount;
    expect([created, account.id === driver.id]).toEqual([true, false]);
  });

  test('may belong to an account of the other type and to a deleted account, but to no other account of the type', async () => {
    const [first, second] = [await users.newDriver(), await users.newDriver()];
    expect(refusalOf(await update(first.id, { phoneNumber: second.phoneNumber, fullName: 'Ali' }))).toEqual(taken);
    expect(await updated(first.id, {})).toMatchObject({ phoneNumber: first.phoneNumber, fullName: null });
    expect(await users.eventsOf(first.id)).toEqual([wasCreated]);
    expect(await updated(first.id, { phoneNumber: (await users.newPassenger()).phoneNumber })).toBeDefined();
    await users.deleteAccount(second);
    expect(await updated(first.id, { phoneNumber: second.phoneNumber })).toMatchObject({
      phoneNumber: second.phoneNumber,
    });
  });

  test('is set for a deactivated account too', async () => {
    const driver = await users.newDriver();
    await users.deactivate(driver.id);
    const phoneNumber = users.nextPhoneNumber();
    expect(await updated(driver.id, { phoneNumber })).toMatchObject({ phoneNumber });
  });
});

describe('concurrent requests', () => {
  /** Locks the driver's row until all requests wait for it. */
  async function whileLocked<Answer>(driver: Person, requests: (() => Promise<Answer>)[]): Promise<Answer[]> {
    let answers: Promise<Answer[]> | undefined;
    await users.orm.em.fork().transactional(async (tx) => {
      await tx.findOneOrFail(Driver, { id: driver.id }, locked);
      answers = Promise.all(requests.map((send) => send()));
      await users.untilBlocked(requests.length);
    });
    return (await answers) ?? [];
  }

  test('of two admins with one number publish one change', async () => {
    const driver = await users.newDriver();
    const phoneNumber = users.nextPhoneNumber();
    const answers = await whileLocked(driver, [
      () => update(driver.id, { phoneNumber }),
      () => update(driver.id, { phoneNumber }),
    ]);
    expect(answers.map(({ errors }) => errors)).toEqual([undefined, undefined]);
    expect(await users.eventsOf(driver.id)).toEqual([wasCreated, phoneChanged, wasUpdated]);
  });

  test('for two accounts and one number give it to one of them', async () => {
    const drivers = [await users.newDriver(), await users.newDriver()];
    const phoneNumber = users.nextPhoneNumber();
    const answers = await Promise.all(drivers.map(({ id }) => update(id, { phoneNumber })));
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(answers.filter(({ errors }) => errors).map(refusalOf)).toEqual([taken]);
  });

  test('of an admin and the owner keep both changes', async () => {
    const driver = await users.newDriver('Ali');
    const phoneNumber = users.nextPhoneNumber();
    const profile = `mutation { updateDriverProfile(input: { locale: EN, fullName: "Omar" }) { driver { id } } }`;
    await whileLocked(driver, [
      () => update(driver.id, { phoneNumber }),
      () => users.request(profile, {}, driver.token),
    ]);
    expect(await updated(driver.id, {})).toMatchObject({ phoneNumber, isPhoneVerified: false, fullName: 'Omar' });
  });

  test('of an admin and a sign-in with the old number: the sign-in is to a new account if it comes second', async () => {
    const driver = await users.newDriver();
    let change: ReturnType<typeof update> | undefined;
    let second: ReturnType<typeof signIn> | undefined;
    let unlocked = Number.POSITIVE_INFINITY;
    await users.orm.em.fork().transactional(async (tx) => {
      await tx.findOneOrFail(Driver, { id: driver.id }, locked);
      change = update(driver.id, { phoneNumber: users.nextPhoneNumber() });
      await users.untilBlocked(1);
      second = signIn(driver.phoneNumber);
      await users.untilBlocked(2);
      users.clock.advance(5_000);
      unlocked = users.clock.now().getTime();
    });
    expect((await change)?.errors).toBeUndefined();
    const { created, account } = (await second)?.data.ensureAccount ?? {};
    expect([created, account.id === driver.id]).toEqual([true, false]);
    // Sessions that began while the change waited are of the old number too.
    const [endedAt = ''] = await changeTimes(driver.id);
    expect(Date.parse(endedAt)).toBeGreaterThanOrEqual(unlocked);
  });
});

test('a sign-in that began before the change ends the sessions again, and a later one does not', async () => {
  const driver = await users.newDriver();
  const before = users.clock.now();
  await updated(driver.id, { phoneNumber: users.nextPhoneNumber() });
  const inbox = new Inbox({
    em: users.orm.em,
    handlers: handlersOf({ newId: idGenerator(users.clock) }),
    clock: users.clock,
    log: silent,
  });
  await inbox.open();
  const signedIn = (id: string, time: Date): CloudEvent => ({
    specversion: '1.0',
    id: `e_${id.repeat(32)}`,
    source: 'auth',
    type: 'auth.signed-in.v1',
    subject: driver.id,
    time: time.toISOString(),
    datacontenttype: 'application/json',
    data: { accountId: driver.id },
  });
  const changed = (events: string[]) => events.filter((type) => type === phoneChanged).length;
  const lastLogin = async () => {
    const { data } = await users.request(`{ driver(id: "${driver.id}") { lastLoginAt } }`, {}, users.admin);
    return data.driver.lastLoginAt;
  };
  const later = new Date(users.clock.now().getTime() + 1_000);
  await inbox.receive('auth', async () => [signedIn('1', later)]);
  await until(async () => (await lastLogin()) === later.toISOString());
  expect(changed(await users.eventsOf(driver.id))).toBe(1);
  await inbox.receive('auth', async () => [signedIn('2', before)]);
  await until(async () => changed(await users.eventsOf(driver.id)) === 2);
  expect(new Set(await changeTimes(driver.id)).size).toBe(1);
});

describe('refuses', () => {
  test('a phone number that is null, malformed, or for an admin', async () => {
    const driver = await users.newDriver();
    const admin = await users.newAdmin('phone@masar.test');
    expect(refusalOf(await update(driver.id, { phoneNumber: null }))).toEqual(badInput('phoneNumber'));
    for (const phoneNumber of ['0500000001', '+9665000', '+966 50 000 0001', '+0500000001', '']) {
      expect(refusalOf(await update(driver.id, { phoneNumber }))).toEqual(badInput('phoneNumber'));
    }
    expect(refusalOf(await update(admin.id, { phoneNumber: '+966500000001' }))).toEqual(badInput('phoneNumber'));
    expect(refusalOf(await update(unknownId('a'), { phoneNumber: '+966500000001' }))).toEqual(badInput('phoneNumber'));
  });

  test('the id of another type, and unknown and deleted accounts', async () => {
    const driver = await users.newDriver();
    await users.deleteAccount(driver);
    const missing = { code: 'NOT_FOUND', field: 'accountId' };
    expect(refusalOf(await update(unknownId('v'), { fullName: 'x' }))).toEqual(badInput('accountId'));
    expect(refusalOf(await update(unknownId('p'), { fullName: 'x' }))).toEqual(missing);
    expect(refusalOf(await update(driver.id, { fullName: 'x' }))).toEqual(missing);
  });

  test('callers who are not admins, before their input is read', async () => {
    const driver = await users.newDriver();
    for (const token of [driver.token, users.service]) {
      expect(refusalOf(await update(driver.id, { phoneNumber: 'x' }, token))).toEqual({ code: 'FORBIDDEN' });
    }
    expect(refusalOf(await update(driver.id, {}, null))).toEqual({ code: 'UNAUTHENTICATED' });
  });
});
