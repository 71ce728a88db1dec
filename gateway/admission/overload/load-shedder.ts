import { type Refusal, rateLimited } from '#platform/errors/refusal.ts';
import type { Limits } from '#platform/limits.ts';
import type { Running } from '#platform/run/lifecycle.ts';
import type { LimitName } from '../../limit-names.ts';
import type { ProcessorDelay } from './processor-delay.ts';

/** Milliseconds between two samples of the delay. */
const interval = 20;
/** Samples in a row above the bound that are an overload: a burst, or one long turn of the event loop, is none. */
const samplesToBegin = 5;
/** Samples in a row without a refused request, after which the overload is over. */
const samplesToEnd = 25;
/** The part of the refused share that each sample renews: the share is that of about half a second. */
const shareGain = 0.05;
/** The refused share from which the process counts as overloaded. */
const overloadedShare = 0.5;

/** The longest pause that a refused client is asked for, in seconds. */
const maxPause = 3;

/** The refusal of a request that the process has no time for. Clients get different pauses, so that they do not all come back at once. */
export const overloaded = (): Refusal => rateLimited(1 + Math.floor(Math.random() * maxPause));

export interface LoadSheddingOptions {
  /** Milliseconds that a request may wait until it is served. */
  bound: number;
  delay: Pick<ProcessorDelay, 'sample' | 'now'>;
  limits: Limits<LimitName>;
}

/**
 * Refuses requests while the process cannot keep up, so that it answers the others in time: those that would wait longer than a bound, once
 * requests have waited so long for a tenth of a second.
 */
export class LoadShedder implements Running {
  readonly #options: LoadSheddingOptions;
  readonly #timer: NodeJS.Timeout;
  #due = performance.now() + interval;
  #isShedding = false;
  /** Samples in a row above the bound, and, during an overload, in a row without a refused request. */
  #streak = 0;
  #refused = 0;
  #admitted = 0;
  #share = 0;

  constructor(options: LoadSheddingOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#measure(), interval).unref();
  }

  /** The share of requests that is refused, from 0 to 1. */
  get share(): number {
    return this.#share;
  }

  /** Whether the process refuses at least every second request. */
  get isOverloaded(): boolean {
    return this.#share >= overloadedShare && !this.#options.limits.isMeasured('overload');
  }

  /** Decides whether to refuse one request. Takes less than a microsecond. */
  refuses(): boolean {
    const { delay, bound, limits } = this.#options;
    if (!this.#isShedding || delay.now <= bound) {
      this.#admitted++;
      return false;
    }
    this.#refused++;
    return limits.exceeded('overload');
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
  }

  #measure(): void {
    const now = performance.now();
    const late = Math.max(now - this.#due, 0);
    this.#due = now + interval;
    this.sample(late);
  }

  /** Measures the process, and begins or ends the overload. */
  sample(late: number): void {
    const { delay, bound } = this.#options;
    delay.sample(late);
    const isAbove = delay.now > bound;
    const isQuiet = this.#refused === 0 && !isAbove;
    const continues = this.#isShedding ? isQuiet : isAbove;
    this.#streak = continues ? this.#streak + 1 : 0;
    if (this.#streak >= (this.#isShedding ? samplesToEnd : samplesToBegin)) {
      this.#isShedding = !this.#isShedding;
      this.#streak = 0;
    }
    const requests = this.#refused + this.#admitted;
    const share = requests === 0 ? 0 : this.#refused / requests;
    this.#share = this.#isShedding ? this.#share + shareGain * (share - this.#share) : 0;
    this.#refused = 0;
    this.#admitted = 0;
  }
}
