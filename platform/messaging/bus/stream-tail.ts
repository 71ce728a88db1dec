import type { Log } from '../../log.ts';
import { BackgroundLoop } from '../../run/background-loop.ts';
import type { Running } from '../../run/lifecycle.ts';
import type { Watcher } from './bus.ts';
import { connectRedis, type Redis } from './redis-connection.ts';
import { blockTime, type Entry, eventsOf, isBefore, readBatch, readStart } from './redis-stream.ts';

/** The position before the first event of a stream. */
const beginning = '0-0';

/** Milliseconds beyond the wait for a new event within which a read ends on a working connection. */
const currentGrace = 1_000;

export interface StreamTailOptions {
  url: string;
  log: Log;
  stream: string;
  watcher: Watcher;
  since?: Date | undefined;
  /** The tail of the same source in an earlier layout, whose events come first. */
  earlier?: StreamTail | undefined;
  /** Whether a newer layout exists: an empty stream then has no events that may be missing. */
  isEarlier?: boolean;
}

/**
 * Delivers a stream to a watcher over a connection of its own: from the newest event or from `since`, and after a lost connection from
 * the last event delivered. It reports a gap
 *
 * - when it begins at the newest event, since it may have taken long to connect;
 * - after a start of its node, even one that has lost nothing, and after a failover: the events that it lost are sent again later, after others;
 * - when the events after the last one delivered were trimmed, or the stream was deleted.
 *
 * After a gap it continues at the newest event or from `since`.
 */
export class StreamTail implements Running {
  readonly #redis: Redis;
  readonly #options: StreamTailOptions;
  readonly #loop: BackgroundLoop;
  readonly #since: string | undefined;
  #position: string | undefined;
  #generation = 0;
  #start = '';
  /** The last time at which every event was delivered, on the clock of `performance.now()`. */
  #currentAt = Number.NEGATIVE_INFINITY;

  constructor(options: StreamTailOptions) {
    const { url, log, stream, since } = options;
    this.#options = options;
    this.#redis = connectRedis(url, log);
    this.#since = since && `${since.getTime()}-0`;
    this.#loop = new BackgroundLoop({ [`watch ${stream}`]: (stopping) => this.#pass(stopping) }, { interval: 0, log });
  }

  /** Whether every event was delivered on this connection, three seconds ago at most. */
  get isCurrent(): boolean {
    if (!this.#redis.isConnected || this.#generation !== this.#redis.generation) return false;
    return performance.now() - this.#currentAt < blockTime + currentGrace;
  }

  async stop(): Promise<void> {
    const stopped = this.#loop.stop();
    // Ends a read that waits.
    await this.#redis.stop();
    await stopped;
  }

  async #pass(stopping: AbortSignal): Promise<boolean> {
    await this.#redis.ready(stopping);
    while (this.#position === undefined || this.#generation !== this.#redis.generation) await this.#begin();
    const after = this.#position ?? '$';
    const entries = await this.#readAfter(this.#redis, after, ['BLOCK', String(blockTime)]);
    // Another node may have answered, which may lack events before these.
    if (this.#generation !== this.#redis.generation) return true;
    // While the node of the earlier layout is away, a gap follows there.
    if (entries.length > 0) await this.#options.earlier?.catchUp(this.#redis).catch(() => {});
    if (this.#deliver(entries, after) && entries.length < readBatch) this.#currentAt = performance.now();
    return true;
  }

  /** Delivers the events that the stream has by now, read over the connection of another tail. */
  async catchUp(redis: Redis): Promise<void> {
    for (;;) {
      const after = this.#position;
      if (after === undefined) return;
      const entries = await this.#readAfter(redis, after);
      if (this.#deliver(entries, after) && entries.length < readBatch) return;
    }
  }

  async #readAfter(redis: Redis, after: string, block: string[] = []): Promise<Entry[]> {
    const { stream } = this.#options;
    const command = ['XREAD', 'COUNT', String(readBatch), ...block, 'STREAMS', stream, after];
    const read = await redis.send<[string, Entry[]][] | null>(stream, command);
    return read?.[0]?.[1] ?? [];
  }

  /** Returns false, and delivers nothing, when another read has delivered events since. */
  #deliver(entries: readonly Entry[], after: string): boolean {
    if (after !== (this.#position ?? '$')) return false;
    this.#position = entries.at(-1)?.[0] ?? this.#position;
    if (entries.length > 0) this.#options.watcher.onEvents(eventsOf(entries));
    return true;
  }

  /** Chooses the position on a new connection. */
  async #begin(): Promise<void> {
    const { generation } = this.#redis;
    const { stream, watcher, isEarlier = false } = this.#options;
    const start = await readStart(this.#redis, stream);
    const [newest] = await this.#redis.send<Entry[]>(stream, ['XREVRANGE', stream, '+', '-', 'COUNT', '1']);
    const [oldest] = await this.#redis.send<Entry[]>(stream, ['XRANGE', stream, '-', '+', 'COUNT', '1']);
    const last = this.#position;
    const continues = last !== undefined && start === this.#start && hasAllAfter(last, oldest?.[0]);
    if (!continues) this.#position = this.#since ?? newest?.[0] ?? beginning;
    this.#start = start;
    this.#generation = generation;
    this.#currentAt = continues || this.#since ? Number.NEGATIVE_INFINITY : performance.now();
    const replays = last === undefined && this.#since !== undefined;
    const isUnused = isEarlier && newest === undefined;
    if (!continues && !replays && !isUnused) watcher.onGap();
  }
}

/** Whether a stream still has every event after a position. */
function hasAllAfter(position: string, oldest: string | undefined): boolean {
  return oldest === undefined ? position === beginning : !isBefore(position, oldest);
}
