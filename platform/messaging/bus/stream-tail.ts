import type { Log } from '../../log.ts';
import { BackgroundLoop } from '../../run/background-loop.ts';
import type { Running } from '../../run/lifecycle.ts';
import type { Watcher } from './bus.ts';
import { connectRedis, type Redis } from './redis-connection.ts';
import { blockTime, type Entry, eventsOf, isBefore, readBatch, readStart, streamOf } from './redis-stream.ts';

/** The position before the first event of a stream. */
const beginning = '0-0';

/**
 * Delivers a stream to a watcher over a connection of its own: from the newest event or from `since`, and after a lost connection from
 * the last event delivered. It reports a gap
 *
 * - when it begins at the newest event, since it may have taken long to connect;
 * - after a start of Redis, even one that has lost nothing: the events that it lost are sent again later, after others;
 * - when the events after the last one delivered were trimmed, or the stream was deleted.
 *
 * After a gap it continues at the newest event or from `since`.
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
    this.#loop = new BackgroundLoop({ [`watch ${source}`]: (stopping) => this.#pass(stopping) }, { interval: 0, log });
  }

  async stop(): Promise<void> {
    const stopped = this.#loop.stop();
    // Ends a read that waits.
    await this.#redis.stop();
    await stopped;
  }

  async #pass(stopping: AbortSignal): Promise<boolean> {
    await this.#redis.ready(stopping);
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

  /** Chooses the position on a new connection. */
  async #begin(): Promise<void> {
    const { generation } = this.#redis;
    const start = await readStart(this.#redis, this.#stream);
    const [newest] = await this.#send<Entry[]>(['XREVRANGE', this.#stream, '+', '-', 'COUNT', '1']);
    const [oldest] = await this.#send<Entry[]>(['XRANGE', this.#stream, '-', '+', 'COUNT', '1']);
    const last = this.#position;
    const continues = last !== undefined && start === this.#start && hasAllAfter(last, oldest?.[0]);
    if (!continues) this.#position = this.#since ?? newest?.[0] ?? beginning;
    this.#start = start;
    this.#generation = generation;
    const replays = last === undefined && this.#since !== undefined;
    if (!continues && !replays) this.#watcher.onGap();
  }

  #send<Reply>(command: string[]): Promise<Reply> {
    return this.#redis.send<Reply>(this.#stream, command);
  }
}

/** Whether a stream still has every event after a position. */
function hasAllAfter(position: string, oldest: string | undefined): boolean {
  return oldest === undefined ? position === beginning : !isBefore(position, oldest);
}
