import { describe, expect, test } from '@jest/globals';
import { type Environment, SettingsFault } from '#platform/settings.ts';
import { readAuthSettings } from './settings.ts';

const needed = {
  AUTH_KEY_SECRET: 'a secret of at least 32 characters',
  SERVICE_CLIENT_SECRET: 'at least sixteen',
  DATABASE_URL: 'postgres://postgres@127.0.0.1:5432/postgres',
};
const production = { ...needed, NODE_ENV: 'production', METRICS_PORT: '9100' };

/** The faults that reading reports. */
function faultsOf(environment: Environment): string[] {
  try {
    readAuthSettings(environment);
  } catch (error) {
    if (error instanceof SettingsFault) return error.faults;
    throw error;
  }
  return [];
}

describe('auth settings', () => {
  test('have defaults for all but the secrets and the database', () => {
    expect(readAuthSettings(needed)).toMatchObject({
      keySecret: needed.AUTH_KEY_SECRET,
      serviceClientSecret: needed.SERVICE_CLIENT_SECRET,
      demoOtp: null,
      otpPerAddress: 10_000,
      passwordSignIns: 22,
      refreshGrace: 30_000,
      port: 4004,
      database: { url: 'postgres://postgres@127.0.0.1:5432/auth' },
    });
    expect(readAuthSettings(production)).toMatchObject({ production: true, demoOtp: null, otpPerAddress: 20 });
  });

  test('accept the Twilio variables together or not at all', () => {
    const twilio = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'token', TWILIO_FROM: '+15005550006' };
    const settings = readAuthSettings({ ...needed, ...twilio });
    expect(settings.twilio).toEqual({ accountSid: 'AC1', authToken: 'token', from: '+15005550006' });
    expect(faultsOf({ ...needed, ...twilio, TWILIO_FROM: undefined })).toEqual([
      'TWILIO_FROM: is needed with the other Twilio settings',
    ]);
  });

  test('accept a demo code, and limits per address and for passwords', () => {
    const settings = readAuthSettings({ ...needed, DEMO_OTP: '000000', OTP_PER_ADDRESS: '5', PASSWORD_SIGN_INS: '7' });
    expect(settings).toMatchObject({ demoOtp: '000000', otpPerAddress: 5, passwordSignIns: 7 });
  });

  test.each([
    ['0', 0],
    ['300', 300_000],
  ])('accept %s seconds of grace for a refresh token', (REFRESH_GRACE_SECONDS, refreshGrace) => {
    expect(readAuthSettings({ ...needed, REFRESH_GRACE_SECONDS })).toMatchObject({ refreshGrace });
  });

  test.each([
    [{ AUTH_KEY_SECRET: undefined }, ['AUTH_KEY_SECRET: is needed']],
    [{ AUTH_KEY_SECRET: '' }, ['AUTH_KEY_SECRET: is needed']],
    [{ AUTH_KEY_SECRET: 'x'.repeat(31) }, ['AUTH_KEY_SECRET: must have at least 32 characters']],
    [{ SERVICE_CLIENT_SECRET: undefined }, ['SERVICE_CLIENT_SECRET: is needed']],
    [{ SERVICE_CLIENT_SECRET: 'short' }, ['SERVICE_CLIENT_SECRET: must have at least 16 characters']],
    [{ DEMO_OTP: '12345' }, ['DEMO_OTP: must be six digits']],
    [{ DEMO_OTP: 'abcdef' }, ['DEMO_OTP: must be six digits']],
    [{ REFRESH_GRACE_SECONDS: '301' }, ['REFRESH_GRACE_SECONDS: must be a whole number from 0 to 300']],
    [{ OTP_PER_ADDRESS: '0' }, ['OTP_PER_ADDRESS: must be a whole number from 1 to 1000000']],
  ])('report the fault of %j', (change, faults) => {
    expect(faultsOf({ ...needed, ...change })).toEqual(faults);
  });

  test('refuse a demo code in production', () => {
    expect(faultsOf({ ...production, DEMO_OTP: '000000' })).toEqual(['DEMO_OTP: is refused in production']);
  });

  test('report every fault at once, and no secret', () => {
    const faults = faultsOf({
      ...production,
      DEMO_OTP: '123456',
      AUTH_KEY_SECRET: 'too short',
      SERVICE_CLIENT_SECRET: '',
      OTP_PER_ADDRESS: 'many',
    });
    expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual([
      'AUTH_KEY_SECRET',
      'DEMO_OTP',
      'OTP_PER_ADDRESS',
      'SERVICE_CLIENT_SECRET',
    ]);
    expect(faults.join()).not.toMatch(/too short|123456|many/);
  });
});
