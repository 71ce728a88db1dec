import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Refusal } from '#platform/errors/refusal.ts';
import { idGenerator } from '#platform/ids.ts';
import { refusalOf } from '#test-kit/refusal.ts';
import { type GraphQLAnswer, requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { FailedAttempt } from '../../entities/failed-attempt.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';
import {
  type AuthHarness,
  expectRateLimited,
  otpMutation,
  startAuth,
  testSettings,
  wrongCode,
} from '../../testing/harness.ts';
import type { UsersField } from '../../testing/users-stub.ts';
import { withVerifiedPhone } from './sign-in-with-otp.ts';

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth({ passwordSignIns: 50 });
});
afterAll(() => auth.stop());

let received: number;
beforeEach(() => {
  received = auth.users.requests.length;
});

const times = <Result>(count: number, work: (at: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, at) => work(at)));
const untilRequested = (field: UsersField, count: number) =>
  until(() => auth.users.requests.slice(received).filter(({ query }) => query.includes(`${field}(`)).length === count);
const attempts = () => auth.orm.em.fork().count(FailedAttempt);
const invalid = { code: 'OTP_INVALID' };
const unavailable = { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'users' };

/** Counts the sign-ins that have been answered. */
const counted = (signIns: Promise<GraphQLAnswer>[]) => {
  let answered = 0;
  for (const each of signIns) void each.then(() => answered++);
  return () => answered;
};

/** Requests codes and refreshes tokens, which use the database too. */
async function expectOtherRequestsAnswered(signedIn: { refreshToken: string }[]): Promise<void> {
  const answers = await Promise.all([
    times(25, () => auth.requestOtp(auth.nextPhoneNumber())),
    Promise.all(signedIn.map(({ refreshToken }) => auth.refresh(refreshToken))),
  ]);
  for (const { errors } of answers.flat()) expect(errors).toBeUndefined();
}

describe('sign-ins by code, five times as many as connections', () => {
  let codes: { phoneNumber: string; code: string }[];
  const signIns = () => codes.map(({ phoneNumber, code }) => auth.signInWithOtp(phoneNumber, code));
  beforeEach(async () => {
    codes = await times(50, async () => {
      const phoneNumber = auth.nextPhoneNumber();
      return { phoneNumber, code: await auth.codeFor(phoneNumber) };
    });
  });

  test('hold no connection while users is slow', async () => {
    const signedIn = await times(25, () => auth.signedIn());
    received = auth.users.requests.length;
    const release = auth.users.withhold('ensureAccount');
    try {
      const pending = signIns();
      const answered = counted(pending);
      await untilRequested('ensureAccount', 50);
      await expectOtherRequestsAnswered(signedIn);
      expect(answered()).toBe(0);
      release();
      for (const { errors } of await Promise.all(pending)) expect(errors).toBeUndefined();
    } finally {
      release();
    }
  });

  test('lose no code while users is down', async () => {
    auth.users.fail('hangs up');
    const before = await attempts();
    const answers = await Promise.all(signIns());
    auth.users.fail(null);
    expect(answers.map(refusalOf)).toEqual(answers.map(() => unavailable));
    expect(await attempts()).toBe(before);
    for (const { errors } of await Promise.all(signIns())) expect(errors).toBeUndefined();
  });
});

describe('a sign-in by code that waits for users', () => {
  const users = {
    ensureAccount: () => Promise.reject(new Refusal('SUBGRAPH_TIMEOUT', { subgraph: 'users' })),
    adminByPassword: async () => null,
    account: async () => null,
  };
  const sessionsOf = (phoneNumber: string) =>
    auth.orm.em.fork().find(OAuthAuthorization, { subject: auth.users.account(phoneNumber, 'PASSENGER').id });

  test('leaves its code valid when users times out', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const code = await auth.codeFor(phoneNumber);
    const guess = { phoneNumber, accountType: 'PASSENGER' as const, code, address: '192.0.2.11' };
    const origin = { now: auth.clock.now(), newId: idGenerator(auth.clock), traceparent: undefined };
    const context = { ...origin, keySecret: testSettings.keySecret, demoOtp: null, users };
    const timedOut = withVerifiedPhone(auth.orm.em.fork(), { ...guess, ...context }, async (_tx, account) => account);
    await expect(timedOut).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT' });
    expect((await auth.signInWithOtp(phoneNumber, code)).errors).toBeUndefined();
  });

  test('leaves the code to another sign-in, as when its process has died', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const code = await auth.codeFor(phoneNumber);
    const other = await auth.another();
    const release = auth.users.withhold('ensureAccount', 1);
    const first = auth.signInWithOtp(phoneNumber, code);
    await untilRequested('ensureAccount', 1);
    const second = await requestGraphQL(other.url, otpMutation, {
      input: { phoneNumber, accountType: 'PASSENGER', code },
    });
    expect(second.errors).toBeUndefined();
    release();
    expect(refusalOf(await first)).toEqual(invalid);
    expect(await sessionsOf(phoneNumber)).toHaveLength(1);
  });

  test('succeeds although wrong guesses follow, which count', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const code = await auth.codeFor(phoneNumber);
    const before = await attempts();
    const release = auth.users.withhold('ensureAccount');
    const first = auth.signInWithOtp(phoneNumber, code);
    await untilRequested('ensureAccount', 1);
    for (let attempt = 0; attempt < 5; attempt++) {
      expect(refusalOf(await auth.signInWithOtp(phoneNumber, wrongCode))).toEqual(invalid);
    }
    expect(refusalOf(await auth.signInWithOtp(phoneNumber, code))).toEqual(invalid);
    release();
    expect((await first).errors).toBeUndefined();
    expect(await attempts()).toBe(before + 6);
  });
});

describe('sign-ins by password', () => {
  const newAdmin = (name: string) => {
    auth.users.addAdmin(`${name}@masar.test`, 'right');
    return `${name}@masar.test`;
  };
  const signIn = (email: string, password = 'right') => auth.signInWithPassword(email, password, '192.0.2.10');

  test('hold no connection while users is slow', async () => {
    const signedIn = await times(25, () => auth.signedIn());
    received = auth.users.requests.length;
    const release = auth.users.withhold('adminByPassword');
    try {
      const pending = Array.from({ length: 50 }, (_, at) => signIn(newAdmin(`slow-${at}`)));
      const answered = counted(pending);
      await untilRequested('adminByPassword', 50);
      await expectOtherRequestsAnswered(signedIn);
      expect(answered()).toBe(0);
      release();
      for (const { errors } of await Promise.all(pending)) expect(errors).toBeUndefined();
    } finally {
      release();
    }
  });

  test('count while users checks them, and no longer when users fails', async () => {
    const email = newAdmin('checked');
    const before = await attempts();
    const release = auth.users.withhold('adminByPassword');
    const pending = Array.from({ length: 10 }, () => signIn(email, 'wrong'));
    await untilRequested('adminByPassword', 10);
    expectRateLimited(await signIn(email), 15 * 60);
    auth.users.fail('hangs up');
    release();
    expect((await Promise.all(pending)).map(refusalOf)).toEqual(pending.map(() => unavailable));
    auth.users.fail(null);
    expect(await attempts()).toBe(before);
    expect((await signIn(email)).errors).toBeUndefined();
    expect(await attempts()).toBe(before);
  });
});
