import type { Clock } from '../../clock.ts';
import type { Metrics } from '../../http/metrics.ts';
import type { Log } from '../../log.ts';
import type { Running } from '../../run/lifecycle.ts';
import { eventsKept } from '../retention.ts';
import { type Bus, type EventText, type Group, UnverifiedStart, type Watcher, type Watching } from './bus.ts';
import { GroupReader } from './group-reader.ts';
import { connectRedis, type Redis } from './redis-connection.ts';
import { type Entry, readStart, startFunction } from './redis-stream.ts';
import { StreamAlarm } from './stream-alarm.ts';
import {
  bareId,
  layoutOf,
  readLayouts,
  type StreamLayout,
  streamOf,
  withLayout,
  writtenLayout,
} from './stream-layout.ts';
import { StreamTail } from './stream-tail.ts';

export interface RedisBusOptions {
  /** One server, or the nodes of a cluster separated by commas. */
  url: string;
  /** The layout in which relays append to a cluster; by default the one that their database has, or else `spread`. */
  layout?: StreamLayout | undefined;
  clock: Clock;
  log: Log;
}

/** The time for which a start that was read is taken for the present one, in milliseconds. Appends do not rely on it. */
const startKept = 1_000;

/** A start of the node of a stream. */
interface Start {
  /** The number of the connection over which it was read. */
  connection: number;
  /** On the clock of `performance.now()`. */
  readAt: number;
  id: string;
}

/**
 * Appends the events from the third argument on and drops those before the second, if the node's start is the first. In one script, so that
 * no event reaches a node that has just restarted or taken over, and may have lost earlier ones. Returns the positions, or nothing.
 */
const appendScript = `${startFunction}
if start() ~= ARGV[1] then return false end
local positions = {}
for at = 3, #ARGV do positions[#positions + 1] = redis.call('XADD', KEYS[1], '*', 'event', ARGV[at]) end
redis.call('XTRIM', KEYS[1], 'MINID', '~', ARGV[2])
return positions`;

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
  /** By stream. */
  readonly #starts = new Map<string, Start>();

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

  async start(source: string, verified: string | null, stopping?: AbortSignal): Promise<string> {
    await this.#connection.ready(stopping);
    const { layout: setting } = this.#options;
    const layout = writtenLayout(this.#connection.isCluster, setting, verified);
    const stream = streamOf(source, layout);
    const { generation } = this.#connection;
    const known = this.#starts.get(stream);
    const isFresh = known?.connection === generation && performance.now() - known.readAt < startKept;
    if (known && isFresh) return withLayout(layout, known.id);
    const readAt = performance.now();
    const id = await readStart(this.#connection, stream);
    this.#starts.set(stream, { connection: generation, readAt, id });
    if (layout === 'spread') this.#trimEarlier(source);
    return withLayout(layout, id);
  }

  async append(source: string, texts: readonly EventText[], verified: string | null): Promise<string[]> {
    const layout = layoutOf(verified ?? '');
    const stream = streamOf(source, layout);
    const append = ['EVAL', appendScript, '1', stream, bareId(verified ?? ''), this.#oldest, ...texts];
    const positions = await this.#connection.send<string[] | null>(stream, append);
    if (!positions) {
      this.#starts.delete(stream);
      throw new UnverifiedStart('this start of Redis is not verified yet');
    }
    return positions.map((position) => withLayout(layout, position));
  }

  async has(source: string, positions: readonly string[]): Promise<boolean[]> {
    const found = positions.map((position) => {
      const stream = streamOf(source, layoutOf(position));
      return this.#connection.send<Entry[]>(stream, ['XRANGE', stream, bareId(position), bareId(position)]);
    });
    return (await Promise.all(found)).map((entries) => entries.length > 0);
  }

  /** The position before all events that are kept. */
  get #oldest(): string {
    return `${this.#options.clock.now().getTime() - eventsKept}-0`;
  }

  /** Nothing is appended there any more, which would trim it. */
  #trimEarlier(source: string): void {
    const stream = streamOf(source);
    this.#connection.send(stream, ['XTRIM', stream, 'MINID', this.#oldest]).catch(() => {});
  }

  join(group: Group): Running {
    const { url, log } = this.#options;
    const parts = group.sources.flatMap((source) => {
      const streams = this.#streamsOf(source);
      const reader = new GroupReader(this.#reading, group, { source, streams }, log);
      return [
        reader,
        ...streams.map((stream) => new StreamAlarm({ url, stream, log, onNew: () => reader.wake(stream) })),
      ];
    });
    return this.#running({ stop: async () => void (await Promise.all(parts.map((part) => part.stop()))) });
  }

  watch(source: string, watcher: Watcher, since?: Date): Watching {
    const { url, log } = this.#options;
    const [newest = '', ...others] = this.#streamsOf(source);
    const options = { url, log, watcher, since };
    const [earlier] = others.map((stream) => new StreamTail({ ...options, stream, isEarlier: true }));
    const tail = new StreamTail({ ...options, stream: newest, earlier });
    const { stop } = this.#running({ stop: async () => void (await Promise.all([tail.stop(), earlier?.stop()])) });
    return {
      get isCurrent() {
        return tail.isCurrent && (earlier?.isCurrent ?? true);
      },
      stop,
    };
  }

  #streamsOf(source: string): string[] {
    return readLayouts(this.#connection.isCluster).map((layout) => streamOf(source, layout));
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
