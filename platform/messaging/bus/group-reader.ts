import { randomUUID } from 'node:crypto';
import type { Log } from '../../log.ts';
import { BackgroundLoop } from '../../run/background-loop.ts';
import type { Running } from '../../run/lifecycle.ts';
import type { Group } from './bus.ts';
import type { Redis } from './redis-connection.ts';
import { type Entry, eventsOf, readBatch, streamOf } from './redis-stream.ts';

/** The interval, in milliseconds, at which an instance checks whether the reader of a source has died. */
const readInterval = 1_000;

/**
 * Reads a stream for a group. The group's `receive` decides which instance reads. That instance first takes over the events that
 * another one has read without acknowledging them, which are older than all unread ones.
 */
export class GroupReader implements Running {
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
      { [`read ${source}`]: (stopping) => this.#pass(stopping) },
      { interval: readInterval, log },
    );
  }

  wake(): void {
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #pass(stopping: AbortSignal): Promise<boolean> {
    await this.#redis.ready(stopping);
    let entries: Entry[] = [];
    const received = await this.#group.receive(this.#source, async () => {
      entries = await this.#read();
      return eventsOf(entries);
    });
    if (received === null || received === 0) return false;
    await this.#send(['XACK', this.#stream, this.#group.name, ...entries.map(([id]) => id)]);
    return true;
  }

  async #read(): Promise<Entry[]> {
    const { name } = this.#group;
    const [read, pending] = await this.#inGroup(() =>
      Promise.all([
        this.#send<[string, Entry[]][] | null>([
          'XREADGROUP',
          ...['GROUP', name, this.#name, 'COUNT', String(readBatch), 'STREAMS', this.#stream, '>'],
        ]),
        this.#send<[number, string | null, ...unknown[]]>(['XPENDING', this.#stream, name]),
      ]),
    );
    const entries = read?.[0]?.[1] ?? [];
    const [, oldest] = pending;
    // Unacknowledged events of another instance come first. Taking over includes those just read.
    return oldest === null || oldest === entries[0]?.[0] ? entries : this.#takeOver();
  }

  async #takeOver(): Promise<Entry[]> {
    const [, entries] = await this.#send<[string, (Entry | null)[]]>([
      'XAUTOCLAIM',
      ...[this.#stream, this.#group.name, this.#name, '0', '0-0', 'COUNT', String(readBatch)],
    ]);
    // Entries that were trimmed meanwhile are null.
    return entries.filter((entry) => entry?.[1] != null) as Entry[];
  }

  /** Creates the group, from the oldest event on, when it is missing: at first, and after Redis has lost its data. */
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
