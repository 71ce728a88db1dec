import type { Clock } from '../../clock.ts';
import type { Metrics } from '../../http/metrics.ts';
import type { Log } from '../../log.ts';
import type { Running } from '../../run/lifecycle.ts';
import { eventsKept } from '../retention.ts';
import { type Bus, type EventText, type Group, UnverifiedStart, type Watcher } from './bus.ts';
import { GroupReader } from './group-reader.ts';
import { connectRedis, type Redis } from './redis-connection.ts';
import { type Entry, readStart, streamOf } from './redis-stream.ts';
import { StreamAlarm } from './stream-alarm.ts';
import { StreamTail } from './stream-tail.ts';

export interface RedisBusOptions {
  /** One server, or the nodes of a cluster separated by commas. */
  url: string;
  clock: Clock;
  log: Log;
}

/** A start of Redis, and the number of the connection over which its id was read. */
interface Start {
  connection: number;
  id: string;
}

/**
 * The bus between processes: a Redis stream for each source, which groups read together and watchers read by themselves. While Redis is
 * down, appends fail and deliveries pause; both resume by themselves.
 */
export class RedisBus implements Bus {
  readonly #options: RedisBusOptions;
  readonly #connection: Redis;
  /** For the groups, whose reads must not delay appends. */
  readonly #reading: Redis;
  readonly #parts = new Set<Running>();
  #start: Start | undefined;
  #verified: Start | undefined;

  /** Connects in the background. */
  constructor(options: RedisBusOptions) {
    this.#options = options;
    this.#connection = connectRedis(options.url, options.log);
    this.#reading = connectRedis(options.url, options.log);
  }

  /** Whether Redis can be reached now. */
  get isConnected(): boolean {
    return this.#connection.isConnected && this.#reading.isConnected;
  }

  async append(source: string, texts: readonly EventText[]): Promise<string[]> {
    const isVerified = this.#verified?.connection === this.#connection.generation;
    if (!isVerified) throw new UnverifiedStart('this start of Redis is not verified yet');
    const stream = streamOf(source);
    const oldest = `${this.#options.clock.now().getTime() - eventsKept}-0`;
    // All in the same tick: over one connection, and so to the verified start.
    const appended = texts.map((text) => this.#connection.send<string>(stream, ['XADD', stream, '*', 'event', text]));
    const trimmed = this.#connection.send(stream, ['XTRIM', stream, 'MINID', '~', oldest]);
    const [positions] = await Promise.all([Promise.all(appended), trimmed]);
    return positions;
  }

  async unverifiedStart(stopping?: AbortSignal): Promise<string | null> {
    await this.#connection.ready(stopping);
    const { generation } = this.#connection;
    if (this.#verified?.connection === generation) return null;
    const id = await readStart(this.#connection, streamOf(''));
    this.#start = { connection: generation, id };
    return id;
  }

  markVerified(start: string): void {
    if (this.#start?.id === start) this.#verified = this.#start;
  }

  async has(source: string, positions: readonly string[]): Promise<boolean[]> {
    const stream = streamOf(source);
    const found = positions.map((position) =>
      this.#connection.send<Entry[]>(stream, ['XRANGE', stream, position, position]),
    );
    return (await Promise.all(found)).map((entries) => entries.length > 0);
  }

  join(group: Group): Running {
    const { url, log } = this.#options;
    const parts = group.sources.flatMap((source) => {
      const reader = new GroupReader(this.#reading, group, source, log);
      return [reader, new StreamAlarm({ url, stream: streamOf(source), log, onNew: () => reader.wake() })];
    });
    return this.#running({ stop: async () => void (await Promise.all(parts.map((part) => part.stop()))) });
  }

  watch(source: string, watcher: Watcher, since?: Date): Running {
    return this.#running(new StreamTail(this.#options, source, watcher, since));
  }

  #running(part: Running): Running {
    this.#parts.add(part);
    const stop = async () => {
      this.#parts.delete(part);
      await part.stop();
    };
    return { stop };
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#parts].map((part) => part.stop()));
    await Promise.all([this.#connection.stop(), this.#reading.stop()]);
  }
}

/** Adds a gauge of the connection to Redis, and returns the bus. */
export function measureBus(metrics: Metrics, bus: RedisBus): RedisBus {
  metrics.gauge('redis_connected', 'Whether Redis can be reached: 1 or 0', () => Number(bus.isConnected));
  return bus;
}
