import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refusalOf } from '#test-kit/refusal.ts';
import { until } from '#test-kit/until.ts';
import { FailedAttempt } from '../../entities/failed-attempt.ts';
import { type AuthHarness, startAuth } from '../../testing/harness.ts';

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth({ passwordSignIns: 12 });
  auth.users.addAdmin('known@masar.test', 'right');
});
afterAll(() => auth.stop());

const wrong = { code: 'INVALID_CREDENTIALS' };
const refused = { code: 'RATE_LIMITED', retryAfter: 2 };
const metrics = async () => (await fetch(new URL('/metrics', auth.url))).text();
const checked = () => auth.users.requests.filter(({ query }) => query.includes('adminByPassword(')).length;
let guesses = 0;
const guess = (address = `198.51.100.${guesses}`) =>
  auth.signInWithPassword(`guess-${guesses++}@masar.test`, 'wrong', address);

test('as many passwords are checked at once as may be, and one more is RATE_LIMITED before any work', async () => {
  const before = checked();
  const release = auth.users.withhold('adminByPassword');
  const pending = Array.from({ length: 12 }, () => guess());
  try {
    await until(() => checked() === before + 12);
    auth.statements();
    for (const email of ['known@masar.test', 'unknown@masar.test'])
      expect(refusalOf(await auth.signInWithPassword(email, 'right', '192.0.2.20'))).toEqual(refused);
    expect(auth.statements().filter((statement) => /advisory|failed_attempts/.test(statement))).toEqual([]);
    expect(checked()).toBe(before + 12);
    expect(await auth.orm.em.fork().count(FailedAttempt, { address: '192.0.2.20' })).toBe(0);
    expect(await metrics()).toMatch(
      /limit_exceeded_total\{limit="password-sign-ins",action="refused",service="auth"\} 2$/m,
    );
  } finally {
    release();
  }
  expect((await Promise.all(pending)).map(refusalOf)).toEqual(pending.map(() => wrong));
  expect((await auth.signInWithPassword('known@masar.test', 'right', '192.0.2.20')).errors).toBeUndefined();
});

describe('attempts from one address', () => {
  test('take two connections while they wait for each other, and leave the others to sign-ins by code', async () => {
    const address = '192.0.2.21';
    const phones = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const phoneNumber = auth.nextPhoneNumber();
        return { phoneNumber, code: await auth.codeFor(phoneNumber) };
      }),
    );
    let pending: ReturnType<typeof guess>[] = [];
    const lock = `select pg_advisory_xact_lock(hashtextextended('password from ${address}', 0))`;
    await auth.orm.em.fork().transactional(async (tx) => {
      await tx.execute(lock);
      pending = Array.from({ length: 12 }, () => guess(address));
      await auth.untilBlocked(2);
      const signIns = await Promise.all(phones.map(({ phoneNumber, code }) => auth.signInWithOtp(phoneNumber, code)));
      for (const { errors } of signIns) expect(errors).toBeUndefined();
      await auth.untilBlocked(2);
    });
    expect((await Promise.all(pending)).map(refusalOf)).toEqual(pending.map(() => wrong));
  });
});
