import { type EventLoopUtilization, performance } from 'node:perf_hooks';

/** Samples over which rates are measured. */
const window = 10;
/** The part of the time for which the event loop of a busy process works. */
const busyUtilization = 0.4;
/** The part of the turns of the event loop that accept a connection, while others wait to be accepted. */
const backlogShare = 0.8;

/** Work that waits in a process. */
export interface WorkQueue {
  /** The work that waits now. */
  readonly waiting: number;
  /** The work that has begun since the start, whether or not it had to wait. */
  readonly begun: number;
}

export interface ProcessorDelayOptions {
  /** The queues through which each request goes, one after the other. */
  queues: readonly WorkQueue[];
  /** The connections that the process has accepted since its start. */
  accepted: () => number;
}

interface Snapshot {
  at: number;
  utilization: EventLoopUtilization;
  begun: readonly number[];
}

/** Estimates how long a request that arrives now waits until it is served. */
export class ProcessorDelay {
  readonly #options: ProcessorDelayOptions;
  readonly #snapshots: Snapshot[];
  /** Milliseconds that one piece of work in each queue takes the process, in the last samples. */
  #paces: readonly number[] = [];
  #late = 0;
  #isBusy = false;
  #accepted = 0;
  #turns = 0;
  /** The time from which on connections have waited to be accepted. */
  #backlogSince: number | null = null;

  constructor(options: ProcessorDelayOptions) {
    this.#options = options;
    this.#snapshots = [this.#snapshot(performance.now())];
  }

  /**
   * Measures the process.
   *
   * @param late how late the timer is that calls this: as late as a request that arrives at the same time.
   */
  sample(late: number): void {
    const now = performance.now();
    const [oldest] = this.#snapshots;
    const newest = this.#snapshot(now);
    this.#snapshots.push(newest);
    if (this.#snapshots.length > window) this.#snapshots.shift();
    this.#late = Math.max(late, this.#backlog(now));
    if (!oldest) return;
    this.#isBusy = performance.eventLoopUtilization(oldest.utilization).utilization >= busyUtilization;
    this.#paces = newest.begun.map((begun, at) => (now - oldest.at) / (begun - (oldest.begun[at] ?? 0)));
  }

  /**
   * The estimate in milliseconds: the delay of the event loop, and that of the queues unless the process is idle. The queues of an idle process
   * are long when a subgraph is slow, which costs the fields of that subgraph alone.
   */
  get now(): number {
    if (!this.#isBusy) return this.#late;
    const { queues } = this.#options;
    return queues.reduce(
      (sum, { waiting }, at) => (waiting === 0 ? sum : sum + waiting * (this.#paces[at] ?? 0)),
      this.#late,
    );
  }

  #snapshot(at: number): Snapshot {
    const begun = this.#options.queues.map((queue) => queue.begun);
    return { at, utilization: performance.eventLoopUtilization(), begun };
  }

  /**
   * Milliseconds for which connections have waited to be accepted, which is the most that one has waited. The system has no
   * figure of it: libuv accepts one in each turn of the event loop, so while connections wait almost every turn accepts one.
   */
  #backlog(now: number): number {
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
