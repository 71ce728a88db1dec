import type { Client } from 'pg';
import { takesSeat } from '../../../subgraphs/trips/entities/seat-booking.ts';

/** What must hold in the database of trips, each with the query that counts what breaks it. */
const rules: Record<string, string> = {
  'trips whose available seats are not their seats less the bookings and the blocked seats': `
    select count(*) from trips t where available_seats <> total_seats - (
      select count(*) from seat_bookings b where b.trip_id = t.id and (${takesSeat}))`,
  'seats that are taken twice': `
    select count(*) from (
      select from seat_bookings where ${takesSeat} group by trip_id, seat_number having count(*) > 1) twice`,
  'bookings of waiting lists that do not exist': `
    select count(*) from waitlist_entries e cross join jsonb_array_elements_text(to_jsonb(e.booking_ids)) as booking (id)
    where not exists (select from seat_bookings b where b.id = booking.id)`,
};

/** Returns the violations of the invariants of trips and bookings. */
export async function bookingFaults(trips: Client): Promise<string[]> {
  const faults: string[] = [];
  for (const [rule, query] of Object.entries(rules)) {
    const { rows } = await trips.query<{ count: string }>(query);
    if (Number(rows[0]?.count) > 0) faults.push(`${rows[0]?.count} ${rule}`);
  }
  return faults;
}
