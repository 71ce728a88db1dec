/** Tells this instance's subscriptions that there may be new notifications of their account; they look for themselves. */
export class Arrivals {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Something was sent to these accounts. */
  announce(recipientIds: readonly string[]): void {
    for (const id of recipientIds) this.#wake(this.#waiting.get(id));
  }

  /** Anything may have been sent to anyone. */
  announceAll(): void {
    for (const waiting of this.#waiting.values()) this.#wake(waiting);
  }

  /** Calls back at each announcement to the account, until it is told to stop. */
  listen(recipientId: string, wake: () => void): () => void {
    const waiting = this.#waiting.get(recipientId) ?? new Set();
    this.#waiting.set(recipientId, waiting.add(wake));
    return () => {
      waiting.delete(wake);
      if (waiting.size === 0 && this.#waiting.get(recipientId) === waiting) this.#waiting.delete(recipientId);
    };
  }

  #wake(waiting: Set<() => void> | undefined): void {
    for (const wake of waiting ?? []) wake();
  }
}
