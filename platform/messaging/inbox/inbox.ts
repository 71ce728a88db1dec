import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '../../clock.ts';
import { namedStatement, runNamed } from '../../database/named-statements.ts';
import type { Log } from '../../log.ts';
import type { CloudEvent } from '../cloud-event.ts';
import type { Handler } from './handler.ts';
import { PendingEvents } from './pending-events.ts';

/** Locks the claim of the instance that reads a source. */
const claimSource = namedStatement(
  'claim_source',
  `select name from messaging.claims where name = $1 for update skip locked`,
);

/** Records the new events: DONE for those to handle in this transaction, PENDING for the deferred and for those behind a pending one of their subject. */
const record = namedStatement(
  'record_envelopes',
  `insert into messaging.envelope (id, source, message_type, subject, status, execution_time, created_at)
   select id, $2, type, subject, case when waits then 'PENDING' else 'DONE' end, $3::timestamptz, $3::timestamptz
   from rows from (jsonb_to_recordset($1::jsonb) as (id text, type text, subject text, deferred boolean))
     with ordinality as new (id, type, subject, deferred, at)
   cross join lateral (
     select deferred or exists (
       select from messaging.envelope earlier where earlier.subject = new.subject and earlier.status = 'PENDING') as waits
   ) behind
   order by at
   on conflict (id) do nothing
   returning id, status`,
);

/** Only pending events need their bodies. */
const keepBodies = namedStatement(
  'keep_bodies_of_envelopes',
  `update messaging.envelope set body = kept.body
   from jsonb_to_recordset($1::jsonb) as kept (id text, body jsonb) where envelope.id = kept.id`,
);

/** A failure of a handler, as opposed to one of the database. */
class HandlingFailed extends Error {}

export interface InboxParts {
  em: EntityManager;
  handlers: readonly Handler[];
  clock: Clock;
  log: Log;
  /** Called when `receive` has left events for `handleNext`. */
  onPending?: () => void;
  /** The lease of an event for a repeatable handler, in milliseconds. */
  lease?: number;
}

/**
 * Handles the events of other subgraphs, however often each arrives, and those of one subject in order. A failed event is
 * retried after growing pauses while the later events of its subject wait; after the last attempt it becomes a dead letter,
 * and they go on. `Handler` documents the guarantees for each event.
 */
export class Inbox {
  readonly #em: EntityManager;
  readonly #handlers: ReadonlyMap<string, Handler>;
  readonly #clock: Clock;
  readonly #onPending: () => void;
  readonly #pending: PendingEvents;

  constructor({ em, handlers, clock, log, lease, onPending = () => {} }: InboxParts) {
    this.#em = em;
    this.#handlers = new Map(handlers.map((handler) => [handler.type, handler]));
    if (this.#handlers.size < handlers.length) throw new Error('two handlers of one type');
    this.#clock = clock;
    this.#onPending = onPending;
    this.#pending = new PendingEvents({ em, handlers: this.#handlers, clock, log, lease });
  }

  /** The subgraphs whose events it handles. */
  get sources(): string[] {
    return [...new Set([...this.#handlers.values()].map(({ source }) => source))];
  }

  /** Prepares the database. Call it before `receive`. */
  async open(): Promise<void> {
    for (const source of this.sources) {
      const name = claimOf(source);
      await this.#em.fork().execute(`insert into messaging.claims (name) values (?) on conflict do nothing`, [name]);
    }
  }

  /**
   * Handles the events that `read` returns, or records them for `handleNext`, and returns their number. One instance at a time
   * reads a source; the others get null. `read` may be called twice. Its second result must contain the first.
   */
  async receive(source: string, read: () => Promise<CloudEvent[]>): Promise<number | null> {
    try {
      return await this.#asReader(source, read, (tx, events) => this.#handle(tx, source, events));
    } catch (error) {
      if (!(error instanceof HandlingFailed)) throw error;
      // Records all for `handleNext`, which handles each in a transaction of its own: the failure of one must not undo the others.
      return await this.#asReader(source, read, async (tx, events) => {
        const { pending } = await this.#record(tx, source, events, () => true);
        return pending;
      });
    }
  }

  /** Tries to handle one recorded event that is due. Returns whether there was one. */
  handleNext(): Promise<boolean> {
    return this.#pending.handleNext();
  }

  /** `work` returns the number of events that it has left for `handleNext`. */
  async #asReader(
    source: string,
    read: () => Promise<CloudEvent[]>,
    work: (tx: EntityManager, events: CloudEvent[]) => Promise<number>,
  ): Promise<number | null> {
    let pending = 0;
    const received = await this.#em.fork().transactional(async (tx) => {
      if ((await runNamed(tx, claimSource, [claimOf(source)])).length === 0) return null;
      const events = await read();
      const wanted = events.filter(({ type }) => this.#handlers.has(type));
      if (wanted.length > 0) pending = await work(tx, wanted);
      return events.length;
    });
    if (pending > 0) this.#onPending();
    return received;
  }

  async #handle(tx: EntityManager, source: string, events: readonly CloudEvent[]): Promise<number> {
    const repeatable = ({ type }: CloudEvent) => this.#handlers.get(type)?.kind === 'repeatable';
    const { free, pending } = await this.#record(tx, source, events, repeatable);
    for (const event of events) {
      // Handles the first event of each id only.
      if (!free.delete(event.id)) continue;
      const handler = this.#handlers.get(event.type);
      if (handler?.kind !== 'inTransaction') continue;
      try {
        await handler.handle(tx, event);
        await tx.flush();
      } catch (error) {
        throw new HandlingFailed('an event could not be handled', { cause: error });
      }
    }
    return pending;
  }

  /** Records the new events. Returns the ids of those to handle now, and the number of the others. */
  async #record(
    tx: EntityManager,
    source: string,
    events: readonly CloudEvent[],
    isDeferred: (event: CloudEvent) => boolean,
  ): Promise<{ free: Set<string>; pending: number }> {
    const distinct = new Map(events.map((event) => [event.id, event]));
    // An event is deferred, too, when an earlier one of its subject is.
    const deferred = new Set<string>();
    const rows = [...distinct.values()].map((event) => {
      const { id, type, subject } = event;
      if (isDeferred(event)) deferred.add(subject);
      return { id, type, subject, deferred: deferred.has(subject) };
    });
    const now = this.#clock.now().toISOString();
    const recorded = await runNamed<{ id: string; status: string }>(tx, record, [JSON.stringify(rows), source, now]);
    const pending = recorded.filter(({ status }) => status === 'PENDING');
    if (pending.length > 0) {
      const bodies = pending.map(({ id }) => ({ id, body: distinct.get(id) }));
      await runNamed(tx, keepBodies, [JSON.stringify(bodies)]);
    }
    const free = new Set(recorded.filter(({ status }) => status === 'DONE').map(({ id }) => id));
    return { free, pending: pending.length };
  }
}

const claimOf = (source: string): string => `read ${source}`;
