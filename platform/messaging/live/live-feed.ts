import { limits } from '../../limits.ts';
import type { CloudEvent } from '../cloud-event.ts';

/** What a live subscription reads: the events of all instances, once they are committed. */
export interface LiveFeed {
  subscribe(wanted: (event: CloudEvent) => boolean, options?: TailOptions): Tail;
}

export interface TailOptions {
  /**
   * For a state: events that come together are one, and so are those that wait, because the reader looks at the present
   * anyway.
   */
  newestOnly?: boolean;
}

/** An endless sequence of events; `return` ends it, a pending `next` included. A reader too slow for the queue gets TailOverflow. */
export type Tail = AsyncIterableIterator<CloudEvent, undefined> & {
  return(): Promise<IteratorResult<CloudEvent, undefined>>;
};

/** Events are missing, because the reader was too slow or the feed was interrupted, so it has to begin anew. */
export class TailOverflow extends Error {}

/** The feed of one process, which is told what comes from the bus. */
export class InProcessFeed implements LiveFeed {
  readonly #tails = new Set<InProcessTail>();

  /** Tells events, in their order. */
  publish(events: readonly CloudEvent[]): void {
    for (const tail of this.#tails) tail.push(events);
  }

  subscribe(wanted: (event: CloudEvent) => boolean, { newestOnly = false }: TailOptions = {}): Tail {
    const tail = new InProcessTail(wanted, newestOnly ? 1 : limits.feedQueue, newestOnly, () =>
      this.#tails.delete(tail),
    );
    this.#tails.add(tail);
    return tail;
  }

  /** Events are missing: every reader gets TailOverflow after what it has. */
  interrupt(): void {
    for (const tail of [...this.#tails]) tail.overflow();
  }

  /** How many read it now. */
  get size(): number {
    return this.#tails.size;
  }

  /** Ends every reader's sequence. */
  async stop(): Promise<void> {
    for (const tail of [...this.#tails]) await tail.return();
  }
}

class InProcessTail implements Tail {
  readonly #wanted: (event: CloudEvent) => boolean;
  readonly #capacity: number;
  readonly #newestOnly: boolean;
  readonly #onEnd: () => void;
  #queue: CloudEvent[] = [];
  #waiting: PromiseWithResolvers<IteratorResult<CloudEvent, undefined>> | undefined;
  #overflowed = false;
  #ended = false;

  constructor(wanted: (event: CloudEvent) => boolean, capacity: number, newestOnly: boolean, onEnd: () => void) {
    this.#wanted = wanted;
    this.#capacity = capacity;
    this.#newestOnly = newestOnly;
    this.#onEnd = onEnd;
  }

  push(events: readonly CloudEvent[]): void {
    const wanted = events.filter((event) => this.#wanted(event));
    for (const event of this.#newestOnly ? wanted.slice(-1) : wanted) this.#take(event);
  }

  #take(event: CloudEvent): void {
    if (this.#ended) return;
    if (this.#waiting) {
      this.#waiting.resolve({ value: event, done: false });
      this.#waiting = undefined;
    } else if (this.#queue.length < this.#capacity) {
      this.#queue.push(event);
    } else if (this.#newestOnly) {
      this.#queue = [event];
    } else this.overflow();
  }

  overflow(): void {
    if (this.#ended) return;
    this.#overflowed = true;
    this.#ended = true;
    this.#onEnd();
    this.#waiting?.reject(new TailOverflow('events are missing'));
    this.#waiting = undefined;
  }

  async next(): Promise<IteratorResult<CloudEvent, undefined>> {
    const event = this.#queue.shift();
    if (event) return { value: event, done: false };
    if (this.#overflowed) throw new TailOverflow('events are missing');
    if (this.#ended) return { value: undefined, done: true };
    this.#waiting = Promise.withResolvers();
    return this.#waiting.promise;
  }

  async return(): Promise<IteratorResult<CloudEvent, undefined>> {
    this.#end();
    this.#queue = [];
    this.#overflowed = false;
    return { value: undefined, done: true };
  }

  #end(): void {
    this.#ended = true;
    this.#onEnd();
    this.#waiting?.resolve({ value: undefined, done: true });
    this.#waiting = undefined;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
