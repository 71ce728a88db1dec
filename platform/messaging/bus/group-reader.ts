import { randomUUID } from 'node:crypto';
import type { Log } from '../../log.ts';
import { BackgroundLoop } from '../../run/background-loop.ts';
import type { Running } from '../../run/lifecycle.ts';
import type { Group } from './bus.ts';
import type { Redis } from './redis-connection.ts';
import { type Entry, eventsOf, readBatch } from './redis-stream.ts';

/** The interval, in milliseconds, at which an instance checks whether the reader of a source has died. */
const readInterval = 1_000;

/** What was read of a stream. */
interface ReadEntries {
  stream: string;
  entries: Entry[];
}

/**
 * Reads the streams of a source for a group, the events of an earlier layout before those of a newer one. The group's `receive` decides
 * which instance reads. That instance first takes over the events that another one has read without acknowledging them, which are older
 * than all unread ones.
 */
export class GroupReader implements Running {
  readonly #redis: Redis;
  readonly #group: Group;
  readonly #source: string;
  /** Those of the newest layout first. */
  readonly #streams: readonly string[];
  readonly #name = randomUUID();
  readonly #loop: BackgroundLoop;
  #woken: PromiseWithResolvers<ReadonlyMap<string, string>> | undefined;
  /** By stream, the position of the last event that it has read since it was woken. */
  #read = new Map<string, string>();

  constructor(
    redis: Redis,
    group: Group,
    { source, streams }: { source: string; streams: readonly string[] },
    log: Log,
  ) {
    this.#redis = redis;
    this.#group = group;
    this.#source = source;
    this.#streams = streams;
    this.#loop = new BackgroundLoop(
      { [`read ${source}`]: (stopping) => this.#pass(stopping) },
      { interval: readInterval, log },
    );
  }

  /**
   * Reads until no event is left. Returns the position of the last event of the stream that it has read since; undefined when it has read
   * none, perhaps because another instance reads, or Redis does not answer.
   */
  async wake(stream: string): Promise<string | undefined> {
    this.#woken ??= Promise.withResolvers();
    const { promise } = this.#woken;
    this.#loop.wake();
    return (await promise).get(stream);
  }

  stop(): Promise<void> {
    const stopped = this.#loop.stop();
    this.#end();
    return stopped;
  }

  /** Lets those that have woken it wait for its next event. */
  #end(): void {
    this.#woken?.resolve(this.#read);
    this.#woken = undefined;
    this.#read = new Map();
  }

  async #pass(stopping: AbortSignal): Promise<boolean> {
    let more = false;
    try {
      more = await this.#receive(stopping);
      return more;
    } finally {
      if (!more) this.#end();
    }
  }

  /** Returns whether there may be more. */
  async #receive(stopping: AbortSignal): Promise<boolean> {
    await this.#redis.ready(stopping);
    let read: ReadEntries[] = [];
    const received = await this.#group.receive(this.#source, async () => {
      read = await this.#readStreams();
      return read.flatMap(({ entries }) => eventsOf(entries));
    });
    if (received === null || received === 0) return false;
    for (const { stream, entries } of read) {
      if (entries.length === 0) continue;
      await this.#redis.send(stream, ['XACK', stream, this.#group.name, ...entries.map(([id]) => id)]);
      this.#read.set(stream, entries.at(-1)?.[0] ?? '');
    }
    return true;
  }

  async #readStreams(): Promise<ReadEntries[]> {
    const read: ReadEntries[] = [];
    for (const stream of this.#streams) read.unshift({ stream, entries: await this.#readStream(stream) });
    // An earlier layout that may have more has to be read to its end first.
    const full = read.findIndex(({ entries }) => entries.length >= readBatch);
    return full === -1 ? read : read.slice(0, full + 1);
  }

  async #readStream(stream: string): Promise<Entry[]> {
    const { name } = this.#group;
    const [read, pending] = await this.#inGroup(stream, () =>
      Promise.all([
        this.#redis.send<[string, Entry[]][] | null>(stream, [
          'XREADGROUP',
          ...['GROUP', name, this.#name, 'COUNT', String(readBatch), 'STREAMS', stream, '>'],
        ]),
        this.#redis.send<[number, string | null, ...unknown[]]>(stream, ['XPENDING', stream, name]),
      ]),
    );
    const entries = read?.[0]?.[1] ?? [];
    const [, oldest] = pending;
    // Unacknowledged events of another instance come first. Taking over includes those just read.
    return oldest === null || oldest === entries[0]?.[0] ? entries : this.#takeOver(stream);
  }

  async #takeOver(stream: string): Promise<Entry[]> {
    const [, entries] = await this.#redis.send<[string, (Entry | null)[]]>(stream, [
      'XAUTOCLAIM',
      ...[stream, this.#group.name, this.#name, '0', '0-0', 'COUNT', String(readBatch)],
    ]);
    // Entries that were trimmed meanwhile are null.
    return entries.filter((entry) => entry?.[1] != null) as Entry[];
  }

  /** Creates the group, from the oldest event on, when it is missing: at first, and after Redis has lost its data. */
  async #inGroup<Reply>(stream: string, read: () => Promise<Reply>): Promise<Reply> {
    try {
      return await read();
    } catch (error) {
      if (!String(error).includes('NOGROUP')) throw error;
      const create = ['XGROUP', 'CREATE', stream, this.#group.name, '0', 'MKSTREAM'];
      await this.#redis.send(stream, create).catch((failed) => {
        if (!String(failed).includes('BUSYGROUP')) throw failed;
      });
      return read();
    }
  }
}
