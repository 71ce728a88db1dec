import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { type GraphQLAnswer, requestGraphQL } from '#test-kit/subgraph.ts';
import { OneTimeCode } from '../../entities/one-time-code.ts';
import { type AuthHarness, expectRateLimited, minutes, seconds, startAuth } from '../../testing/harness.ts';

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const codesOf = (phoneNumber: string) => auth.orm.em.fork().find(OneTimeCode, { phoneNumber });

describe('a requested code', () => {
  test('is sent to the phone as six digits, is good for 5 minutes, and is not in the answer', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const before = auth.clock.now().getTime();
    const answer = await auth.requestOtp(phoneNumber);
    const { expiresAt, resendAt } = answer.data.requestOtp;
    expect(Date.parse(expiresAt) - before).toBeGreaterThanOrEqual(minutes(5));
    expect(Date.parse(expiresAt) - Date.parse(resendAt)).toBe(minutes(4));
    const { code } = auth.sent.at(-1) ?? { code: '' };
    expect(auth.sent.at(-1)).toEqual({ phoneNumber, code: expect.stringMatching(/^\d{6}$/) });
    expect(JSON.stringify(answer)).not.toContain(code);
  });

  test('is stored only as a hash, which differs between phones', async () => {
    const [one, two] = [auth.nextPhoneNumber(), auth.nextPhoneNumber()];
    const code = await auth.codeFor(one);
    await auth.codeFor(two);
    const [stored] = await codesOf(one);
    expect(JSON.stringify(stored)).not.toContain(`"${code}"`);
    expect(stored?.codeHash).toMatch(/^[0-9a-f]{64}$/);
    expect(stored?.codeHash).not.toBe((await codesOf(two))[0]?.codeHash);
  });

  test('is refused within 60 seconds of the previous one, with the time to wait, and nothing is sent', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    await auth.codeFor(phoneNumber);
    const count = auth.sent.length;
    auth.clock.advance(seconds(20));
    expectRateLimited(await auth.requestOtp(phoneNumber), 40);
    expect(auth.sent).toHaveLength(count);
    auth.clock.advance(seconds(41));
    expect((await auth.requestOtp(phoneNumber)).errors).toBeUndefined();
  });

  test('is refused a fourth time in 30 minutes, as resendAt of the third announces', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const first = auth.clock.now().getTime();
    await auth.codeFor(phoneNumber);
    auth.clock.advance(minutes(2));
    await auth.codeFor(phoneNumber);
    auth.clock.advance(minutes(2));
    const third = (await auth.requestOtp(phoneNumber)).data.requestOtp;
    expect(Math.abs(Date.parse(third.resendAt) - first - minutes(30))).toBeLessThan(seconds(2));
    auth.clock.advance(minutes(2));
    expectRateLimited(await auth.requestOtp(phoneNumber), 24 * 60);
    auth.clock.advance(minutes(24) + seconds(1));
    expect((await auth.requestOtp(phoneNumber)).errors).toBeUndefined();
  });

  test('is limited separately for the driver and the passenger of one phone', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    expect((await auth.requestOtp(phoneNumber, 'DRIVER')).errors).toBeUndefined();
    expect((await auth.requestOtp(phoneNumber, 'PASSENGER')).errors).toBeUndefined();
    expectRateLimited(await auth.requestOtp(phoneNumber, 'DRIVER'), 60);
  });

  test('is sent once for ten concurrent requests of one phone, at two instances', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const other = await auth.another();
    const mutation = `mutation ($p: String!) { requestOtp(input: { phoneNumber: $p, accountType: DRIVER }) { expiresAt } }`;
    const urls = Array.from({ length: 10 }, (_, at) => (at % 2 ? auth.url : other.url));
    const answers = await Promise.all(urls.map((url) => requestGraphQL(url, mutation, { p: phoneNumber })));
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    for (const refused of answers.filter(({ errors }) => errors)) expectRateLimited(refused, 60);
    expect(auth.sent.filter((each) => each.phoneNumber === phoneNumber)).toHaveLength(1);
    expect(await codesOf(phoneNumber)).toHaveLength(1);
  });

  test('is sent once for concurrent requests of one phone from two addresses', async () => {
    const phone = auth.nextPhoneNumber();
    const mutation = `mutation ($p: String!) { requestOtp(input: { phoneNumber: $p, accountType: DRIVER }) { expiresAt } }`;
    let answers: Promise<GraphQLAnswer>[] = [];
    await auth.whileUnwritable('one_time_codes', async () => {
      const from = (address: string) =>
        requestGraphQL(auth.url, mutation, { p: phone }, null, { 'x-forwarded-for': address });
      answers = ['192.0.2.1', '192.0.2.2'].map(from);
      await auth.untilBlocked(2);
    });
    const refused = (await Promise.all(answers)).filter(({ errors }) => errors);
    expect(refused.map(refusalOf)).toEqual([{ code: 'RATE_LIMITED', retryAfter: expect.any(Number) }]);
    expect(auth.sent.filter(({ phoneNumber }) => phoneNumber === phone)).toHaveLength(1);
  });

  test.each(['0500000001', '+0500000000', '+1234567', ''])(
    'is refused for the invalid phone number %j',
    async (phone) => {
      expect(refusalOf(await auth.requestOtp(phone))).toEqual(badInput('phoneNumber'));
    },
  );

  test('is refused for an admin', async () => {
    expect(refusalOf(await auth.requestOtp(auth.nextPhoneNumber(), 'ADMIN'))).toEqual(badInput('accountType'));
  });
});

describe('codes requested from one address', () => {
  const mutation = `mutation ($p: String!) { requestOtp(input: { phoneNumber: $p, accountType: DRIVER }) { expiresAt } }`;
  let bounded: AuthHarness;
  beforeAll(async () => {
    bounded = await startAuth({ otpPerAddress: 3 });
  });
  afterAll(() => bounded.stop());
  const from = (address: string) =>
    requestGraphQL(bounded.url, mutation, { p: bounded.nextPhoneNumber() }, null, { 'x-forwarded-for': address });

  test('are limited to the setting per hour, and refused until the oldest is an hour old', async () => {
    await from('192.0.2.1');
    bounded.clock.advance(minutes(10));
    await from('192.0.2.1');
    expect((await from('192.0.2.1')).errors).toBeUndefined();
    expectRateLimited(await from('192.0.2.1'), 50 * 60);
    expect((await from('192.0.2.2')).errors).toBeUndefined();
    bounded.clock.advance(minutes(50) + seconds(1));
    expect((await from('192.0.2.1')).errors).toBeUndefined();
    expectRateLimited(await from('192.0.2.1'), 10 * 60);
  });

  test('count by the last forwarded address, because the client can forge those before it', async () => {
    for (let at = 0; at < 3; at++) expect((await from(`198.51.100.${at}, 192.0.2.4`)).errors).toBeUndefined();
    expectRateLimited(await from('198.51.100.9, 192.0.2.4'), 3_600);
  });

  test('count by the address of the socket when no proxy is trusted', async () => {
    const open = await startAuth({ otpPerAddress: 1, trustedProxies: [] });
    const requestFrom = (phone: string, address: string) =>
      requestGraphQL(open.url, mutation, { p: phone }, null, { 'x-forwarded-for': address });
    try {
      expect((await requestFrom('+966500000001', '192.0.2.1')).errors).toBeUndefined();
      expectRateLimited(await requestFrom('+966500000002', '192.0.2.2'), 3_600);
    } finally {
      await open.stop();
    }
  });

  test('count together when a proxy forwards no address, and are not refused for it', async () => {
    for (const word of ['unknown', 'x'.repeat(500), '[::1]:80']) expect((await from(word)).errors).toBeUndefined();
    expectRateLimited(await from('another'), 3_600);
    for (const ipv6 of ['2001:db8:0000:0000:0000:0000:0000:0001', `fe80::1%${'z'.repeat(50)}`])
      expect((await from(ipv6)).errors).toBeUndefined();
  });

  test('stay within the limit when requested concurrently', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => from('192.0.2.3')));
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(3);
  });
});
