import type { Client } from 'pg';

interface Told {
  event_id: string;
  subject: string;
  recipient_id: string;
}

interface Event {
  id: string;
  type: string;
  subject: string;
  booking: string;
  /** Of what passengers do to their own bookings the drivers are told. */
  recipients: string[];
  own: boolean;
}

/** Whether all that was committed has been sent and received, and what was received is handled. */
export async function isQuiet(trips: Client, notifications: Client): Promise<boolean> {
  const pending = await trips.query(`select from messaging.outbox where status = 'PENDING' limit 1`);
  if (pending.rowCount) return false;
  const committed = await trips.query(`select count(*)::int as events from messaging.outbox`);
  const received = await notifications.query(
    `select count(*)::int as events from messaging.envelope where status <> 'PENDING'`,
  );
  return received.rows[0].events === committed.rows[0].events;
}

/** Whatever was told other than once to each recipient of each event, in the order of its trip; or is pending, or dead. */
export async function faultsOf(
  trips: Client,
  notifications: Client,
  booked: readonly string[],
): Promise<{ faults: string[]; events: number }> {
  const { rows: events } = await trips.query<Event>(
    `select id, message_type as type, subject, body #>> '{data,bookingId}' as booking,
       array[body #>> '{data,driverId}'] as recipients, body #>> '{data,passengerId}' = body #>> '{data,actor,id}' as own
     from messaging.outbox order by position`,
  );
  const { rows: told } = await notifications.query<Told>(
    `select cause_id as event_id, data ->> 'tripId' as subject, recipient_id from notifications order by sent_at_utc, id`,
  );
  const faults: string[] = [];

  const counts = new Map<string, number>();
  for (const { event_id, recipient_id } of told) {
    const key = `${event_id} to ${recipient_id}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const { id, type, recipients, own } of events) {
    if (!own) faults.push(`${type} ${id}: of somebody else's doing`);
    for (const recipient of recipients) {
      const key = `${id} to ${recipient}`;
      const count = counts.get(key) ?? 0;
      counts.delete(key);
      if (count !== 1) faults.push(`${type} ${key}: told ${count} times`);
    }
  }
  for (const key of counts.keys()) faults.push(`${key}: told, though it was not committed`);

  const requested = new Set(events.filter(({ type }) => type.includes('requested')).map(({ booking }) => booking));
  for (const id of booked) if (!requested.has(id)) faults.push(`booking ${id} has no event`);

  const expected = Map.groupBy(events, ({ subject }) => subject);
  for (const [subject, got] of Map.groupBy(told, (each) => each.subject)) {
    const order = [...new Set(got.map(({ event_id }) => event_id))].join();
    if (
      order !==
      expected
        .get(subject)
        ?.map(({ id }) => id)
        .join()
    )
      faults.push(`${subject}: in another order`);
  }

  const left = await notifications.query(
    `select (select count(*) from messaging.envelope where status = 'PENDING')::int as pending,
       (select count(*) from messaging.dead_letters)::int as dead`,
  );
  const { pending, dead } = left.rows[0];
  if (pending > 0) faults.push(`${pending} are pending`);
  if (dead > 0) faults.push(`${dead} are dead`);
  return { faults, events: events.length };
}
