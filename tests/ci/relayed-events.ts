import type { MikroORM } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { systemClock } from '#platform/clock.ts';
import { createOrm } from '#platform/database/open-database.ts';
import { idGenerator } from '#platform/ids.ts';
import { RedisBus } from '#platform/messaging/bus/redis-bus.ts';
import type { StreamLayout } from '#platform/messaging/bus/stream-layout.ts';
import { type CloudEvent, eventType } from '#platform/messaging/cloud-event.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import { Relay } from '#platform/messaging/outbox/relay.ts';
import type { Running } from '#platform/run/lifecycle.ts';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { schemaOf } from '../../subgraphs/load.ts';

const source = 'relayed';
const happened = eventType(source, 'relayed.happened.v1', z.object({ at: z.number() }));
const subjects = ['a', 'b', 'c', 'd'];

/** Events that relays send from an outbox over a Redis, to a group and to a watcher. */
export class RelayedEvents {
  /** By the group, each once: as an inbox, it ignores those that it has received. */
  readonly received: CloudEvent[] = [];
  /** By the watcher. */
  readonly live: CloudEvent[] = [];
  gaps = 0;
  committed = 0;
  readonly orm: MikroORM;
  readonly #database: TestDatabase;
  readonly #url: string;
  readonly #running: Running[] = [];

  private constructor(url: string, database: TestDatabase, orm: MikroORM) {
    this.#url = url;
    this.#database = database;
    this.orm = orm;
  }

  static readonly source = source;

  static async start(url: string): Promise<RelayedEvents> {
    const database = await testDatabase('trips');
    const settings = { url: database.url, poolMax: 12, logSql: false };
    return new RelayedEvents(url, database, await createOrm(await schemaOf('trips'), settings, silent));
  }

  startReading(group = 'group'): void {
    const bus = this.#bus();
    const known = new Set<string>();
    let isBusy = false;
    this.#add(
      bus.join({
        name: group,
        sources: [source],
        receive: async (_source, read) => {
          if (isBusy) return null;
          isBusy = true;
          try {
            const events = await read();
            this.received.push(...events.filter(({ id }) => !known.has(id)));
            for (const { id } of events) known.add(id);
            return events.length;
          } finally {
            isBusy = false;
          }
        },
      }),
    );
    const watcher = {
      onEvents: (events: readonly CloudEvent[]) => this.live.push(...events),
      onGap: () => this.gaps++,
    };
    this.#add(bus.watch(source, watcher));
  }

  startRelay(layout?: StreamLayout): void {
    this.#add(new Relay({ em: this.orm.em, bus: this.#bus(layout), source, clock: systemClock, log: silent }));
  }

  /** Commits this many events in one transaction. */
  async commit(count: number): Promise<void> {
    await this.orm.em.fork().transactional(async (tx) => {
      const origin = { now: new Date(), newId: idGenerator(systemClock) };
      for (let each = 0; each < count; each++) {
        const at = this.committed++;
        appendToOutbox(tx, happened.create(subjects[at % subjects.length] as string, { at }, origin));
      }
    });
  }

  /** The numbers of the events by subject, in the order of their arrival. */
  ordersOf(events: readonly CloudEvent[]): number[][] {
    const numberOf = ({ data }: CloudEvent) => (data as { at: number }).at;
    return subjects.map((subject) => events.filter((event) => event.subject === subject).map(numberOf));
  }

  /** Those of all events, each once and in order. */
  get expectedOrders(): number[][] {
    const all = Array.from({ length: this.committed }, (_, at) => at);
    return subjects.map((_, first) => all.filter((at) => at % subjects.length === first));
  }

  /** Stops the relays and the readers. */
  async pause(): Promise<void> {
    for (const part of this.#running.splice(0).toReversed()) await part.stop();
  }

  async stop(): Promise<void> {
    await this.pause();
    await this.orm.close(true);
    await this.#database.drop();
  }

  #bus(layout?: StreamLayout): RedisBus {
    return this.#add(new RedisBus({ url: this.#url, layout, clock: systemClock, log: silent }));
  }

  #add<Part extends Running>(part: Part): Part {
    this.#running.push(part);
    return part;
  }
}
