import type { LimitName } from '../../limit-names.ts';

/** The limits of what a client may use in a minute. */
export type RateLimitName = Extract<
  LimitName,
  'address-requests' | 'account-requests' | 'address-cost' | 'account-cost' | 'sign-ins'
>;
