import { BoundedQueue } from '../../run/bounded-queue.ts';
import type { CloudEvent } from '../cloud-event.ts';

/** Events that may wait for a reader. */
export const tailCapacity = 1_000;

/** The events that live subscriptions read: those of all instances, once they are committed. */
export interface LiveFeed {
  subscribe(wanted: (event: CloudEvent) => boolean, options?: TailOptions): Tail;
}

export interface TailOptions {
  /** For a reader that reads the present state at each event: keeps the newest of the events that wait, and of those published together. */
  newestOnly?: boolean;
}

/** Events without an end; `return` ends them, and settles a pending `next`. */
export type Tail = AsyncIterableIterator<CloudEvent, undefined> & {
  return(): Promise<IteratorResult<CloudEvent, undefined>>;
};

/** Events are missing, because the reader was too slow or the feed was interrupted. The reader has to subscribe again. */
export class TailOverflow extends Error {
  constructor() {
    super('events are missing');
  }
}

interface Subscription {
  wanted: (event: CloudEvent) => boolean;
  newestOnly: boolean;
  queue: BoundedQueue<CloudEvent>;
}

/** The feed of one process, fed by the bus. */
export class InProcessFeed implements LiveFeed {
  readonly #subscriptions = new Set<Subscription>();

  publish(events: readonly CloudEvent[]): void {
    for (const { wanted, newestOnly, queue } of this.#subscriptions) {
      const chosen = events.filter(wanted);
      for (const event of newestOnly ? chosen.slice(-1) : chosen) queue.push(event);
    }
  }

  /** A reader that is too slow gets the events that were queued, then TailOverflow. */
  subscribe(wanted: (event: CloudEvent) => boolean, { newestOnly = false }: TailOptions = {}): Tail {
    const onClose = () => this.#subscriptions.delete(subscription);
    const queue = newestOnly
      ? new BoundedQueue<CloudEvent>(1, { onClose })
      : new BoundedQueue<CloudEvent>(tailCapacity, { onClose, overflow: () => new TailOverflow() });
    const subscription = { wanted, newestOnly, queue };
    this.#subscriptions.add(subscription);
    return queue;
  }

  /** Events are missing: every reader gets TailOverflow after the events that were queued. */
  interrupt(): void {
    for (const { queue } of this.#subscriptions) queue.end(new TailOverflow());
    this.#subscriptions.clear();
  }

  /** The number of readers. */
  get size(): number {
    return this.#subscriptions.size;
  }

  /** Ends every reader's events. */
  async stop(): Promise<void> {
    for (const { queue } of this.#subscriptions) await queue.return();
  }
}
