import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { refusalOf } from '#test-kit/refusal.ts';
import { FailedAttempt } from '../../entities/failed-attempt.ts';
import { type AuthHarness, expectRateLimited, hours, minutes, seconds, startAuth } from '../../testing/harness.ts';

let auth: AuthHarness;
let adminId: string;
beforeAll(async () => {
  auth = await startAuth();
  adminId = auth.users.addAdmin('admin@masar.test', 'right').id;
});
afterAll(() => auth.stop());

const wrong = { code: 'INVALID_CREDENTIALS' };
let emails = 0;
const newEmail = () => {
  const email = `admin${emails++}@masar.test`;
  auth.users.addAdmin(email, 'right');
  return email;
};

test('signs an admin in by email, in any letter case, and password', async () => {
  const { data } = await auth.signInWithPassword(' Admin@Masar.test ', 'right');
  expect(data.signInWithPassword).toMatchObject({ scope: 'admin', account: { id: adminId } });
  const claims = decodeJwt(data.signInWithPassword.accessToken);
  expect(claims).toMatchObject({ sub: adminId, scope: 'admin', name: 'Sara' });
  expect(claims).not.toHaveProperty('phone_number');
  expect(await auth.eventsOf(adminId)).toEqual([
    { type: 'auth.signed-in.v1', data: { accountId: adminId, accountType: 'ADMIN', sid: claims.sid } },
  ]);
});

test('refuses a wrong password and an unknown email alike', async () => {
  const answers = [
    await auth.signInWithPassword('admin@masar.test', 'wrong'),
    await auth.signInWithPassword('nobody@masar.test', 'right'),
  ];
  expect(answers.map(refusalOf)).toEqual([wrong, wrong]);
  expect(answers[0]?.errors?.[0]?.message).toBe(answers[1]?.errors?.[0]?.message);
});

test('stores no email with a failed attempt', async () => {
  await auth.signInWithPassword('secret-name@masar.test', 'wrong', '192.0.2.7');
  const [attempt] = await auth.orm.em.fork().find(FailedAttempt, { address: '192.0.2.7' });
  expect(attempt?.subject).toMatch(/^[0-9a-f]{64}$/);
});

test('limits the eleventh attempt at an email in 15 minutes even if it is right, whatever the address and letter case', async () => {
  const email = newEmail();
  for (let attempt = 0; attempt < 10; attempt++) {
    const variant = attempt % 2 ? email : ` ${email.toUpperCase()}`;
    expect(refusalOf(await auth.signInWithPassword(variant, 'wrong', `198.51.100.${attempt}`))).toEqual(wrong);
  }
  auth.clock.advance(minutes(5));
  expectRateLimited(await auth.signInWithPassword(email, 'right'), 10 * 60);
  auth.clock.advance(minutes(10) + seconds(1));
  expect((await auth.signInWithPassword(email, 'right')).errors).toBeUndefined();
});

test('allows one address 100 attempts an hour, also concurrent ones at different emails', async () => {
  const address = '203.0.113.1';
  const now = auth.clock.now();
  const earlier = Array.from({ length: 90 }, (_, at) => ({
    id: `fa_earlier_${at}`,
    kind: 'PASSWORD' as const,
    subject: `${at}`,
    address,
    createdAt: now,
    updatedAt: now,
  }));
  await auth.orm.em.fork().insertMany(FailedAttempt, earlier);
  const attempts = Array.from({ length: 20 }, (_, at) =>
    auth.signInWithPassword(`x${at}@masar.test`, 'wrong', address),
  );
  const codes = (await Promise.all(attempts)).map((answer) => refusalOf(answer).code);
  expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(10);
  expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(10);
  const email = newEmail();
  expectRateLimited(await auth.signInWithPassword(email, 'right', address), 3_600);
  expect((await auth.signInWithPassword(email, 'right', '203.0.113.2')).errors).toBeUndefined();
  auth.clock.advance(hours(1) + seconds(1));
  expect((await auth.signInWithPassword(email, 'right', address)).errors).toBeUndefined();
});

test('allows ten of fifteen concurrent attempts at one email', async () => {
  const email = newEmail();
  const attempts = Array.from({ length: 15 }, (_, at) =>
    auth.signInWithPassword(email, 'wrong', `198.51.100.${100 + at}`),
  );
  const codes = (await Promise.all(attempts)).map((answer) => refusalOf(answer).code);
  expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(10);
});

test('100 aliases of one document are no more than one attempt: the first wrong one ends the document', async () => {
  const email = newEmail();
  const field = (password: string, at: number) =>
    `a${at}: signInWithPassword(input: { email: "${email}", password: "${password}" }) { scope }`;
  const document = `mutation { ${[...Array(99).fill('wrong'), 'right'].map(field).join(' ')} }`;
  const counted = () => auth.orm.em.fork().count(FailedAttempt);
  const before = await counted();
  for (let sent = 1; sent <= 10; sent++) {
    expect(refusalOf(await auth.request(document))).toEqual(wrong);
    expect(await counted()).toBe(before + sent);
  }
  expectRateLimited(await auth.request(document), 15 * 60);
});

test('counts no attempt when users does not answer', async () => {
  const email = newEmail();
  auth.users.fail('hangs up');
  for (let attempt = 0; attempt < 11; attempt++) {
    const refusal = refusalOf(await auth.signInWithPassword(email, 'right', '192.0.2.8'));
    expect(refusal).toEqual({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'users' });
  }
  auth.users.fail(null);
  expect((await auth.signInWithPassword(email, 'right', '192.0.2.8')).errors).toBeUndefined();
});

test('an attempt that users is too busy to check is RATE_LIMITED, and does not count', async () => {
  const email = newEmail();
  auth.users.fail('is overloaded');
  for (let attempt = 0; attempt < 11; attempt++) {
    const refusal = refusalOf(await auth.signInWithPassword(email, 'right', '192.0.2.9'));
    expect(refusal).toEqual({ code: 'RATE_LIMITED', retryAfter: 2 });
  }
  auth.users.fail(null);
  expect((await auth.signInWithPassword(email, 'right', '192.0.2.9')).errors).toBeUndefined();
});
