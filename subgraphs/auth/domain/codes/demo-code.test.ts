import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refusalOf } from '#test-kit/refusal.ts';
import { type AuthHarness, expectRateLimited, minutes, seconds, startAuth, wrongCode } from '../../testing/harness.ts';

const invalid = { code: 'OTP_INVALID' };

describe('a demo code', () => {
  let demo: AuthHarness;
  beforeAll(async () => {
    demo = await startAuth({ demoOtp: '987654' });
  });
  afterAll(() => demo.stop());
  const demoCode = '987654';

  test('signs every phone in repeatedly, with or without a requested code', async () => {
    const phoneNumber = demo.nextPhoneNumber();
    expect((await demo.signInWithOtp(phoneNumber, demoCode)).errors).toBeUndefined();
    await demo.codeFor(phoneNumber);
    expect((await demo.signInWithOtp(phoneNumber, demoCode)).errors).toBeUndefined();
    expect((await demo.signInWithOtp(phoneNumber, demoCode)).errors).toBeUndefined();
  });

  test('refuses the sixth guess at a requested code until that code expires', async () => {
    const phoneNumber = demo.nextPhoneNumber();
    await demo.codeFor(phoneNumber);
    for (let attempt = 0; attempt < 5; attempt++) await demo.signInWithOtp(phoneNumber, wrongCode);
    expect(refusalOf(await demo.signInWithOtp(phoneNumber, demoCode))).toEqual(invalid);
    demo.clock.advance(minutes(5) + seconds(1));
    expect((await demo.signInWithOtp(phoneNumber, demoCode)).errors).toBeUndefined();
  });

  test('refuses the sixth guess at a requested code until another code is requested', async () => {
    const phoneNumber = demo.nextPhoneNumber();
    await demo.codeFor(phoneNumber);
    for (let attempt = 0; attempt < 5; attempt++) await demo.signInWithOtp(phoneNumber, wrongCode);
    demo.clock.advance(seconds(61));
    await demo.codeFor(phoneNumber);
    expect((await demo.signInWithOtp(phoneNumber, demoCode)).errors).toBeUndefined();
  });

  test('is limited by 20 wrong guesses', async () => {
    const phoneNumber = demo.nextPhoneNumber();
    for (let attempt = 0; attempt < 20; attempt++) await demo.signInWithOtp(phoneNumber, wrongCode);
    expectRateLimited(await demo.signInWithOtp(phoneNumber, demoCode), 24 * 3_600);
  });
});

describe('without a demo code', () => {
  test('refuses the code of the demos', async () => {
    const auth = await startAuth({ demoOtp: null });
    try {
      const { data, ...answer } = await auth.signInWithOtp(auth.nextPhoneNumber(), '000000');
      expect(refusalOf(answer)).toEqual(invalid);
      expect(data).toBeNull();
    } finally {
      await auth.stop();
    }
  });
});
