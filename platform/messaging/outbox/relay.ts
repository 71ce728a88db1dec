import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '../../clock.ts';
import { namedStatement, runNamed } from '../../database/named-statements.ts';
import type { Log } from '../../log.ts';
import { BackgroundLoop } from '../../run/background-loop.ts';
import type { Running } from '../../run/lifecycle.ts';
import type { Tracing } from '../../tracing/tracing.ts';
import { type Bus, UnverifiedStart } from '../bus/bus.ts';
import { eventsKept } from '../retention.ts';
import { tracedAppend } from './traced-append.ts';

/** Events that one transaction relays. */
export const relayBatch = 500;

/** The interval, in milliseconds, at which an instance checks for events that another one left. */
const relayInterval = 1_000;

/**
 * The number of parts of an outbox. The hash of a row's subject decides its part; one instance at a time relays a part, so the
 * events of one subject keep their order. Migrations insert the claim of each part.
 */
const outboxParts = 16;

interface Pending {
  position: string;
  body: string;
  verified: string | null;
}

/** The start of the bus that was last verified, and whether an event is pending. */
const readState = namedStatement(
  'read_outbox_state',
  `select (select value from messaging.claims where name = 'bus') as verified,
     (select position from messaging.outbox where status = 'PENDING' order by position limit 1) is not null as pending`,
);

/** Locks the parts of the oldest pending events that no other instance has locked. */
const claimParts = namedStatement(
  'claim_outbox_parts',
  `select name from messaging.claims
   where name in (
     select 'outbox ' || (hashtext(subject) & ${outboxParts - 1})
     from (select subject from messaging.outbox where status = 'PENDING' order by position limit $1) oldest)
   for update skip locked`,
);

/** Marks what was sent before, to a bus that has lost it. While the parts are locked, the verified start does not change. */
const readPending = namedStatement(
  'read_pending_events',
  `select position, (case when attempts > 0 then body || '{"resent": true}' else body end)::text as body,
     (select value from messaging.claims where name = 'bus') as verified
   from messaging.outbox
   where status = 'PENDING' and 'outbox ' || (hashtext(subject) & ${outboxParts - 1}) = any ($1::text[])
   order by position limit $2`,
);

const markSent = namedStatement(
  'mark_events_sent',
  `update messaging.outbox set status = 'SENT', attempts = attempts + 1, sent_at = $1::timestamptz, stream_position = sent.stream
   from unnest($2::bigint[], $3::text[]) as sent (position, stream) where outbox.position = sent.position`,
);

/** The sent events since $2 before a position, the newest first. */
const readSent = namedStatement(
  'read_sent_events',
  `select position, stream_position from messaging.outbox
   where status = 'SENT' and position < $1::bigint and created_at > $2::timestamptz order by position desc limit $3`,
);

const markPending = namedStatement(
  'mark_events_pending',
  `update messaging.outbox set status = 'PENDING' where position = any ($1::bigint[])`,
);

export interface RelayParts {
  em: EntityManager;
  bus: Bus;
  /** The subgraph of the outbox. */
  source: string;
  clock: Clock;
  log: Log;
  /** Null for a relay that records no traces. */
  tracing?: Tracing | null;
}

/**
 * Carries an outbox to the bus: each event at least once, those of one subject in order, with any number of instances. An instance
 * locks a part of the outbox for one transaction, so its death releases the part at once.
 */
export class Relay implements Running {
  readonly #parts: RelayParts;
  readonly #loop: BackgroundLoop;

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#loop = new BackgroundLoop(
      { relay: (stopping) => this.#pass(stopping) },
      { interval: relayInterval, log: parts.log },
    );
  }

  /** Relays events that were just committed, without waiting for the interval. */
  wake(): void {
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Relays a batch. Returns whether there may be more. */
  async #pass(stopping: AbortSignal): Promise<boolean> {
    const { em, bus, source } = this.#parts;
    const [state] = await runNamed<{ verified: string | null; pending: boolean }>(em.fork(), readState, []);
    if (!state) throw new Error('no row');
    const { verified, pending } = state;
    const start = await bus.start(source, verified, stopping);
    if (start !== null && start !== verified) {
      await this.#resendLost(start, verified);
      return true;
    }
    if (!pending) return false;
    try {
      return await this.#relayBatch();
    } catch (error) {
      if (error instanceof UnverifiedStart) return true;
      throw error;
    }
  }

  async #relayBatch(): Promise<boolean> {
    const { em, bus, source, clock, tracing } = this.#parts;
    return em.fork().transactional(async (tx) => {
      const claimed = await runNamed<{ name: string }>(tx, claimParts, [relayBatch]);
      if (claimed.length === 0) return false;
      const pending = await runNamed<Pending>(tx, readPending, [claimed.map(({ name }) => name), relayBatch]);
      const bodies = pending.map(({ body }) => body);
      const append = () => bus.append(source, bodies, pending[0]?.verified ?? null);
      const positions = await (tracing ? tracedAppend(tracing, source, bodies, append) : append());
      const sent = [clock.now().toISOString(), pending.map(({ position }) => position), positions];
      await runNamed(tx, markSent, sent);
      return true;
    });
  }

  /**
   * After a start of the bus, marks the sent events that it has lost as pending. The bus loses its newest events, so the search goes
   * back from there to the first complete batch. All parts are locked meanwhile: no instance appends anything newer first.
   */
  async #resendLost(start: string, verified: string | null): Promise<void> {
    const { em, bus, source, clock, log } = this.#parts;
    const since = new Date(clock.now().getTime() - eventsKept).toISOString();
    const lost = await em.fork().transactional(async (tx) => {
      await tx.execute(`select name from messaging.claims where name like 'outbox %' order by name for update`);
      const [seen] = await tx.execute<{ value: string | null }[]>(
        `select value from messaging.claims where name = 'bus' for update`,
      );
      // Another relay has verified a start since. It may also have moved to another layout.
      if (seen?.value !== verified) return 0;
      let lost = 0;
      for (let before = `${2n ** 63n - 1n}`; ; ) {
        const sent = await runNamed<{ position: string; stream_position: string | null }>(tx, readSent, [
          before,
          since,
          relayBatch,
        ]);
        const kept = await bus.has(
          source,
          sent.map(({ stream_position }) => stream_position ?? '0-0'),
        );
        const missing = sent.filter((_, at) => !kept[at]).map(({ position }) => position);
        if (missing.length > 0) await runNamed(tx, markPending, [missing]);
        lost += missing.length;
        before = sent.at(-1)?.position ?? '';
        if (missing.length === 0 || sent.length < relayBatch) break;
      }
      await tx.execute(`update messaging.claims set value = ? where name = 'bus'`, [start]);
      return lost;
    });
    if (lost > 0) log.warn({ events: lost }, 'the bus lost events, which are sent again');
  }
}
