import { z } from 'zod';
import { type Environment, setting } from '#platform/settings.ts';
import { readSubgraphSettings, type SubgraphSettings } from '#platform/subgraph/settings.ts';

export interface AuthSettings extends SubgraphSettings {
  /** Encrypts the signing keys at rest, and keys the hashes of one-time codes. */
  keySecret: string;
  serviceClientSecret: string;
  /** A code that every phone number accepts; null outside demos. */
  demoOtp: string | null;
  otpPerAddress: number;
}

const secret = (length: number) => z.string('is needed').min(length, `must have at least ${length} characters`);

const sixDigits = z.string().regex(/^\d{6}$/, 'must be six digits');

const variables = (production: boolean) => ({
  AUTH_KEY_SECRET: secret(32),
  SERVICE_CLIENT_SECRET: secret(16),
  DEMO_OTP: (production ? sixDigits.refine(() => false, 'is refused in production') : sixDigits).optional(),
  OTP_PER_ADDRESS: setting.whole(1, 1_000_000).optional(),
});

/** Reads the settings of auth's process. Throws SettingsFault. */
export function readAuthSettings(environment: Environment): AuthSettings {
  const extra = variables(environment.NODE_ENV === 'production');
  const { extra: value, ...settings } = readSubgraphSettings('auth', environment, extra);
  return {
    ...settings,
    keySecret: value.AUTH_KEY_SECRET,
    serviceClientSecret: value.SERVICE_CLIENT_SECRET,
    demoOtp: value.DEMO_OTP ?? null,
    otpPerAddress: value.OTP_PER_ADDRESS ?? (settings.production ? 20 : 10_000),
  };
}
