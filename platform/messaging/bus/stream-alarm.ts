import type { Log } from '../../log.ts';
import { BackgroundLoop } from '../../run/background-loop.ts';
import type { Running } from '../../run/lifecycle.ts';
import { connectRedis, type Redis } from './redis-connection.ts';
import { blockTime, type Entry } from './redis-stream.ts';

export interface StreamAlarmOptions {
  url: string;
  stream: string;
  log: Log;
  /**
   * Called when the stream has new events, or may have. Resolves to the position up to which they were read, or undefined when another instance
   * reads.
   */
  onNew: () => Promise<string | undefined>;
}

/** Notices new events of a stream, over a connection of its own, without reading all of them. */
export class StreamAlarm implements Running {
  readonly #redis: Redis;
  readonly #options: StreamAlarmOptions;
  readonly #loop: BackgroundLoop;
  #after = '$';
  #generation = 0;
  /** Whether this instance has read the events of the last alarm. */
  #isReading = false;

  constructor(options: StreamAlarmOptions) {
    const { url, stream, log } = options;
    this.#options = options;
    this.#redis = connectRedis(url, log);
    this.#loop = new BackgroundLoop(
      { [`wait for ${stream}`]: (stopping) => this.#pass(stopping) },
      { interval: 0, log },
    );
  }

  async stop(): Promise<void> {
    const stopped = this.#loop.stop();
    // Ends a read that waits.
    await this.#redis.stop();
    await stopped;
  }

  async #pass(stopping: AbortSignal): Promise<boolean> {
    const { stream, onNew } = this.#options;
    await this.#redis.ready(stopping);
    if (this.#generation !== this.#redis.generation) {
      // Perhaps another server, with other positions.
      this.#generation = this.#redis.generation;
      this.#after = '$';
      void onNew();
    }
    const wait = ['XREAD', 'COUNT', '1', 'BLOCK', String(blockTime), 'STREAMS', stream, this.#after];
    if ((await this.#redis.send<unknown>(stream, wait)) === null) return true;
    if (this.#isReading) await this.#alarm();
    if (this.#isReading) return true;
    // Before the call: a later event raises the next alarm.
    const last = ['XREVRANGE', stream, '+', '-', 'COUNT', '1'];
    const [newest] = await this.#redis.send<Entry[]>(stream, last);
    this.#after = newest?.[0] ?? '$';
    await this.#alarm();
    return true;
  }

  async #alarm(): Promise<void> {
    const read = await this.#options.onNew();
    this.#isReading = read !== undefined;
    this.#after = read ?? this.#after;
  }
}
