import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { type GraphQLAnswer, requestGraphQL } from '#test-kit/subgraph.ts';
import { FailedAttempt } from '../../entities/failed-attempt.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';
import {
  type AuthHarness,
  expectRateLimited,
  hours,
  minutes,
  otpMutation,
  seconds,
  startAuth,
  wrongCode,
} from '../../testing/harness.ts';

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const invalid = { code: 'OTP_INVALID' };
const guess = async (phoneNumber: string, times: number, code = wrongCode) => {
  for (let attempt = 0; attempt < times; attempt++) {
    expect(refusalOf(await auth.signInWithOtp(phoneNumber, code))).toEqual(invalid);
  }
};
const sessionsOf = (subject: string) => auth.orm.em.fork().find(OAuthAuthorization, { subject });

describe('the right code', () => {
  test('signs in to the account of the phone number, with a token of the account, its role and the session', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const { data } = await auth.signInWithOtp(phoneNumber, await auth.codeFor(phoneNumber, 'DRIVER'), 'DRIVER');
    const { id } = auth.users.account(phoneNumber, 'DRIVER');
    expect(data.signInWithOtp).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.stringMatching(/^[\w-]{43}$/),
      tokenType: 'Bearer',
      expiresIn: 600,
      scope: 'driver',
      account: { id },
    });
    const claims = decodeJwt(data.signInWithOtp.accessToken);
    const [session] = await sessionsOf(id);
    expect(claims).toEqual({
      iss: auth.settings.token.issuer,
      aud: auth.settings.token.audience,
      sub: id,
      scope: 'driver',
      sid: session?.id,
      name: 'Mona',
      phone_number: phoneNumber,
      iat: expect.any(Number),
      exp: Number(claims.iat) + 600,
    });
    expect(await auth.eventsOf(id)).toEqual([
      { type: 'auth.signed-in.v1', data: { accountId: id, accountType: 'DRIVER', sid: session?.id } },
    ]);
  });

  test('is good for one use', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const code = await auth.codeFor(phoneNumber);
    expect((await auth.signInWithOtp(phoneNumber, code)).errors).toBeUndefined();
    expect(refusalOf(await auth.signInWithOtp(phoneNumber, code))).toEqual(invalid);
  });

  test('signs in one of two sign-ins that use it at the same instant, at two instances', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const code = await auth.codeFor(phoneNumber);
    const other = await auth.another();
    const variables = { input: { phoneNumber, accountType: 'PASSENGER', code } };
    let signIns: Promise<GraphQLAnswer>[] = [];
    await auth.whileUnwritable('one_time_codes', async () => {
      signIns = [auth.url, other.url].map((url) => requestGraphQL(url, otpMutation, variables));
      await auth.untilBlocked(2);
    });
    const answers = await Promise.all(signIns);
    expect(answers.filter(({ errors }) => errors).map(refusalOf)).toEqual([invalid]);
    expect(await sessionsOf(auth.users.account(phoneNumber, 'PASSENGER').id)).toHaveLength(1);
  });

  test('is refused for the other account type and for another phone', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const code = await auth.codeFor(phoneNumber, 'PASSENGER');
    expect(refusalOf(await auth.signInWithOtp(phoneNumber, code, 'DRIVER'))).toEqual(invalid);
    expect(refusalOf(await auth.signInWithOtp(auth.nextPhoneNumber(), code))).toEqual(invalid);
  });

  test.each(['hangs up', 'internal error', 'refuses the token'] as const)(
    'stays good when users fails: %s',
    async (failure) => {
      const phoneNumber = auth.nextPhoneNumber();
      const code = await auth.codeFor(phoneNumber);
      auth.users.fail(failure);
      const refusal = refusalOf(await auth.signInWithOtp(phoneNumber, code));
      auth.users.fail(null);
      expect(refusal).toEqual({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'users' });
      expect((await auth.signInWithOtp(phoneNumber, code)).errors).toBeUndefined();
    },
  );

  test('opens no session of an inactive account, and is used up', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const code = await auth.codeFor(phoneNumber);
    const account = auth.users.account(phoneNumber, 'PASSENGER');
    account.isActive = false;
    expect(refusalOf(await auth.signInWithOtp(phoneNumber, code))).toEqual({ code: 'ACCOUNT_INACTIVE' });
    account.isActive = true;
    expect(refusalOf(await auth.signInWithOtp(phoneNumber, code))).toEqual(invalid);
    expect(await sessionsOf(account.id)).toEqual([]);
    expect(await auth.eventsOf(account.id)).toEqual([]);
  });
});

describe('a code', () => {
  test('is refused alike when it is wrong, expired, replaced or was never sent', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const old = await auth.codeFor(phoneNumber);
    auth.clock.advance(seconds(61));
    let code = await auth.codeFor(phoneNumber);
    if (code === old) {
      auth.clock.advance(seconds(61));
      code = await auth.codeFor(phoneNumber);
    }
    const refused = [await auth.signInWithOtp(phoneNumber, wrongCode), await auth.signInWithOtp(phoneNumber, old)];
    auth.clock.advance(minutes(5) + seconds(1));
    refused.push(await auth.signInWithOtp(phoneNumber, code), await auth.signInWithOtp(auth.nextPhoneNumber(), code));
    for (const each of refused) {
      expect(refusalOf(each)).toEqual(invalid);
      expect(each.errors?.[0]?.message).toBe(refused[0]?.errors?.[0]?.message);
    }
  });

  test('is good until its 5 minutes end', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const code = await auth.codeFor(phoneNumber);
    auth.clock.advance(minutes(5) - seconds(5));
    expect((await auth.signInWithOtp(phoneNumber, code)).errors).toBeUndefined();
  });

  test('is accepted at the fifth guess', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const code = await auth.codeFor(phoneNumber);
    await guess(phoneNumber, 4);
    expect((await auth.signInWithOtp(phoneNumber, code)).errors).toBeUndefined();
  });

  test('is refused at the sixth guess even if it is right; the next code is accepted', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const code = await auth.codeFor(phoneNumber);
    await guess(phoneNumber, 5);
    expect(refusalOf(await auth.signInWithOtp(phoneNumber, code))).toEqual(invalid);
    auth.clock.advance(seconds(61));
    expect((await auth.signInWithOtp(phoneNumber, await auth.codeFor(phoneNumber))).errors).toBeUndefined();
  });

  test('is refused for an invalid phone number and for an admin, and nothing is counted', async () => {
    const before = await auth.orm.em.fork().count(FailedAttempt);
    expect(refusalOf(await auth.signInWithOtp('0500000001', '000000'))).toEqual(badInput('phoneNumber'));
    const admin = await auth.signInWithOtp(auth.nextPhoneNumber(), '000000', 'ADMIN');
    expect(refusalOf(admin)).toEqual(badInput('accountType'));
    expect(await auth.orm.em.fork().count(FailedAttempt)).toBe(before);
  });
});

describe('wrong guesses at one phone', () => {
  test('are limited to 20 in 24 hours across codes; then even the right code is RATE_LIMITED', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    await guess(phoneNumber, 10);
    auth.clock.advance(hours(1));
    await auth.codeFor(phoneNumber);
    await guess(phoneNumber, 5);
    auth.clock.advance(minutes(2));
    await auth.codeFor(phoneNumber);
    await guess(phoneNumber, 5);
    auth.clock.advance(minutes(2));
    const code = await auth.codeFor(phoneNumber);
    expectRateLimited(await auth.signInWithOtp(phoneNumber, code), 23 * 3_600 - 240);
    auth.clock.advance(hours(23) - minutes(4) + seconds(2));
    expect((await auth.signInWithOtp(phoneNumber, await auth.codeFor(phoneNumber))).errors).toBeUndefined();
  });

  test('by 100 aliases of one document count: the first wrong one ends the document', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const code = await auth.codeFor(phoneNumber);
    const field = (name: string, value: string) =>
      `${name}: signInWithOtp(input: { phoneNumber: "${phoneNumber}", accountType: PASSENGER, code: "${value}" }) { scope }`;
    const guesses = Array.from({ length: 99 }, (_, at) => field(`g${at}`, `9${String(at).padStart(5, '0')}`));
    const document = `mutation { ${guesses.join('\n')} ${field('last', code)} }`;
    const counted = () => auth.orm.em.fork().count(FailedAttempt);
    const before = await counted();
    for (let sent = 1; sent <= 20; sent++) {
      const answer = await auth.request(document);
      expect(refusalOf(answer)).toEqual(invalid);
      expect(answer.data).toBeNull();
      expect(await counted()).toBe(before + sent);
    }
    expectRateLimited(await auth.request(document), 24 * 3_600);
    expect(await sessionsOf(auth.users.account(phoneNumber, 'PASSENGER').id)).toEqual([]);
  });

  test('after a right one in the same document count', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const code = await auth.codeFor(phoneNumber);
    const field = (name: string) =>
      `${name}: signInWithOtp(input: { phoneNumber: "${phoneNumber}", accountType: PASSENGER, code: "${code}" }) { scope }`;
    const answer = await auth.request(`mutation { ${field('first')} ${field('again')} }`);
    expect(refusalOf(answer)).toEqual(invalid);
    expect(answer.errors?.[0]?.path).toEqual(['again']);
    expect(await sessionsOf(auth.users.account(phoneNumber, 'PASSENGER').id)).toHaveLength(1);
  });

  test('are limited to 20 also when concurrent, at two instances', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const other = await auth.another();
    const variables = { input: { phoneNumber, accountType: 'PASSENGER', code: wrongCode } };
    const urls = Array.from({ length: 30 }, (_, at) => (at % 2 ? auth.url : other.url));
    const answers = await Promise.all(urls.map((url) => requestGraphQL(url, otpMutation, variables)));
    const codes = answers.map((answer) => refusalOf(answer).code);
    expect(codes.filter((code) => code === 'OTP_INVALID')).toHaveLength(20);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(10);
  });
});
