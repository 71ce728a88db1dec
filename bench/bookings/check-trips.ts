import type pg from 'pg';

/** Throws unless the trips have exactly `booked` bookings, each with its idempotency key and its event, and no seat booked twice. */
export async function checkTrips(client: pg.Client, tripIds: readonly string[], booked: number): Promise<void> {
  const { rows } = await client.query(
    `with b as (select * from seat_bookings where trip_id = any ($1))
     select (select count(*) from b)::int as bookings,
       (select count(distinct (trip_id, seat_number)) from b)::int as seats,
       (select count(*) from b join messaging.outbox o on o.body #>> '{data,bookingId}' = b.id
        where o.subject = any ($1))::int as events,
       (select count(*) from b join idempotency_keys k on k.account_id = b.passenger_id and k.result_ids ? b.id)::int as keys,
       (select count(*) from trips t where t.id = any ($1)
        and available_seats <> total_seats - (select count(*) from b where b.trip_id = t.id))::int as wrong`,
    [tripIds],
  );
  const [found] = rows as [Record<string, number>];
  const expected = { bookings: booked, seats: booked, events: booked, keys: booked, wrong: 0 };
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    throw new Error(`expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
  }
}
