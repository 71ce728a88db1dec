import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import { systemContext } from '#platform/subgraph/action-context.ts';
import { unbookableReason } from '../../entities/trip.ts';
import { waitlistChangedEvent } from '../../events/published.ts';
import { forEachTrip } from '../for-each-trip.ts';
import { lockTripIfFree } from '../lock-trip.ts';
import { bookWaiting } from './book-waiting.ts';
import { endWaitlist } from './end-waitlist.ts';

/** Trips with a waiting list that one run examines. */
export const sweepBatch = 100;

/**
 * Goes through the trips with a waiting list, a batch at a time, and begins again after the last. It ends the lists of trips that
 * have departed, and books seats that no step in this release has offered to the list: those that an instance of the previous
 * release has freed, and those for passengers who had reached their limits.
 *
 * Several instances may run it concurrently, each from a place of its own. An entry that cannot be booked is examined once in
 * each pass, so that it keeps no other one waiting.
 */
export class WaitlistSweep {
  readonly #em: EntityManager;
  /** The trip after which the next batch begins. */
  #after = '';

  constructor(em: EntityManager) {
    this.#em = em;
  }

  /** Sweeps the next batch. Returns whether trips are left in this pass. */
  async run(origin: EventOrigin): Promise<boolean> {
    const batch = await readBatch(this.#em, this.#after, origin.now);
    const isLast = batch.length < sweepBatch;
    this.#after = isLast ? '' : (batch.at(-1)?.trip_id ?? '');
    const due = batch.filter(({ is_due }) => is_due).map(({ trip_id }) => trip_id);
    await forEachTrip(this.#em, due, (tx, tripId) => sweepTrip(tx, tripId, origin));
    return !isLast;
  }
}

async function sweepTrip(tx: EntityManager, tripId: string, origin: EventOrigin): Promise<void> {
  const trip = await lockTripIfFree(tx, tripId);
  if (!trip) return;
  if (unbookableReason(trip, origin.now) === null) return bookWaiting(tx, trip, origin);
  const ended = await endWaitlist(tx, trip, origin.now);
  if (ended > 0) appendToOutbox(tx, waitlistChangedEvent(tripId, systemContext(origin).actor, origin));
}

/** A trip is due when it cannot be booked any more, or has enough free seats for an entry. */
function readBatch(em: EntityManager, after: string, now: Date): Promise<{ trip_id: string; is_due: boolean }[]> {
  return em.fork().execute(
    `select waiting.trip_id, trip.status <> 'SCHEDULED' or trip.departure_time_utc <= ? or exists (
         select from waitlist_entries entry where entry.trip_id = waiting.trip_id and entry.status = 'WAITING'
           and not entry.is_deleted and entry.seat_count <= trip.available_seats) as is_due
     from (select distinct trip_id from waitlist_entries where status = 'WAITING' and not is_deleted and trip_id > ?
           order by trip_id limit ${sweepBatch}) waiting
     join trips trip on trip.id = waiting.trip_id
     order by waiting.trip_id`,
    [now, after],
  );
}
