import { performance } from 'node:perf_hooks';
import { type Refusal, rateLimited } from '#platform/errors/refusal.ts';
import type { Limits } from '#platform/limits.ts';
import type { Running } from '#platform/run/lifecycle.ts';
import type { LimitName } from '../limit-names.ts';

/** Milliseconds between two samples of the delay. */
const interval = 20;
/** How much one sample changes the refused share, for a delay that is twice the target, and for one that has grown by the target. */
const [integralGain, proportionalGain] = [0.02, 0.1];
/** The largest share of requests that is refused: the others show whether the overload is over. */
const maxShare = 0.98;
/** A delay of more targets than this counts as this much, so that the share grows in steps. */
const maxExcess = 5;
/** The part of the time for which the event loop of a busy process works. */
const busyUtilization = 0.9;
/** The part of the turns of the event loop that accept a connection, while others wait to be accepted. */
const backlogShare = 0.8;
/** The refused share from which the process counts as overloaded. */
const overloadedShare = 0.5;
/** Samples of which the smallest counts: a single long turn of the event loop is no overload. */
const window = 5;

/** The longest pause that a refused client is asked for, in seconds. */
const maxPause = 3;

/** The refusal of a request that the process has no time for. Clients get different pauses, so that they do not all come back at once. */
export const overloaded = (): Refusal => rateLimited(1 + Math.floor(Math.random() * maxPause));

export interface LoadSheddingOptions {
  /** Milliseconds that an accepted request may wait for the processor. */
  target: number;
  /** Milliseconds that the oldest work has waited in the queues of the process. */
  queueDelay: () => number;
  /** The connections that the process has accepted since its start. */
  accepted: () => number;
  limits: Limits<LimitName>;
  /** From 0 to 1; random by default. */
  chance?: () => number;
}

/**
 * Refuses a share of the requests while the process cannot keep up, so that it answers the others in time. The share follows the delay of a
 * request: that of the event loop, or of the queues of the process while the event loop has no rest. It grows while the delay is above the
 * target and shrinks below it, as in PIE (RFC 8033), which does the same for packets.
 */
export class LoadShedder implements Running {
  readonly #options: LoadSheddingOptions;
  readonly #timer: NodeJS.Timeout;
  #due = performance.now() + interval;
  #utilization = performance.eventLoopUtilization();
  #accepted = 0;
  #turns = 0;
  /** The time from which on connections have waited to be accepted. */
  #backlogSince: number | null = null;
  #samples: number[] = Array.from({ length: window }, () => 0);
  #delay = 0;
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
    if (this.#share === 0) return false;
    const { chance = Math.random, limits } = this.#options;
    return chance() < this.#share && limits.exceeded('overload');
  }

  /** Adjusts the share to a delay, in milliseconds. */
  sample(measured: number): void {
    const { target } = this.#options;
    this.#samples = [...this.#samples.slice(1), measured];
    const delay = Math.min(...this.#samples);
    const excess = Math.min((delay - target) / target, maxExcess);
    const growth = Math.min((delay - this.#delay) / target, maxExcess);
    const share = this.#share + integralGain * excess + proportionalGain * growth;
    this.#share = Math.min(Math.max(share, 0), maxShare);
    this.#delay = delay;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
  }

  /** The timer is as late as a request that arrives at the same time. */
  #measure(): void {
    const now = performance.now();
    const late = Math.max(now - this.#due, 0);
    this.#due = now + interval;
    const backlog = this.#backlogDelay(now);
    const isBusy = this.#isBusy();
    const queued = isBusy ? Math.max(this.#options.queueDelay(), backlog) : 0;
    this.sample(Math.max(late, queued));
  }

  /** Whether the event loop had no rest since the last sample. Queues may be long in an idle process, when a subgraph is slow. */
  #isBusy(): boolean {
    const { utilization } = performance.eventLoopUtilization(this.#utilization);
    this.#utilization = performance.eventLoopUtilization();
    return utilization >= busyUtilization;
  }

  /**
   * Milliseconds for which connections have waited to be accepted, which is the most that one has waited. The system does not tell: libuv
   * accepts one in each turn of the event loop, so while connections wait almost every turn accepts one.
   */
  #backlogDelay(now: number): number {
    const accepted = this.#options.accepted();
    const turns = performance.nodeTiming.uvMetricsInfo.loopCount;
    const share = (accepted - this.#accepted) / Math.max(turns - this.#turns, 1);
    this.#accepted = accepted;
    this.#turns = turns;
    if (share < backlogShare) this.#backlogSince = null;
    else this.#backlogSince ??= now;
    return this.#backlogSince === null ? 0 : now - this.#backlogSince;
  }
}
