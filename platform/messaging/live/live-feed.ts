import { Refusal } from '../../errors/refusal.ts';
import { BoundedQueue } from '../../run/bounded-queue.ts';
import type { CloudEvent } from '../cloud-event.ts';
import { RecentIds } from './recent-ids.ts';

/** Events that may wait for a reader. */
export const tailCapacity = 1_000;

/** Events that are recognized when they are published again: many batches of a relay. */
export const recognizedEvents = 10_000;

/** The events that live subscriptions read: those of all instances, once they are committed. Every reader gets the same objects. */
export interface LiveFeed {
  /**
   * Each of the wanted events, in order, for a log. When events are missing, because the reader was too slow or the feed was
   * interrupted, it rejects with Refusal EVENTS_LOST after the events that were queued.
   */
  events(wanted: (event: CloudEvent) => boolean): Tail<CloudEvent>;
  /**
   * The changes of one aggregate, for a reader that reads the present state at each: the newest of those that wait, and of those that
   * were published together.
   */
  changesOf(subject: string): Tail<Change>;
}

/** Values without an end; `return` ends them, and settles a pending `next`. */
export type Tail<Value> = AsyncIterableIterator<Value, undefined> & {
  return(): Promise<IteratorResult<Value, undefined>>;
};

/** After it, the state has to be read again. */
export type Change = CloudEvent | Gap;

/** Events are missing, perhaps of this aggregate. */
export class Gap {}

interface Log {
  wanted: (event: CloudEvent) => boolean;
  queue: BoundedQueue<CloudEvent>;
}

/** The feed of one process, fed by the bus. */
export class InProcessFeed implements LiveFeed {
  readonly #logs = new Set<Log>();
  readonly #states = new Map<string, Set<BoundedQueue<Change>>>();
  readonly #recent = new RecentIds(recognizedEvents);

  /**
   * A relay that could not store that it had sent its events sends them again. Logs get each once.
   *
   * Logs get no resent events: those that had missed them have ended at the gap, and the others have begun after them.
   */
  publish(events: readonly CloudEvent[]): void {
    const unseen = events.filter(({ id, resent }) => this.#recent.add(id) && !resent);
    for (const { wanted, queue } of this.#logs) {
      for (const event of unseen) if (wanted(event)) queue.push(event);
    }
    const newest = new Map(events.map((event) => [event.subject, event]));
    for (const [subject, event] of newest) {
      for (const queue of this.#states.get(subject) ?? []) queue.push(event);
    }
  }

  events(wanted: (event: CloudEvent) => boolean): Tail<CloudEvent> {
    const onClose = () => this.#logs.delete(log);
    const log = { wanted, queue: new BoundedQueue<CloudEvent>(tailCapacity, { onClose, overflow: eventsLost }) };
    this.#logs.add(log);
    return log.queue;
  }

  changesOf(subject: string): Tail<Change> {
    const queues = this.#states.get(subject) ?? new Set();
    const onClose = () => {
      queues.delete(queue);
      if (queues.size === 0 && this.#states.get(subject) === queues) this.#states.delete(subject);
    };
    const queue = new BoundedQueue<Change>(1, { onClose });
    this.#states.set(subject, queues.add(queue));
    return queue;
  }

  /** Events are missing: every log ends with EVENTS_LOST after the events that were queued, and every state gets a gap. */
  interrupt(): void {
    for (const { queue } of this.#logs) queue.end(eventsLost());
    this.#logs.clear();
    const gap = new Gap();
    for (const queue of this.#allStates()) queue.push(gap);
  }

  /** The number of readers. */
  get size(): number {
    return this.#logs.size + this.#allStates().length;
  }

  /** Ends every reader's values. */
  async stop(): Promise<void> {
    for (const queue of [...[...this.#logs].map((log) => log.queue), ...this.#allStates()]) await queue.return();
  }

  #allStates(): BoundedQueue<Change>[] {
    return [...this.#states.values()].flatMap((queues) => [...queues]);
  }
}

const eventsLost = (): Refusal => new Refusal('EVENTS_LOST');
