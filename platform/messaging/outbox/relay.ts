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

/** Events that are appended together. */
export const relayBatch = 500;

/** Full batches that one transaction relays, so that those that wait for its parts wait for a bounded time. */
const batchesTogether = 8;

/** The interval, in milliseconds, at which an instance checks for events that another one left. */
const relayInterval = 1_000;

/**
 * The number of parts of an outbox. The hash of a row's subject decides its part; one instance at a time relays a part, so the
 * events of one subject keep their order. Migrations insert the claim of each part.
 */
const outboxParts = 16;

interface State {
  verified: string | null;
  pending: boolean;
}

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

/**
 * Locks the parts of the oldest pending events that no other instance has locked. The transaction then commits without a wait for the disk:
 * should the server crash, the events whose marks it loses are sent again.
 */
const claimParts = namedStatement(
  'claim_outbox_parts',
  `select name, set_config('synchronous_commit', 'off', true) from messaging.claims
   where name in (
     select 'outbox ' || (hashtext(subject) & ${outboxParts - 1})
     from (select subject from messaging.outbox where status = 'PENDING' order by position limit $1) oldest)
   for update skip locked`,
);

/**
 * The oldest events but those of $3, with a mark on what was sent before, to a bus that has lost it. While the parts are locked, the verified
 * start does not change.
 */
const readPending = namedStatement(
  'read_pending_events',
  `select position, (case when attempts > 0 then body || '{"resent": true}' else body end)::text as body,
     (select value from messaging.claims where name = 'bus') as verified
   from messaging.outbox
   where status = 'PENDING' and 'outbox ' || (hashtext(subject) & ${outboxParts - 1}) = any ($1::text[])
     and position not in (select unnest($3::bigint[]))
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

/** Is returned from a transaction, which then commits. */
class AppendFailed extends Error {}

/**
 * Carries an outbox to the bus: each event at least once, those of one subject in order, with any number of instances. An instance
 * locks a part of the outbox for one transaction, so its death releases the part at once.
 */
export class Relay implements Running {
  readonly #parts: RelayParts;
  readonly #loop: BackgroundLoop;
  #isWoken = false;
  /** The verified start that was last read; undefined when it may be another one. */
  #verified: string | null | undefined;

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#loop = new BackgroundLoop(
      { relay: (stopping) => this.#pass(stopping) },
      { interval: relayInterval, log: parts.log },
    );
  }

  /** Relays events that were just committed, without waiting for the interval. */
  wake(): void {
    this.#isWoken = true;
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Relays the oldest events. Returns whether there may be more. */
  async #pass(stopping: AbortSignal): Promise<boolean> {
    const { bus, source } = this.#parts;
    const known = this.#isWoken ? this.#verified : undefined;
    this.#isWoken = false;
    const { verified, pending } = known === undefined ? await this.#readState() : { verified: known, pending: true };
    const start = await bus.start(source, verified, stopping);
    if (start !== null && start !== verified) {
      this.#verified = undefined;
      // Another relay may have verified this start.
      if (known === undefined) await this.#resendLost(start, verified);
      return true;
    }
    if (!pending) return false;
    try {
      return await this.#relayBatches();
    } catch (error) {
      if (!(error instanceof UnverifiedStart)) throw error;
      this.#verified = undefined;
      return true;
    }
  }

  async #readState(): Promise<State> {
    const [state] = await runNamed<State>(this.#parts.em.fork(), readState, []);
    if (!state) throw new Error('no row');
    this.#verified = state.verified;
    return state;
  }

  async #relayBatches(): Promise<boolean> {
    const relayed = await this.#parts.em.fork().transactional((tx) => this.#relayIn(tx));
    if (relayed instanceof AppendFailed) throw relayed.cause;
    return relayed;
  }

  /** While a full batch is appended, the one before it is marked and the next one is read. */
  async #relayIn(tx: EntityManager): Promise<boolean | AppendFailed> {
    const parts = (await runNamed<{ name: string }>(tx, claimParts, [relayBatch])).map(({ name }) => name);
    if (parts.length === 0) return false;
    const read = (besides: readonly Pending[]) =>
      runNamed<Pending>(tx, readPending, [parts, relayBatch, besides.map(({ position }) => position)]);
    let batch = await read([]);
    let markLast = async (): Promise<void> => {};
    for (let left = batchesTogether - 1; batch.length > 0; left--) {
      const appending = batch;
      const markAndRead = async () => {
        await markLast();
        return left > 0 && appending.length === relayBatch ? read(appending) : [];
      };
      const [appended, next] = await Promise.allSettled([this.#append(batch), markAndRead()]);
      if (next.status === 'rejected') throw next.reason;
      // What was marked is committed.
      if (appended.status === 'rejected')
        return new AppendFailed('a batch was not appended', { cause: appended.reason });
      markLast = () => this.#mark(tx, appending, appended.value);
      batch = next.value;
    }
    await markLast();
    return true;
  }

  #append(batch: readonly Pending[]): Promise<string[]> {
    const { bus, source, tracing } = this.#parts;
    const bodies = batch.map(({ body }) => body);
    const append = () => bus.append(source, bodies, batch[0]?.verified ?? null);
    return tracing ? tracedAppend(tracing, source, bodies, append) : append();
  }

  async #mark(tx: EntityManager, batch: readonly Pending[], positions: readonly string[]): Promise<void> {
    const now = this.#parts.clock.now().toISOString();
    await runNamed(tx, markSent, [now, batch.map(({ position }) => position), positions]);
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
