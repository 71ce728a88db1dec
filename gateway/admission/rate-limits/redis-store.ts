import type { Redis } from '#platform/messaging/bus/redis-connection.ts';

/** The time for Redis to answer, in milliseconds. A request waits no longer for its limits. */
const answerTimeout = 150;

/** The time without a request to a Redis that has failed, in milliseconds. One request then tries whether it is back. */
const restTime = 1_000;

/** The commands that rate-limiter-flexible sends, to a Redis for which nobody waits long. */
export class RedisStore {
  readonly #redis: Pick<Redis, 'send'>;
  #hasFailed = false;
  /** On the clock of `performance.now()`. */
  #restUntil = 0;

  constructor(redis: Pick<Redis, 'send'>) {
    this.#redis = redis;
  }

  /** Whether Redis has failed and has not answered since. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Whether to use Redis now. */
  get isUsable(): boolean {
    return !this.#hasFailed || performance.now() >= this.#restUntil;
  }

  /** Runs a script (the interface of the package `redis`). Rejects within the time for an answer. */
  async eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown> {
    const [key = ''] = options.keys;
    // Of a Redis that has failed, only this request learns whether it is back.
    if (this.#hasFailed) this.#restUntil = performance.now() + restTime;
    try {
      const sent = this.#redis.send<unknown>(key, ['EVAL', script, '1', key, ...options.arguments]);
      const reply = await within(answerTimeout, sent);
      this.#hasFailed = false;
      return reply;
    } catch (error) {
      this.#hasFailed = true;
      this.#restUntil = performance.now() + restTime;
      throw error;
    }
  }
}

function within<Reply>(milliseconds: number, sent: Promise<Reply>): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error('Redis does not answer'));
    // An answer may have arrived while the process was busy. Node reads it before it runs an immediate.
    const timer = setTimeout(() => setImmediate(late), milliseconds);
    sent.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
