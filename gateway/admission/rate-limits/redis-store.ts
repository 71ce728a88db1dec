import type { Redis } from '#platform/messaging/bus/redis-connection.ts';

/** The time for Redis to answer, in milliseconds. A request waits no longer for its limits. */
const answerTimeout = 150;

/** The time without a request to a Redis that has failed, in milliseconds. One request then tries whether it is back. */
const restTime = 1_000;

/** Uses that one command counts: Redis does nothing else meanwhile. */
export const maxBatch = 200;

/** Counts each use in the window of its key, which begins with the first one. Returns what is counted, and milliseconds until it ends. */
const script = `local counted = {}
for at, key in ipairs(KEYS) do
  redis.call('set', key, 0, 'EX', ARGV[2 * at], 'NX')
  counted[2 * at - 1] = redis.call('incrby', key, ARGV[2 * at - 1])
  counted[2 * at] = redis.call('pttl', key)
end
return counted`;

/** A use of a limit. */
export interface Use {
  key: string;
  points: number;
  /** The length of the window, in seconds. */
  seconds: number;
}

/** The points that are counted in the present window, those of the use included. */
export interface Counted {
  points: number;
  /** Milliseconds until the window ends. */
  reset: number;
}

interface PendingUse extends Use {
  resolve: (counted: Counted) => void;
  reject: (error: unknown) => void;
}

/** Counts uses in Redis, for which nobody waits long. The uses of one turn of the event loop share a command. */
export class RedisStore {
  readonly #redis: Pick<Redis, 'send' | 'isCluster'>;
  #pending: PendingUse[] = [];
  #hasFailed = false;
  /** On the clock of `performance.now()`. */
  #restUntil = 0;

  constructor(redis: Pick<Redis, 'send' | 'isCluster'>) {
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

  /** Counts a use. Rejects within the time for an answer. */
  count(use: Use): Promise<Counted> {
    // Of a Redis that has failed, only this use learns whether it is back.
    if (this.#hasFailed) this.#restUntil = performance.now() + restTime;
    return new Promise((resolve, reject) => {
      if (this.#pending.length === 0) setImmediate(() => this.#flush());
      this.#pending.push({ ...use, resolve, reject });
    });
  }

  #flush(): void {
    const uses = this.#pending;
    this.#pending = [];
    // The keys of one command have to be in one slot of a cluster.
    const size = this.#redis.isCluster ? 1 : maxBatch;
    for (let at = 0; at < uses.length; at += size) void this.#send(uses.slice(at, at + size));
  }

  async #send(uses: readonly PendingUse[]): Promise<void> {
    const keys = uses.map(({ key }) => key);
    const values = uses.flatMap(({ points, seconds }) => [String(points), String(seconds)]);
    try {
      const sent = this.#redis.send<number[]>(keys[0] ?? '', ['EVAL', script, String(keys.length), ...keys, ...values]);
      const counted = await within(answerTimeout, sent);
      this.#hasFailed = false;
      for (const [at, { resolve }] of uses.entries())
        resolve({ points: Number(counted[2 * at]), reset: Number(counted[2 * at + 1]) });
    } catch (error) {
      this.#hasFailed = true;
      this.#restUntil = performance.now() + restTime;
      for (const { reject } of uses) reject(error);
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
