import { limits } from '../../limits.ts';
import type { Log } from '../../log.ts';
import { BackgroundLoop } from '../../run/background-loop.ts';
import type { Running } from '../../run/lifecycle.ts';
import { connectRedis, type Redis } from './redis-connection.ts';

type Entry = [position: string, fields: string[]];

export interface StreamAlarmOptions {
  url: string;
  stream: string;
  log: Log;
  /** There is something new, or there may be. */
  onNew: () => void;
}

/** Says when a stream has something new, over a connection of its own, without reading all of it. */
export class StreamAlarm implements Running {
  readonly #redis: Redis;
  readonly #options: StreamAlarmOptions;
  readonly #loop: BackgroundLoop;
  #after = '$';
  #generation = 0;

  constructor(options: StreamAlarmOptions) {
    const { url, stream, log } = options;
    this.#options = options;
    this.#redis = connectRedis(url, log);
    this.#loop = new BackgroundLoop({ [`wait for ${stream}`]: () => this.#pass() }, { interval: 0, log });
  }

  async stop(): Promise<void> {
    const stopped = this.#loop.stop();
    await this.#redis.stop();
    await stopped;
  }

  async #pass(): Promise<boolean> {
    const { stream, onNew } = this.#options;
    await this.#redis.ready();
    if (this.#generation !== this.#redis.generation) {
      // Another server, perhaps, whose positions are others.
      this.#generation = this.#redis.generation;
      this.#after = '$';
      onNew();
    }
    const block = String(limits.tailBlock);
    const wait = ['XREAD', 'COUNT', '1', 'BLOCK', block, 'STREAMS', stream, this.#after];
    if ((await this.#redis.send<unknown>(stream, wait)) === null) return true;
    // Before the alarm: whatever comes after this one raises it again.
    const last = ['XREVRANGE', stream, '+', '-', 'COUNT', '1'];
    const [newest] = await this.#redis.send<Entry[]>(stream, last);
    this.#after = newest?.[0] ?? '$';
    onNew();
    return true;
  }
}
