import type { Viewer } from '#contract/viewer.ts';
import { rateLimited } from '#platform/errors/refusal.ts';
import { withStatus } from '#platform/http/graphql-app.ts';
import type { Limits } from '#platform/limits.ts';
import type { LimitName } from '../../limit-names.ts';
import type { RateLimitName } from './rate-limit-name.ts';
import type { Usage, UsageCounter } from './usage.ts';

type Counters = Readonly<Record<RateLimitName, UsageCounter>>;

const seconds = (milliseconds: number): number => Math.max(1, Math.ceil(Math.round(milliseconds) / 1_000));

/**
 * Counts one request by each limit, and refuses it above one. What is counted in Redis is known once `settle` has resolved; several
 * limits then take one round trip together.
 */
export class Allowance {
  readonly #address: string;
  readonly #counters: Counters;
  readonly #limits: Pick<Limits<LimitName>, 'exceeded'>;
  #account: string | null = null;
  #isSpent = false;
  #pending: Promise<void>[] | null = null;
  /** The usage of the limit that is nearest to its end. */
  #nearest: Usage | null = null;
  /** Milliseconds until the last of the limits above which the request is has room again; null when it is above none. */
  #wait: number | null = null;

  /** Counts the request by its address, which is a key of rate limits. */
  constructor(address: string, counters: Counters, limits: Pick<Limits<LimitName>, 'exceeded'>) {
    this.#address = address;
    this.#counters = counters;
    this.#limits = limits;
    this.#take('address-requests', address, 1);
  }

  /** Counts the request by its account. */
  signedIn(viewer: Viewer | null): void {
    if (!viewer) return;
    this.#account = viewer.id;
    this.#take('account-requests', viewer.id, 1);
  }

  /** Counts attempts to sign in. */
  signIns(count: number): void {
    if (count > 0) this.#take('sign-ins', this.#address, count);
  }

  /**
   * Counts the cost of the operation, once, however often it is called: by the account, or by the address of an anonymous client. Then as
   * `settle`.
   */
  spend(cost: number): Promise<void> | undefined {
    if (!this.#isSpent) {
      this.#isSpent = true;
      const points = Math.ceil(cost);
      if (points > 0) {
        if (this.#account === null) this.#take('address-cost', this.#address, points);
        else this.#take('account-cost', this.#account, points);
      }
    }
    return this.settle();
  }

  /**
   * Resolves when every limit has answered, and undefined when all have.
   *
   * @throws GraphQLError RATE_LIMITED, with HTTP 429, above a limit; or rejects with it.
   */
  settle(): Promise<void> | undefined {
    this.check();
    return this.counted()?.then(() => this.check());
  }

  /** Resolves when every limit has answered, and undefined when all have. */
  counted(): Promise<void> | undefined {
    return this.#pending ? this.#waitFor(this.#pending) : undefined;
  }

  /** Seconds until the request may be repeated; null when it is not known to be above a limit. */
  get retryAfter(): number | null {
    return this.#wait === null ? null : seconds(this.#wait);
  }

  /** @throws GraphQLError RATE_LIMITED, with HTTP 429, when the request is known to be above a limit. */
  check(): void {
    const { retryAfter } = this;
    if (retryAfter !== null) throw withStatus(429, rateLimited(retryAfter));
  }

  /** The headers of the response: the limit that is nearest to its end, and when a refused request may be repeated. */
  get headers(): Record<string, number> {
    const { retryAfter } = this;
    const usage = this.#nearest;
    if (!usage) return {};
    return {
      'ratelimit-limit': usage.limit,
      'ratelimit-remaining': usage.remaining,
      'ratelimit-reset': seconds(usage.reset),
      ...(retryAfter === null ? {} : { 'retry-after': retryAfter }),
    };
  }

  async #waitFor(pending: Promise<void>[]): Promise<void> {
    this.#pending = null;
    await Promise.all(pending);
  }

  #take(name: RateLimitName, key: string, points: number): void {
    const taken = this.#counters[name].take(key, points);
    if (taken instanceof Promise) {
      this.#pending ??= [];
      this.#pending.push(taken.then((usage) => this.#note(name, usage)));
    } else this.#note(name, taken);
  }

  #note(name: RateLimitName, usage: Usage): void {
    const nearest = this.#nearest;
    if (!nearest || usage.remaining * nearest.limit < nearest.remaining * usage.limit) this.#nearest = usage;
    if (usage.isExceeded && this.#limits.exceeded(name)) this.#wait = Math.max(this.#wait ?? 0, usage.reset);
  }
}
