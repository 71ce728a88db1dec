/** Signals to the subscriptions of this process that an account may have new notifications. They read them themselves. */
export class NotificationSignal {
  readonly #listeners = new Map<string, Set<() => void>>();

  /** Signals that these accounts have new notifications. */
  emit(recipientIds: readonly string[]): void {
    for (const id of recipientIds) this.#call(this.#listeners.get(id));
  }

  /** Signals that any account may have new notifications. */
  emitAll(): void {
    for (const listeners of this.#listeners.values()) this.#call(listeners);
  }

  /** Calls the listener at each signal for the account. Returns a function that removes it. */
  listen(recipientId: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(recipientId) ?? new Set();
    this.#listeners.set(recipientId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(recipientId) === listeners) this.#listeners.delete(recipientId);
    };
  }

  #call(listeners: Set<() => void> | undefined): void {
    for (const listener of listeners ?? []) listener();
  }
}
