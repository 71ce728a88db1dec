import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '../../clock.ts';
import { namedStatement, runNamed } from '../../database/named-statements.ts';
import { limits } from '../../limits.ts';
import type { Log } from '../../log.ts';
import { BackgroundLoop } from '../../run/background-loop.ts';
import type { Running } from '../../run/lifecycle.ts';
import type { Bus } from '../bus/bus.ts';

/**
 * How many parts an outbox has. The hash of a row's subject decides its part; one instance at a time relays a part, so the
 * events of one subject keep their order. Migrations insert the claim of each part.
 */
const outboxParts = 16;

interface Pending {
  position: string;
  body: string;
}

const anyPending = namedStatement(
  'any_pending_event',
  `select position from messaging.outbox where status = 'PENDING' order by position limit 1`,
);

/** The parts of those that have waited longest, as far as no other instance has them: all of them, or some would wait a turn. */
const claimParts = namedStatement(
  'claim_outbox_parts',
  `select name from messaging.claims
   where name in (
     select 'outbox ' || (hashtext(subject) & ${outboxParts - 1})
     from (select subject from messaging.outbox where status = 'PENDING' order by position limit $1) oldest)
   for update skip locked`,
);

const readPending = namedStatement(
  'read_pending_events',
  `select position, body::text as body from messaging.outbox
   where status = 'PENDING' and 'outbox ' || (hashtext(subject) & ${outboxParts - 1}) = any ($1::text[])
   order by position limit $2`,
);

const markSent = namedStatement(
  'mark_events_sent',
  `update messaging.outbox set status = 'SENT', attempts = attempts + 1, sent_at = $1::timestamptz, stream_position = sent.stream
   from unnest($2::bigint[], $3::text[]) as sent (position, stream) where outbox.position = sent.position`,
);

/** From the newest on: those that were sent since some time, before a position. */
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
  /** The subgraph whose outbox it is. */
  source: string;
  clock: Clock;
  log: Log;
}

/**
 * Carries an outbox to the bus: each event at least once, those of one subject in order, whatever the number of instances.
 * An instance has a part of the outbox by the lock of a row for as long as one transaction lasts, so what a dead one had is
 * free at once. It begins when it is woken, and looks every second for what others left behind.
 */
export class Relay implements Running {
  readonly #parts: RelayParts;
  readonly #loop: BackgroundLoop;

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#loop = new BackgroundLoop({ relay: () => this.#pass() }, { interval: limits.relayInterval, log: parts.log });
  }

  /** Something was committed. */
  wake(): void {
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Relays a batch, and says whether there may be more. */
  async #pass(): Promise<boolean> {
    const { em, bus, source, clock } = this.#parts;
    const start = await bus.distrusted();
    if (start !== null) await this.#sendAgainWhatWasLost(start);
    if ((await runNamed(em.fork(), anyPending, [])).length === 0) return false;
    return em.fork().transactional(async (tx) => {
      const claimed = await runNamed<{ name: string }>(tx, claimParts, [limits.relayBatch]);
      if (claimed.length === 0) return false;
      const pending = await runNamed<Pending>(tx, readPending, [claimed.map(({ name }) => name), limits.relayBatch]);
      const bodies = pending.map(({ body }) => body);
      const positions = await bus.append(source, bodies);
      const sent = [clock.now().toISOString(), pending.map(({ position }) => position), positions];
      await runNamed(tx, markSent, sent);
      return true;
    });
  }

  /**
   * After a start of the bus: what was sent and is no longer there is to be sent again. What the bus loses is the newest, so
   * it is looked for from there, as far back as a batch that is there whole. With all parts locked: until this
   * is done no instance appends, so nothing newer goes before it.
   */
  async #sendAgainWhatWasLost(start: string): Promise<void> {
    const { em, bus, source, clock, log } = this.#parts;
    const since = new Date(clock.now().getTime() - limits.outboxKept).toISOString();
    const lost = await em.fork().transactional(async (tx) => {
      await tx.execute(`select name from messaging.claims where name like 'outbox %' order by name for update`);
      const [seen] = await tx.execute<{ value: string | null }[]>(
        `select value from messaging.claims where name = 'bus' for update`,
      );
      if (seen?.value === start) return 0;
      let lost = 0;
      for (let before = `${2n ** 63n - 1n}`; ; ) {
        const sent = await runNamed<{ position: string; stream_position: string | null }>(tx, readSent, [
          before,
          since,
          limits.relayBatch,
        ]);
        const kept = await bus.has(
          source,
          sent.map(({ stream_position }) => stream_position ?? '0-0'),
        );
        const missing = sent.filter((_, at) => !kept[at]).map(({ position }) => position);
        if (missing.length > 0) await runNamed(tx, markPending, [missing]);
        lost += missing.length;
        before = sent.at(-1)?.position ?? '';
        if (missing.length === 0 || sent.length < limits.relayBatch) break;
      }
      await tx.execute(`update messaging.claims set value = ? where name = 'bus'`, [start]);
      return lost;
    });
    if (lost > 0) log.warn({ events: lost }, 'the bus had lost events: they are sent again');
    bus.trust(start);
  }
}
