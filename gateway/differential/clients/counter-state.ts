import { type CounterAccess, counters } from './counter-subgraphs.ts';

/** The counters of all subgraphs, and what is known of them to clients that have received a response. */
export class CounterState {
  readonly #values: number[] = Array.from({ length: counters }, () => 0);
  readonly #known: number[] = Array.from({ length: counters }, () => 0);
  /** The values that each operation has set so far, by counter. */
  readonly #setBy = new Map<string, Map<number, number>>();

  /** The counters for a request that is part of an operation. */
  accessFor(operation: string): CounterAccess {
    return {
      read: (counter) => this.#values[counter] as number,
      increment: (counter) => {
        const value = (this.#values[counter] as number) + 1;
        this.#values[counter] = value;
        const set = this.#setBy.get(operation) ?? new Map<number, number>();
        this.#setBy.set(operation, set.set(counter, value));
      },
    };
  }

  /** The values that an operation sent now must see at least. */
  known(): readonly number[] {
    return [...this.#known];
  }

  /** The values that a response received now can have at most. */
  current(): readonly number[] {
    return this.#values;
  }

  /** A client has received a response with these values of counters. */
  learn(operation: string, read: readonly (readonly [counter: number, value: number])[]): void {
    for (const [counter, value] of [...read, ...(this.#setBy.get(operation) ?? [])]) {
      this.#known[counter] = Math.max(this.#known[counter] as number, value);
    }
  }
}
