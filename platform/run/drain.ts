import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from './lifecycle.ts';

/** A connection that stays open for long, and that its client opens again when it is closed. */
export interface LongConnection {
  /** Closes it, so that its client connects to another process. */
  leave(): void;
}

/** The pause between two rounds of closing connections, in milliseconds. */
const step = 25;

/**
 * The time between the signal to stop and the end of service. Stopping it makes the process unready, so that balancers send their requests
 * elsewhere, and closes the long connections one after the other: clients that all came back at once would overload the processes that
 * remain.
 */
export class Drain implements Running {
  readonly #duration: number;
  readonly #connections = new Set<LongConnection>();
  #began = false;

  /** @param duration in milliseconds. */
  constructor(duration: number) {
    this.#duration = duration;
  }

  /** Whether the process is about to end, and should accept no long connection. */
  get began(): boolean {
    return this.#began;
  }

  add(connection: LongConnection): void {
    this.#connections.add(connection);
  }

  remove(connection: LongConnection): void {
    this.#connections.delete(connection);
  }

  /** Resolves when the time has passed, and every connection has left or is closing. */
  async stop(): Promise<void> {
    this.#began = true;
    const start = performance.now();
    const connections = [...this.#connections];
    let closed = 0;
    for (;;) {
      const passed = performance.now() - start;
      const due = passed >= this.#duration ? connections.length : (connections.length * passed) / this.#duration;
      for (; closed < due; closed++) connections[closed]?.leave();
      if (passed >= this.#duration) break;
      await sleep(Math.min(step, this.#duration - passed));
    }
    for (const connection of this.#connections) connection.leave();
  }
}
