import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '../../clock.ts';
import { namedStatement, runNamed } from '../../database/named-statements.ts';
import { limits } from '../../limits.ts';
import type { Log } from '../../log.ts';
import type { CloudEvent } from '../cloud-event.ts';
import type { Handler } from './consumer.ts';

/** Which of the events are new, and whether each may be handled now or has to wait behind another of its subject. */
const record = namedStatement(
  'record_envelopes',
  `insert into messaging.envelope (id, source, message_type, subject, status, execution_time, created_at)
   select id, $2, type, subject, case when waits then 'PENDING' else 'DONE' end, $3::timestamptz, $3::timestamptz
   from rows from (jsonb_to_recordset($1::jsonb) as (id text, type text, subject text))
     with ordinality as new (id, type, subject, at)
   cross join lateral (
     select $4::boolean or exists (
       select from messaging.envelope earlier where earlier.subject = new.subject and earlier.status = 'PENDING') as waits
   ) behind
   order by at
   on conflict (id) do nothing
   returning id, status`,
);

/** Of those that wait: what is handled now is not needed again. */
const keepBodies = namedStatement(
  'keep_bodies_of_envelopes',
  `update messaging.envelope set body = kept.body
   from jsonb_to_recordset($1::jsonb) as kept (id text, body jsonb) where envelope.id = kept.id`,
);

const anyDue = namedStatement(
  'any_due_envelope',
  `select position from messaging.envelope where status = 'PENDING' and execution_time <= $1::timestamptz limit 1`,
);

/** The next that is due: of a subject the first, and none that another instance has. */
const takeDue = namedStatement(
  'take_due_envelope',
  `select position, body::text as body, attempts from messaging.envelope due
   where status = 'PENDING' and execution_time <= $1::timestamptz and not exists (
     select from messaging.envelope earlier
     where earlier.subject = due.subject and earlier.status = 'PENDING' and earlier.position < due.position)
   order by execution_time, position limit 1 for update skip locked`,
);

interface Due {
  position: string;
  body: string;
  attempts: number;
}

/** A handler's failure, to tell it from the database's own. */
class HandlingFailed extends Error {
  readonly due: Due | null;

  constructor(cause: unknown, due: Due | null = null) {
    super('an event could not be handled', { cause });
    this.due = due;
  }
}

export interface InboxParts {
  em: EntityManager;
  handlers: readonly Handler[];
  clock: Clock;
  log: Log;
}

/**
 * What a subgraph does about others' events: each has its effect once, however often it arrives, and those of one subject in
 * their order. One that fails is tried again later and later, and those of its subject wait behind it; after the last attempt it is a
 * dead letter, and they go on.
 */
export class Inbox {
  readonly #em: EntityManager;
  readonly #handlers: ReadonlyMap<string, Handler>;
  readonly #clock: Clock;
  readonly #log: Log;

  constructor({ em, handlers, clock, log }: InboxParts) {
    this.#em = em;
    this.#handlers = new Map(handlers.map((handler) => [handler.type, handler]));
    if (this.#handlers.size < handlers.length) throw new Error('two handlers of one type');
    this.#clock = clock;
    this.#log = log;
  }

  /** Whose events it wants. */
  get sources(): string[] {
    return [...new Set([...this.#handlers.values()].map(({ source }) => source))];
  }

  /** Has what it needs of the database: before anything is received. */
  async open(): Promise<void> {
    for (const source of this.sources) {
      const name = claimOf(source);
      await this.#em.fork().execute(`insert into messaging.claims (name) values (?) on conflict do nothing`, [name]);
    }
  }

  /**
   * Takes over what `read` gives, and returns how many that were: handled, or kept for another attempt. One instance at a time
   * reads a source; null where another does. `read` may be called twice, and has to give the same, or more.
   */
  async receive(source: string, read: () => Promise<CloudEvent[]>): Promise<number | null> {
    try {
      return await this.#asReader(source, read, (tx, events) => this.#handle(tx, source, events));
    } catch (error) {
      if (!(error instanceof HandlingFailed)) throw error;
      // One of them fails: each by itself, then.
      return await this.#asReader(source, read, async (tx, events) => {
        await this.#record(tx, source, events, true);
      });
    }
  }

  #asReader(
    source: string,
    read: () => Promise<CloudEvent[]>,
    work: (tx: EntityManager, events: CloudEvent[]) => Promise<void>,
  ): Promise<number | null> {
    return this.#em.fork().transactional(async (tx) => {
      const claim = `select name from messaging.claims where name = ? for update skip locked`;
      const [claimed] = await tx.execute<unknown[]>(claim, [claimOf(source)]);
      if (!claimed) return null;
      const events = await read();
      const wanted = events.filter(({ type }) => this.#handlers.has(type));
      if (wanted.length > 0) await work(tx, wanted);
      return events.length;
    });
  }

  async #handle(tx: EntityManager, source: string, events: readonly CloudEvent[]): Promise<void> {
    const free = await this.#record(tx, source, events, false);
    for (const event of events) {
      // The first of its id alone.
      if (!free.delete(event.id)) continue;
      try {
        await this.#handlers.get(event.type)?.handle(tx, event);
        await tx.flush();
      } catch (error) {
        throw new HandlingFailed(error);
      }
    }
  }

  /** Records those that are new, and returns the ids of those that are to be handled now. */
  async #record(tx: EntityManager, source: string, events: readonly CloudEvent[], all: boolean): Promise<Set<string>> {
    const distinct = new Map(events.map((event) => [event.id, event]));
    const rows = [...distinct.values()].map(({ id, type, subject }) => ({ id, type, subject }));
    const now = this.#clock.now().toISOString();
    const recorded = await runNamed<{ id: string; status: string }>(tx, record, [
      JSON.stringify(rows),
      source,
      now,
      all,
    ]);
    const waiting = recorded
      .filter(({ status }) => status === 'PENDING')
      .map(({ id }) => ({ id, body: distinct.get(id) }));
    if (waiting.length > 0) await runNamed(tx, keepBodies, [JSON.stringify(waiting)]);
    return new Set(recorded.filter(({ status }) => status === 'DONE').map(({ id }) => id));
  }

  /** Tries one that is due again. Returns whether there was one. */
  async retry(): Promise<boolean> {
    const now = this.#clock.now().toISOString();
    if ((await runNamed(this.#em.fork(), anyDue, [now])).length === 0) return false;
    try {
      return await this.#em.fork().transactional(async (tx) => {
        const [due] = await runNamed<Due>(tx, takeDue, [now]);
        if (!due) return false;
        const event = JSON.parse(due.body) as CloudEvent;
        try {
          await this.#handlers.get(event.type)?.handle(tx, event);
          await tx.flush();
        } catch (error) {
          throw new HandlingFailed(error, due);
        }
        await tx.execute(`update messaging.envelope set status = 'DONE', body = null where position = ?`, [
          due.position,
        ]);
        return true;
      });
    } catch (error) {
      if (!(error instanceof HandlingFailed) || !error.due) throw error;
      await this.#postpone(error.due, error.cause);
      return true;
    }
  }

  /** Unless another instance has meanwhile tried it too. */
  async #postpone(due: Due, cause: unknown): Promise<void> {
    const now = this.#clock.now();
    const attempts = due.attempts + 1;
    const { id, type, subject } = JSON.parse(due.body) as CloudEvent;
    const dead = attempts >= limits.handlingAttempts;
    const pause = Math.min(limits.handlingBackoff * 2 ** due.attempts, limits.handlingBackoffMost);
    const next = new Date(now.getTime() + pause * (0.5 + Math.random() / 2)).toISOString();
    const same = `position = ? and status = 'PENDING' and attempts = ?`;
    await this.#em.fork().transactional(async (tx) => {
      if (!dead) {
        const values = [attempts, next, due.position, due.attempts];
        await tx.execute(`update messaging.envelope set attempts = ?, execution_time = ? where ${same}`, values);
        return;
      }
      const values = [attempts, due.position, due.attempts, messageOf(cause), now.toISOString()];
      await tx.execute(
        `with dead as (
           update messaging.envelope set status = 'DEAD', attempts = ? where ${same} returning *
         )
         insert into messaging.dead_letters (id, source, message_type, subject, body, error, attempts, failed_at)
         select id, source, message_type, subject, body, ?, attempts, ?::timestamptz from dead`,
        values,
      );
    });
    this.#log.error({ event: id, type, subject, attempts, err: cause }, dead ? 'an event is dead' : 'an event failed');
  }
}

const claimOf = (source: string): string => `read ${source}`;

const messageOf = (cause: unknown): string =>
  cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
