import { z } from 'zod';
import { type Environment, type SettingsRules, setting } from '#platform/settings.ts';
import { readSubgraphSettings, type SubgraphSettings } from '../settings.ts';
import { defaultPasswordSignIns } from './domain/sign-in/password-attempts.ts';
import type { TwilioSettings } from './sms/sms.ts';

export interface AuthSettings extends SubgraphSettings {
  /** Encrypts the stored signing keys, and keys the hashes of one-time codes. */
  keySecret: string;
  serviceClientSecret: string;
  /** A code that every phone number accepts; null outside demos. */
  demoOtp: string | null;
  /** The most codes that one address may request in an hour. */
  otpPerAddress: number;
  /** Milliseconds after its first use for which a refresh token gives its successor again; 0 for never. */
  refreshGrace: number;
  /** The most attempts to sign in by password that the process has in progress. */
  passwordSignIns: number;
  /** The account that sends text messages; null logs them instead. */
  twilio: TwilioSettings | null;
}

const secret = (length: number) => z.string('is needed').min(length, `must have at least ${length} characters`);

/** A client retries within seconds. Whoever steals a refresh token may use it for as long. */
const maxRefreshGraceSeconds = 300;

const sixDigits = z.string().regex(/^\d{6}$/, 'must be six digits');

const variables = (production: boolean) => ({
  AUTH_KEY_SECRET: secret(32),
  SERVICE_CLIENT_SECRET: secret(16),
  DEMO_OTP: (production ? sixDigits.refine(() => false, 'is refused in production') : sixDigits).optional(),
  OTP_PER_ADDRESS: setting.whole(1, 1_000_000).optional(),
  REFRESH_GRACE_SECONDS: setting.whole(0, maxRefreshGraceSeconds).default(30),
  PASSWORD_SIGN_INS: setting.whole(1, 10_000).default(defaultPasswordSignIns),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC\w+$/, 'must begin with AC')
    .optional(),
  TWILIO_AUTH_TOKEN: setting.text().optional(),
  TWILIO_FROM: setting.text().optional(),
});

const twilioVariables = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'];

/** Either all of these are set, or none. */
const twilioRules: SettingsRules = (set) => {
  const missing = twilioVariables.filter((name) => !set[name]);
  if (missing.length === 0 || missing.length === twilioVariables.length) return [];
  return missing.map((name) => `${name}: is needed with the other Twilio settings`);
};

/** Reads the settings of an auth process. Throws SettingsFault. */
export function readAuthSettings(environment: Environment): AuthSettings {
  const extra = variables(environment.NODE_ENV === 'production');
  const { extra: value, ...settings } = readSubgraphSettings('auth', environment, extra, twilioRules);
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_FROM: from } = value;
  return {
    ...settings,
    keySecret: value.AUTH_KEY_SECRET,
    serviceClientSecret: value.SERVICE_CLIENT_SECRET,
    demoOtp: value.DEMO_OTP ?? null,
    twilio: accountSid && authToken && from ? { accountSid, authToken, from } : null,
    refreshGrace: value.REFRESH_GRACE_SECONDS * 1_000,
    passwordSignIns: value.PASSWORD_SIGN_INS,
    otpPerAddress: value.OTP_PER_ADDRESS ?? (settings.production ? 20 : 10_000),
  };
}
