import type { Limits } from '#platform/limits.ts';
import { rateLimitAddress } from '#platform/security/rate-limit-address.ts';
import type { LimitName } from '../../limit-names.ts';
import { Allowance } from './allowance.ts';
import { LocalCounter } from './local-counter.ts';
import type { RateLimitName } from './rate-limit-name.ts';
import type { RedisStore } from './redis-store.ts';
import type { RateLimitSettings } from './settings.ts';
import { SharedCounter } from './shared-counter.ts';
import type { UsageCounter } from './usage.ts';

export interface RateLimitsOptions {
  settings: RateLimitSettings;
  limits: Pick<Limits<LimitName>, 'exceeded'>;
  /** Where the gateways count together; null to count in this process. */
  store: RedisStore | null;
}

/** The limits of what a client may use in a minute: by its address, by its account, and by the cost of its operations. */
export class RateLimits {
  readonly #counters: Readonly<Record<RateLimitName, UsageCounter>>;
  readonly #limits: RateLimitsOptions['limits'];

  constructor({ settings, limits, store }: RateLimitsOptions) {
    const counter = (name: RateLimitName): UsageCounter =>
      store ? new SharedCounter(name, settings[name], store) : new LocalCounter(settings[name]);
    this.#limits = limits;
    this.#counters = {
      'address-requests': counter('address-requests'),
      'account-requests': counter('account-requests'),
      'address-cost': counter('address-cost'),
      'account-cost': counter('account-cost'),
      'sign-ins': counter('sign-ins'),
    };
  }

  /** Counts a request of this address, and returns what else it is counted by. It may be above the limit already. */
  request(address: string): Allowance {
    return new Allowance(rateLimitAddress(address), this.#counters, this.#limits);
  }

  /** Counts a new connection of this address as a request. Returns the seconds after which it may be repeated; null when it is accepted. */
  connection(address: string): Promise<number | null> | number | null {
    const allowance = this.request(address);
    const counting = allowance.counted();
    return counting ? counting.then(() => allowance.retryAfter) : allowance.retryAfter;
  }
}
