import type { LimitName } from '../../limit-names.ts';

/** The limits of what a client may use in a minute. */
export const rateLimitNames = [
  'address-requests',
  'account-requests',
  'address-cost',
  'account-cost',
  'sign-ins',
] as const satisfies readonly LimitName[];

export type RateLimitName = (typeof rateLimitNames)[number];
