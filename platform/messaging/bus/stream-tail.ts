import type { Log } from '../../log.ts';
import { BackgroundLoop } from '../../run/background-loop.ts';
import type { Running } from '../../run/lifecycle.ts';
import type { Watcher } from './bus.ts';
import { connectRedis, type Redis } from './redis-connection.ts';
import { blockTime, type Entry, eventsOf, isBefore, readBatch, readStart, streamOf } from './redis-stream.ts';

/**
 * Delivers a stream to a watcher over a connection of its own: from the newest event or from `since`, and after a lost connection from
 * the last event delivered.
 */
export class StreamTail implements Running {
  readonly #redis: Redis;
  readonly #stream: string;
  readonly #watcher: Watcher;
  readonly #loop: BackgroundLoop;
  readonly #since: string | undefined;
  #position: string | undefined;
  #generation = 0;
  #start = '';

  constructor({ url, log }: { url: string; log: Log }, source: string, watcher: Watcher, since?: Date) {
    this.#redis = connectRedis(url, log);
    this.#stream = streamOf(source);
    this.#watcher = watcher;
    this.#since = since && `${since.getTime()}-0`;
    this.#loop = new BackgroundLoop({ [`watch ${source}`]: () => this.#pass() }, { interval: 0, log });
  }

  async stop(): Promise<void> {
    const stopped = this.#loop.stop();
    // Ends a read that waits.
    await this.#redis.stop();
    await stopped;
  }

  async #pass(): Promise<boolean> {
    await this.#redis.ready();
    if (this.#position === undefined || this.#generation !== this.#redis.generation) await this.#begin();
    const after = this.#position ?? '$';
    const read = await this.#send<[string, Entry[]][] | null>([
      'XREAD',
      ...['COUNT', String(readBatch), 'BLOCK', String(blockTime), 'STREAMS', this.#stream, after],
    ]);
    const entries = read?.[0]?.[1] ?? [];
    this.#position = entries.at(-1)?.[0] ?? this.#position;
    if (entries.length > 0) this.#watcher.onEvents(eventsOf(entries));
    return true;
  }

  /** Chooses the position on a new connection. Reports a gap when events after the last position may be lost. */
  async #begin(): Promise<void> {
    const { generation } = this.#redis;
    const start = await readStart(this.#redis, this.#stream);
    const [newest] = await this.#send<Entry[]>(['XREVRANGE', this.#stream, '+', '-', 'COUNT', '1']);
    const [oldest] = await this.#send<Entry[]>(['XRANGE', this.#stream, '-', '+', 'COUNT', '1']);
    const last = this.#position;
    const lost = last !== undefined && (start !== this.#start || (oldest && isBefore(last, oldest[0])));
    if (last === undefined || lost) this.#position = this.#since ?? newest?.[0] ?? '0-0';
    this.#start = start;
    this.#generation = generation;
    if (lost) this.#watcher.onGap();
  }

  #send<Reply>(command: string[]): Promise<Reply> {
    return this.#redis.send<Reply>(this.#stream, command);
  }
}
