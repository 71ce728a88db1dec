import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { limits } from '../../limits.ts';
import type { Log } from '../../log.ts';
import { BackgroundLoop } from '../../run/background-loop.ts';
import type { Running } from '../../run/lifecycle.ts';
import type { CloudEvent } from '../cloud-event.ts';
import { type Bus, type EventText, type Group, Untrusted, type Watcher } from './bus.ts';
import { connectRedis, type Redis } from './redis-connection.ts';
import { StreamAlarm } from './stream-alarm.ts';

/** One stream for each source. All are in one slot of a cluster, where one node knows how it was started. */
const streamOf = (source: string): string => `{masar}:events:${source}`;

type Entry = [position: string, fields: string[]];

const eventsOf = (entries: readonly Entry[]): CloudEvent[] =>
  entries.map(([, [, text]]) => JSON.parse(text ?? '') as CloudEvent);

export interface RedisBusOptions {
  url: string;
  clock: Clock;
  log: Log;
}

/**
 * The bus between processes: a Redis stream for each source, read by groups, and by each instance without a group. What it
 * holds is kept for as long as a group may be away. Redis away fails appends; everything goes on when it is back.
 */
export class RedisBus implements Bus {
  readonly #options: RedisBusOptions;
  readonly #connection: Redis;
  /** For the groups: what they wait for does not keep appends waiting. */
  readonly #reading: Redis;
  readonly #parts = new Set<Running>();
  /** The start of Redis that the connection leads to, as far as it was asked. */
  #start: { connection: number; id: string } | undefined;
  #trusted: { connection: number; id: string } | undefined;

  /** Connects in the background. */
  constructor(options: RedisBusOptions) {
    this.#options = options;
    this.#connection = connectRedis(options.url, options.log);
    this.#reading = connectRedis(options.url, options.log);
  }

  async append(source: string, texts: readonly EventText[]): Promise<string[]> {
    if (this.#trusted?.connection !== this.#connection.generation) throw new Untrusted('Redis was not looked at yet');
    const stream = streamOf(source);
    const oldest = `${this.#options.clock.now().getTime() - limits.outboxKept}-0`;
    // All in one go: over one connection, and so to the start of Redis that is trusted.
    const appended = texts.map((text) => this.#connection.send<string>(stream, ['XADD', stream, '*', 'event', text]));
    const trimmed = this.#connection.send(stream, ['XTRIM', stream, 'MINID', '~', oldest]);
    const [positions] = await Promise.all([Promise.all(appended), trimmed]);
    return positions;
  }

  async distrusted(): Promise<string | null> {
    await this.#connection.ready();
    const { generation } = this.#connection;
    if (this.#trusted?.connection === generation) return null;
    const info = await this.#connection.send<string>(streamOf(''), ['INFO', 'server']);
    const id = /^run_id:(\w+)/m.exec(info)?.[1];
    if (!id) throw new Error('Redis does not say which start it is');
    this.#start = { connection: generation, id };
    return id;
  }

  trust(start: string): void {
    if (this.#start?.id === start) this.#trusted = this.#start;
  }

  async has(source: string, positions: readonly string[]): Promise<boolean[]> {
    const stream = streamOf(source);
    const found = positions.map((position) =>
      this.#connection.send<Entry[]>(stream, ['XRANGE', stream, position, position]),
    );
    return (await Promise.all(found)).map((entries) => entries.length > 0);
  }

  join(group: Group): Running {
    const readers = group.sources.map((source) => new GroupReader(this.#reading, group, source, this.#options.log));
    const { url, log } = this.#options;
    const alarms = group.sources.map(
      (source, at) => new StreamAlarm({ url, stream: streamOf(source), log, onNew: () => readers[at]?.wake() }),
    );
    return this.#running({ stop: async () => void (await Promise.all([...alarms, ...readers].map((p) => p.stop()))) });
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

/**
 * Reads a stream for a group. The group's own store says which instance reads; that one first takes over what another has
 * read and not acknowledged, which is older than all that was not read yet.
 */
class GroupReader implements Running {
  readonly #redis: Redis;
  readonly #group: Group;
  readonly #source: string;
  readonly #stream: string;
  readonly #name = randomUUID();
  readonly #loop: BackgroundLoop;

  constructor(redis: Redis, group: Group, source: string, log: Log) {
    this.#redis = redis;
    this.#group = group;
    this.#source = source;
    this.#stream = streamOf(source);
    this.#loop = new BackgroundLoop(
      { [`read ${source}`]: () => this.#pass() },
      { interval: limits.relayInterval, log },
    );
  }

  wake(): void {
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #pass(): Promise<boolean> {
    await this.#redis.ready();
    let entries: Entry[] = [];
    const received = await this.#group.receive(this.#source, async () => {
      entries = await this.#read();
      return eventsOf(entries);
    });
    if (received && received > 0)
      await this.#send(['XACK', this.#stream, this.#group.name, ...entries.map(([id]) => id)]);
    return received !== null && received > 0;
  }

  async #read(): Promise<Entry[]> {
    const { name } = this.#group;
    const [read, pending] = await this.#inGroup(() =>
      Promise.all([
        this.#send<[string, Entry[]][] | null>([
          'XREADGROUP',
          ...['GROUP', name, this.#name, 'COUNT', String(limits.receiveBatch), 'STREAMS', this.#stream, '>'],
        ]),
        this.#send<[number, string | null, ...unknown[]]>(['XPENDING', this.#stream, name]),
      ]),
    );
    const entries = read?.[0]?.[1] ?? [];
    const [, oldest] = pending;
    // What another has read and not acknowledged goes first, and what was read now is taken over with it.
    return oldest === null || oldest === entries[0]?.[0] ? entries : this.#takeOver();
  }

  async #takeOver(): Promise<Entry[]> {
    const [, entries] = await this.#send<[string, (Entry | null)[]]>([
      'XAUTOCLAIM',
      ...[this.#stream, this.#group.name, this.#name, '0', '0-0', 'COUNT', String(limits.receiveBatch)],
    ]);
    // Those that were trimmed meanwhile come as null.
    return entries.filter((entry) => entry?.[1] != null) as Entry[];
  }

  /** Makes the group where there is none: at first, and after a loss. It begins with the oldest that there is. */
  async #inGroup<Reply>(read: () => Promise<Reply>): Promise<Reply> {
    try {
      return await read();
    } catch (error) {
      if (!String(error).includes('NOGROUP')) throw error;
      const create = ['XGROUP', 'CREATE', this.#stream, this.#group.name, '0', 'MKSTREAM'];
      await this.#send(create).catch((failed) => {
        if (!String(failed).includes('BUSYGROUP')) throw failed;
      });
      return read();
    }
  }

  #send<Reply>(command: string[]): Promise<Reply> {
    return this.#redis.send<Reply>(this.#stream, command);
  }
}

/**
 * Follows a stream over a connection of its own, from the newest there is or from some time on, and after a loss of the
 * connection from where it was.
 */
class StreamTail implements Running {
  readonly #redis: Redis;
  readonly #stream: string;
  readonly #watcher: Watcher;
  readonly #loop: BackgroundLoop;
  readonly #since: string | undefined;
  #position: string | undefined;
  #generation = 0;
  #start = '';

  constructor({ url, log }: RedisBusOptions, source: string, watcher: Watcher, since?: Date) {
    this.#redis = connectRedis(url, log);
    this.#stream = streamOf(source);
    this.#watcher = watcher;
    this.#since = since && `${since.getTime()}-0`;
    this.#loop = new BackgroundLoop({ [`watch ${source}`]: () => this.#pass() }, { interval: 0, log });
  }

  async stop(): Promise<void> {
    const stopped = this.#loop.stop();
    await this.#redis.stop();
    await stopped;
  }

  async #pass(): Promise<boolean> {
    await this.#redis.ready();
    if (this.#position === undefined || this.#generation !== this.#redis.generation) await this.#begin();
    const after = this.#position ?? '$';
    const block = String(limits.tailBlock);
    const read = await this.#send<[string, Entry[]][] | null>([
      'XREAD',
      ...['COUNT', String(limits.receiveBatch), 'BLOCK', block, 'STREAMS', this.#stream, after],
    ]);
    const entries = read?.[0]?.[1] ?? [];
    this.#position = entries.at(-1)?.[0] ?? this.#position;
    if (entries.length > 0) this.#watcher.onEvents(eventsOf(entries));
    return true;
  }

  /** Where to go on from over a new connection. A gap, where what comes next may be gone. */
  async #begin(): Promise<void> {
    const { generation } = this.#redis;
    const info = await this.#send<string>(['INFO', 'server']);
    const start = /^run_id:(\w+)/m.exec(info)?.[1] ?? '';
    const [newest] = await this.#send<Entry[]>(['XREVRANGE', this.#stream, '+', '-', 'COUNT', '1']);
    const [oldest] = await this.#send<Entry[]>(['XRANGE', this.#stream, '-', '+', 'COUNT', '1']);
    const before = this.#position;
    const lost = before !== undefined && (start !== this.#start || (oldest && isBefore(before, oldest[0])));
    if (before === undefined || lost) this.#position = this.#since ?? newest?.[0] ?? '0-0';
    this.#start = start;
    this.#generation = generation;
    if (lost) this.#watcher.onGap();
  }

  #send<Reply>(command: string[]): Promise<Reply> {
    return this.#redis.send<Reply>(this.#stream, command);
  }
}

/** Of two positions, `milliseconds-number` each. */
function isBefore(a: string, b: string): boolean {
  const [aTime = '', aCount = ''] = a.split('-');
  const [bTime = '', bCount = ''] = b.split('-');
  return BigInt(aTime) < BigInt(bTime) || (aTime === bTime && BigInt(aCount) < BigInt(bCount));
}
