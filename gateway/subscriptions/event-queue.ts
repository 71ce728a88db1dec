import type { ExecutionResult } from 'graphql';
import { GraphQLError } from 'graphql';
import { type Refusal, rateLimited } from '#platform/errors/refusal.ts';

/**
 * What waits between a subgraph that pushes and a client that pulls: bounded, and ended with an error when it is full,
 * because a client must not think that it has seen everything. Closing it interrupts a reader that waits.
 */
export class EventQueue<Event> {
  readonly #capacity: number;
  #events: Event[] = [];
  #wake: (() => void) | undefined;
  #ended = false;
  #left = false;
  #failure: Refusal | null = null;
  #close: () => void = () => {};

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(event: Event): void {
    if (this.#ended) return;
    if (this.#events.length >= this.#capacity) {
      this.end(rateLimited());
      this.#close();
      return;
    }
    this.#events.push(event);
    this.#wake?.();
  }

  /** No more events come; with a failure, that is the last thing the reader gets. */
  end(failure: Refusal | null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#wake?.();
  }

  /** What lets go of the source, when the reader is done or too slow. */
  onClose(close: () => void): void {
    this.#close = close;
  }

  /** The results of the events, each worked out after the one before it. */
  map(resolve: (event: Event) => Promise<ExecutionResult>): AsyncIterableIterator<ExecutionResult> {
    const results: AsyncIterableIterator<ExecutionResult> = {
      next: async () => {
        while (this.#events.length === 0 && !this.#ended) {
          const { promise, resolve: wake } = Promise.withResolvers<void>();
          this.#wake = wake;
          await promise;
        }
        const event = this.#events.shift();
        if (event !== undefined) {
          try {
            return { value: await resolve(event), done: false };
          } catch (error) {
            // Whoever has left is told of nothing more.
            if (this.#left) return { value: undefined, done: true };
            // A reader whose `next` fails does not call `return`.
            await results.return?.();
            throw error;
          }
        }
        const failure = this.#failure;
        this.#failure = null;
        if (!failure) return { value: undefined, done: true };
        return {
          value: { data: null, errors: [new GraphQLError(failure.code, { originalError: failure })] },
          done: false,
        };
      },
      return: async () => {
        this.#left = true;
        this.#events = [];
        this.end(null);
        this.#failure = null;
        this.#close();
        return { value: undefined, done: true };
      },
      [Symbol.asyncIterator]: () => results,
    };
    return results;
  }
}
