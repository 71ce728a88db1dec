/** Queries that are on their way, which others who ask the same may wait for, too. */
export class SharedQueries<Answer> {
  readonly #underWay = new Map<string, { answer: Promise<Answer>; leave: () => void; waiting: number }>();

  /**
   * The answer to what is asked under a key, by `ask` where nobody asks it now. What is asked is given up when all who wait
   * have gone. Rejects as `ask` does, and with the signal's reason.
   */
  async ask(key: string, signal: AbortSignal, ask: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    signal.throwIfAborted();
    const shared = this.#underWay.get(key) ?? this.#begin(key, ask);
    shared.waiting++;
    const gone = Promise.withResolvers<never>();
    const leave = () => {
      gone.reject(signal.reason);
      shared.waiting--;
      if (shared.waiting === 0) shared.leave();
    };
    signal.addEventListener('abort', leave);
    try {
      return await Promise.race([shared.answer, gone.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  #begin(key: string, ask: (signal: AbortSignal) => Promise<Answer>) {
    const all = new AbortController();
    const answer = ask(all.signal).finally(() => this.#end(key, shared));
    const leave = () => {
      this.#end(key, shared);
      all.abort(new Error('nobody waits for the answer'));
    };
    const shared = { answer, leave, waiting: 0 };
    // Those who have gone are told by their own signals.
    answer.catch(() => {});
    this.#underWay.set(key, shared);
    return shared;
  }

  #end(key: string, shared: object): void {
    if (this.#underWay.get(key) === shared) this.#underWay.delete(key);
  }
}
