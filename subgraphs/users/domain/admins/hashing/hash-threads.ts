import { Worker } from 'node:worker_threads';
import type { Running } from '#platform/run/lifecycle.ts';
import type { TagInput } from './argon2id.ts';

/**
 * Computes tags in threads of low priority, one at a time in each. A thread starts when all others are busy, so there are as many as
 * have ever been computed at once. One that ends is replaced when it is needed. Idle threads do not keep the process alive.
 */
export class HashThreads implements Running {
  readonly #idle = new Set<Worker>();
  readonly #busy = new Map<Worker, PromiseWithResolvers<Uint8Array>>();
  #stopped = false;

  /** Rejects when the thread ends first, or has to stop. */
  async compute(input: TagInput): Promise<Uint8Array> {
    if (this.#stopped) throw new Error('the hash threads stop');
    const [worker = this.#start()] = this.#idle;
    this.#idle.delete(worker);
    const result = Promise.withResolvers<Uint8Array>();
    this.#busy.set(worker, result);
    worker.ref();
    worker.postMessage(input);
    return result.promise;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const workers = [...this.#idle, ...this.#busy.keys()];
    for (const worker of workers) this.#lose(worker, new Error('the hash threads stop'));
    // A thread ends with the hash that it computes.
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  #start(): Worker {
    const worker = new Worker(new URL('./hash-worker.ts', import.meta.url));
    worker.on('message', (tag: Uint8Array) => this.#finish(worker, tag));
    worker.on('error', (error: Error) => this.#lose(worker, error));
    worker.on('exit', () => this.#lose(worker, new Error('a hash thread ended')));
    return worker;
  }

  #finish(worker: Worker, tag: Uint8Array): void {
    const result = this.#busy.get(worker);
    if (!result) return;
    this.#busy.delete(worker);
    this.#idle.add(worker);
    worker.unref();
    result.resolve(tag);
  }

  #lose(worker: Worker, error: Error): void {
    this.#idle.delete(worker);
    this.#busy.get(worker)?.reject(error);
    this.#busy.delete(worker);
  }
}
