import type { ExecutionResult } from 'graphql';
import type { ErrorCode } from '#contract/error-codes.ts';

/** Answers that are delayed at once. Each keeps the memory of its request. */
export const maxDelayedRefusals = 1_000;

const rateLimited: ErrorCode = 'RATE_LIMITED';

/**
 * Delays the answer to an operation whose attempt to sign in a subgraph refuses with RATE_LIMITED. A client that attempts again at once, over
 * however many connections, then takes the processor once in that time for each. A timer costs less than the next request would. When as many
 * answers wait as may, the next one is sent at once.
 */
export class RefusalDelay {
  readonly #time: number;
  #delayed = 0;

  /** @param time milliseconds; 0 delays nothing. */
  constructor(time: number) {
    this.#time = time;
  }

  /** Answers that wait to be sent. */
  get delayed(): number {
    return this.#delayed;
  }

  /** Resolves when the result of an operation with attempts to sign in may be sent. */
  async follow({ errors }: ExecutionResult): Promise<void> {
    if (this.#time === 0 || this.#delayed >= maxDelayedRefusals) return;
    if (!errors?.some(({ extensions }) => extensions.code === rateLimited)) return;
    this.#delayed++;
    await new Promise((resolve) => setTimeout(resolve, this.#time));
    this.#delayed--;
  }
}
