export interface BoundedQueueOptions {
  /** Makes the error that ends a full queue. Without it a full queue drops its oldest value instead. */
  overflow?: () => Error;
  /** Called once, when the reader returns or the queue overflows: releases the source. Not called when the source ends the queue. */
  onClose?: () => void;
}

/**
 * A queue between a source that pushes and a reader that pulls. A reader gets the values that were pushed before the end, then the
 * error if there is one, once, and from then on the end. `return` drops the queued values and settles a pending `next`.
 */
export class BoundedQueue<Value> implements AsyncIterableIterator<Value, undefined> {
  readonly #capacity: number;
  readonly #options: BoundedQueueOptions;
  #values: Value[] = [];
  readonly #readers: PromiseWithResolvers<IteratorResult<Value, undefined>>[] = [];
  #error: Error | null = null;
  #ended = false;
  #closed = false;

  /** Holds at most `capacity` values that no reader waits for. */
  constructor(capacity: number, options: BoundedQueueOptions = {}) {
    this.#capacity = capacity;
    this.#options = options;
  }

  /** Ignored after the end. */
  push(value: Value): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader) reader.resolve({ value, done: false });
    else if (this.#values.length < this.#capacity) this.#values.push(value);
    else this.#overflow(value);
  }

  #overflow(value: Value): void {
    const { overflow } = this.#options;
    if (overflow) {
      this.end(overflow());
      this.#close();
    } else {
      this.#values.shift();
      this.#values.push(value);
    }
  }

  /** Accepts no more values. Only the first end counts. */
  end(error: Error | null = null): void {
    if (this.#ended) return;
    this.#ended = true;
    const [first, ...others] = this.#readers.splice(0);
    if (error === null || !first) this.#error = error;
    if (error === null) first?.resolve({ value: undefined, done: true });
    else first?.reject(error);
    for (const reader of others) reader.resolve({ value: undefined, done: true });
  }

  /** Rejects with the error that the queue ended with. */
  async next(): Promise<IteratorResult<Value, undefined>> {
    if (this.#values.length > 0) return { value: this.#values.shift() as Value, done: false };
    const error = this.#error;
    this.#error = null;
    if (error) throw error;
    if (this.#ended) return { value: undefined, done: true };
    const reader = Promise.withResolvers<IteratorResult<Value, undefined>>();
    this.#readers.push(reader);
    return reader.promise;
  }

  async return(): Promise<IteratorResult<Value, undefined>> {
    this.#values = [];
    this.end();
    this.#error = null;
    this.#close();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.onClose?.();
  }
}
