interface Waiting {
  name: string;
  settle: () => void;
}

/**
 * Settles answers one by one: of all that are awaited, the first by name, and the next when what follows from it is done.
 * So which of two subgraphs answers first does not depend on the executor.
 */
export class AnswerQueue {
  readonly #waiting: Waiting[] = [];
  #isSettling = false;

  answer<T>(name: string, make: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        try {
          resolve(make());
        } catch (error) {
          reject(error);
        }
      };
      this.#waiting.push({ name, settle });
      if (!this.#isSettling) setImmediate(() => this.#settleNext());
      this.#isSettling = true;
    });
  }

  #settleNext(): void {
    const [first] = this.#waiting.sort((one, other) => (one.name < other.name ? -1 : 1));
    if (!first) {
      this.#isSettling = false;
      return;
    }
    this.#waiting.shift();
    first.settle();
    setImmediate(() => this.#settleNext());
  }
}
