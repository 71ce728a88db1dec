import type { Client } from 'pg';

interface StoredNotification {
  event_id: string;
  subject: string;
  recipient_id: string;
}

interface Event {
  id: string;
  type: string;
  subject: string;
  booking: string;
  /** The driver, because the passenger changed the booking. */
  recipients: string[];
  /** Whether the passenger of the booking caused the event. */
  byPassenger: boolean;
}

/** Returns whether every committed event has been sent, received and handled. */
export async function isQuiet(trips: Client, notifications: Client): Promise<boolean> {
  const pending = await trips.query(`select from messaging.outbox where status = 'PENDING' limit 1`);
  if (pending.rowCount) return false;
  const committed = await trips.query(`select count(*)::int as events from messaging.outbox`);
  const received = await notifications.query(
    `select count(*)::int as events from messaging.envelope where status <> 'PENDING'`,
  );
  return received.rows[0].events === committed.rows[0].events;
}

/**
 * Returns every violation of these guarantees: each event notifies each recipient exactly once, the events of a trip in their order; no
 * event is pending or dead; each booking has an event.
 */
export async function faultsOf(
  trips: Client,
  notifications: Client,
  bookingIds: readonly string[],
): Promise<{ faults: string[]; events: number }> {
  const { rows: events } = await trips.query<Event>(
    `select id, message_type as type, subject, body #>> '{data,bookingId}' as booking,
       array[body #>> '{data,driverId}'] as recipients, body #>> '{data,passengerId}' = body #>> '{data,actor,id}' as "byPassenger"
     from messaging.outbox order by position`,
  );
  const { rows: stored } = await notifications.query<StoredNotification>(
    `select cause_id as event_id, data ->> 'tripId' as subject, recipient_id from notifications order by sent_at_utc, id`,
  );
  const faults: string[] = [];

  const counts = new Map<string, number>();
  for (const { event_id, recipient_id } of stored) {
    const key = `${event_id} to ${recipient_id}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const { id, type, recipients, byPassenger } of events) {
    if (!byPassenger) faults.push(`${type} ${id}: not caused by the passenger`);
    for (const recipient of recipients) {
      const key = `${id} to ${recipient}`;
      const count = counts.get(key) ?? 0;
      counts.delete(key);
      if (count !== 1) faults.push(`${type} ${key}: ${count} notifications`);
    }
  }
  for (const key of counts.keys()) faults.push(`${key}: a notification of an event that was not committed`);

  const requested = new Set(events.filter(({ type }) => type.includes('requested')).map(({ booking }) => booking));
  for (const id of bookingIds) if (!requested.has(id)) faults.push(`booking ${id} has no event`);

  const expected = Map.groupBy(events, ({ subject }) => subject);
  for (const [subject, ofSubject] of Map.groupBy(stored, (each) => each.subject)) {
    const order = [...new Set(ofSubject.map(({ event_id }) => event_id))].join();
    if (
      order !==
      expected
        .get(subject)
        ?.map(({ id }) => id)
        .join()
    )
      faults.push(`${subject}: notifications out of order`);
  }

  const unhandled = await notifications.query(
    `select (select count(*) from messaging.envelope where status = 'PENDING')::int as pending,
       (select count(*) from messaging.dead_letters)::int as dead`,
  );
  const { pending, dead } = unhandled.rows[0];
  if (pending > 0) faults.push(`${pending} events are pending`);
  if (dead > 0) faults.push(`${dead} events are dead`);
  return { faults, events: events.length };
}
