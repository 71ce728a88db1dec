/** Tells this instance's subscriptions that there may be new notifications; they look for themselves. */
export class Arrivals {
  readonly #waiting = new Set<() => void>();

  announce(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Calls back at each announcement, until it is told to stop. */
  listen(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => this.#waiting.delete(wake);
  }
}
