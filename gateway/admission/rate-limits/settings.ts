import type { z } from 'zod';
import { setting } from '#platform/settings.ts';
import type { RateLimitName } from './rate-limit-name.ts';

/** What a client may use in a minute, by limit: requests, points of cost, or sign-ins. */
export type RateLimitSettings = Readonly<Record<RateLimitName, number>>;

/**
 * One client never needs as much: ten requests a second, and in a minute ten of the most expensive operations. An address may be that of a
 * carrier, behind which thousands of clients are, so it has more.
 */
const productionDefaults: RateLimitSettings = {
  'address-requests': 6_000,
  'account-requests': 600,
  'address-cost': 10_000_000,
  'account-cost': 2_000_000,
  'sign-ins': 120,
};

/** Outside production the clients of a test, a demo or a benchmark share one address. */
const developmentFactor = 100;

const most = 1_000_000_000_000;

/** The variables of these settings. */
export const rateLimitVariables = {
  ADDRESS_REQUESTS_PER_MINUTE: setting.whole(1, most).optional(),
  ACCOUNT_REQUESTS_PER_MINUTE: setting.whole(1, most).optional(),
  ADDRESS_COST_PER_MINUTE: setting.whole(1, most).optional(),
  ACCOUNT_COST_PER_MINUTE: setting.whole(1, most).optional(),
  SIGN_INS_PER_MINUTE: setting.whole(1, most).optional(),
};

type Variables = { [Name in keyof typeof rateLimitVariables]?: z.output<(typeof rateLimitVariables)[Name]> };

/** The limits that the variables set, and the defaults of the others. */
export function rateLimitSettingsOf(value: Variables, production: boolean): RateLimitSettings {
  const defaultOf = (name: RateLimitName) => productionDefaults[name] * (production ? 1 : developmentFactor);
  return {
    'address-requests': value.ADDRESS_REQUESTS_PER_MINUTE ?? defaultOf('address-requests'),
    'account-requests': value.ACCOUNT_REQUESTS_PER_MINUTE ?? defaultOf('account-requests'),
    'address-cost': value.ADDRESS_COST_PER_MINUTE ?? defaultOf('address-cost'),
    'account-cost': value.ACCOUNT_COST_PER_MINUTE ?? defaultOf('account-cost'),
    'sign-ins': value.SIGN_INS_PER_MINUTE ?? defaultOf('sign-ins'),
  };
}
