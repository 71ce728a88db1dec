import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '../../clock.ts';
import { namedStatement, runNamed } from '../../database/named-statements.ts';
import { shownMessage } from '../../errors/shown-error.ts';
import type { Log } from '../../log.ts';
import { BackgroundLoop } from '../../run/background-loop.ts';
import type { CloudEvent } from '../cloud-event.ts';
import type { Handler, RepeatableHandler } from './handler.ts';

/** Attempts before an event becomes a dead letter. */
export const handlingAttempts = 10;

/** The longest pause after the first failed attempt, in milliseconds. It doubles with each further one. */
export const handlingBackoff = 500;

/** The longest pause between two attempts, in milliseconds. */
export const maxHandlingBackoff = 5 * 60_000;

/**
 * The lease of an event for a repeatable handler, in milliseconds: the time that an event waits after its instance has died. The
 * instance renews it. Longer than any statement may take, so that a slow database does not end a lease.
 */
export const handlingLease = 20_000;

const anyDue = namedStatement(
  'any_due_envelope',
  `select position from messaging.envelope where status = 'PENDING' and execution_time <= $1::timestamptz limit 1`,
);

/** The next due event that no other instance has: the first of its subject, even when that is leased and not due. */
const takeDue = namedStatement(
  'take_due_envelope',
  `select position, body::text as body, attempts from messaging.envelope due
   where status = 'PENDING' and execution_time <= $1::timestamptz and not exists (
     select from messaging.envelope earlier
     where earlier.subject = due.subject and earlier.status = 'PENDING' and earlier.position < due.position)
   order by execution_time, position limit 1 for update skip locked`,
);

/** `attempts` identifies the lease: an instance that takes the event over increments it. */
const unchanged = `position = $1::bigint and status = 'PENDING' and attempts = $2::int`;

const lease = namedStatement(
  'lease_envelope',
  `update messaging.envelope set attempts = attempts + 1, execution_time = $3::timestamptz where ${unchanged}`,
);

const renew = namedStatement(
  'renew_envelope',
  `update messaging.envelope set execution_time = $3::timestamptz where ${unchanged} returning 1`,
);

const complete = namedStatement(
  'complete_envelope',
  `update messaging.envelope set status = 'DONE', body = null where ${unchanged}`,
);

const postpone = namedStatement(
  'postpone_envelope',
  `update messaging.envelope set attempts = $3::int, execution_time = $4::timestamptz where ${unchanged}`,
);

const bury = namedStatement(
  'bury_envelope',
  `with dead as (
     update messaging.envelope set status = 'DEAD', attempts = $3::int where ${unchanged} returning *
   )
   insert into messaging.dead_letters (id, source, message_type, subject, body, error, attempts, failed_at)
   select id, source, message_type, subject, body, $4::text, attempts, $5::timestamptz from dead`,
);

/** An event that is due, as it is stored. */
interface Due {
  position: string;
  attempts: number;
  event: CloudEvent;
}

interface Leased extends Due {
  handler: RepeatableHandler;
}

/** A failure of the handler, as opposed to one of the database. */
class HandlingFailed extends Error {
  readonly due: Due;

  constructor(due: Due, cause: unknown) {
    super('an event could not be handled', { cause });
    this.due = due;
  }
}

export interface PendingEventsParts {
  em: EntityManager;
  handlers: ReadonlyMap<string, Handler>;
  clock: Clock;
  log: Log;
  /** In milliseconds; `handlingLease` by default. */
  lease?: number | undefined;
}

/**
 * Handles the events that wait in the inbox, by any number of instances. An event is handled by one instance at a time and
 * only while no earlier one of its subject is pending. For a transactional handler the instance locks the event's row until its
 * transaction ends, also by its death. For a repeatable handler it takes a lease, which it renews. Two instances may handle the same event
 * only when the first one pauses for longer than its lease, or their clocks differ by as much.
 */
export class PendingEvents {
  readonly #em: EntityManager;
  readonly #handlers: ReadonlyMap<string, Handler>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #lease: number;

  constructor({ em, handlers, clock, log, lease = handlingLease }: PendingEventsParts) {
    this.#em = em;
    this.#handlers = handlers;
    this.#clock = clock;
    this.#log = log;
    this.#lease = lease;
  }

  /** Tries to handle one due event. Returns whether there was one. */
  async handleNext(): Promise<boolean> {
    const now = this.#clock.now().toISOString();
    if ((await runNamed(this.#em.fork(), anyDue, [now])).length === 0) return false;
    try {
      const leased = await this.#em.fork().transactional((tx) => this.#handleOrLease(tx, now));
      if (leased === null) return false;
      if (leased !== 'handled') await this.#repeat(leased);
    } catch (error) {
      if (!(error instanceof HandlingFailed)) throw error;
      await this.#retryLater(error.due, error.due.attempts + 1, error.cause);
    }
    return true;
  }

  async #handleOrLease(tx: EntityManager, now: string): Promise<'handled' | Leased | null> {
    const [row] = await runNamed<{ position: string; attempts: number; body: string }>(tx, takeDue, [now]);
    if (!row) return null;
    const due = { position: row.position, attempts: row.attempts, event: JSON.parse(row.body) as CloudEvent };
    const handler = this.#handlers.get(due.event.type);
    if (handler?.kind === 'repeatable') {
      await runNamed(tx, lease, [due.position, due.attempts, this.#leaseEnd()]);
      return { ...due, attempts: due.attempts + 1, handler };
    }
    try {
      await handler?.handle(tx, due.event);
      await tx.flush();
    } catch (error) {
      throw new HandlingFailed(due, error);
    }
    await runNamed(tx, complete, [due.position, due.attempts]);
    return 'handled';
  }

  async #repeat({ handler, ...due }: Leased): Promise<void> {
    const interval = this.#lease / 4;
    const renewing = new BackgroundLoop(
      { 'renew the lease of an event': () => this.#renew(due) },
      { interval, startDelay: interval, log: this.#log },
    );
    const failure = await handler.handle(due.event).then(
      () => null,
      (cause) => ({ cause }),
    );
    await renewing.stop();
    if (failure) await this.#retryLater(due, due.attempts, failure.cause);
    else await runNamed(this.#em.fork(), complete, [due.position, due.attempts]);
  }

  async #renew({ position, attempts, event }: Due): Promise<boolean> {
    const renewed = await runNamed(this.#em.fork(), renew, [position, attempts, this.#leaseEnd()]);
    if (renewed.length === 0) this.#log.warn({ event: event.id }, 'the lease of an event was lost');
    return false;
  }

  #leaseEnd(): string {
    return new Date(this.#clock.now().getTime() + this.#lease).toISOString();
  }

  /** Changes nothing when another instance has tried the event meanwhile. */
  async #retryLater({ position, attempts, event }: Due, made: number, cause: unknown): Promise<void> {
    const now = this.#clock.now();
    const dead = made >= handlingAttempts;
    const pause = Math.min(handlingBackoff * 2 ** (made - 1), maxHandlingBackoff);
    const next = new Date(now.getTime() + pause * (0.5 + Math.random() / 2)).toISOString();
    if (dead) await runNamed(this.#em.fork(), bury, [position, attempts, made, shownMessage(cause), now.toISOString()]);
    else await runNamed(this.#em.fork(), postpone, [position, attempts, made, next]);
    const { id, type, subject } = event;
    const message = dead ? 'an event became a dead letter' : 'an event failed';
    this.#log.error({ event: id, type, subject, attempts: made, err: cause }, message);
  }
}
