/** The interval of heartbeats, in milliseconds: less than the time after which proxies close a quiet connection, often 30 or 60 s. */
export const heartbeatInterval = 12_000;

/** The parts of an interval. Each has its own connections, so that no turn of the event loop writes to all of them. */
const slots = 12;

export interface Beating {
  /** Called once in each interval. */
  beat(): void;
}

/** Calls any number of connections at an interval, with one timer, which runs while there are connections. */
export class Heartbeats {
  readonly #interval: number;
  readonly #slots: readonly Set<Beating>[] = Array.from({ length: slots }, () => new Set());
  #current = 0;
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(interval: number = heartbeatInterval) {
    this.#interval = interval;
  }

  /** Returns the function that removes the connection. */
  add(connection: Beating): () => void {
    // The slot that has just had its turn comes up again in a whole interval.
    const slot = this.#slots[this.#current] as Set<Beating>;
    slot.add(connection);
    this.#count++;
    this.#timer ??= setInterval(() => this.#turn(), this.#interval / slots).unref();
    return () => {
      if (!slot.delete(connection) || --this.#count > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  #turn(): void {
    this.#current = (this.#current + 1) % slots;
    for (const connection of this.#slots[this.#current] as Set<Beating>) connection.beat();
  }
}
