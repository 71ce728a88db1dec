import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Answer, Booker } from './booker.ts';

/**
 * One named statement, run by the bare driver, that decides a booking and writes the same rows as ours. It books one seat and does not
 * check the limits of the passenger.
 */
const text = `
with prior as materialized (
  select request_hash from idempotency_keys where account_id = $4 and operation = 'bookSeats' and key = $5
), taken as materialized (
  select seat_number from seat_bookings
  where trip_id = $1 and seat_number = $2 and status in ('PENDING', 'CONFIRMED', 'COMPLETED') and not is_deleted
), reserved as (
  update trips set available_seats = available_seats - 1, version = version + 1, updated_at = $3::timestamptz
  where id = $1 and not is_deleted and status = 'SCHEDULED' and departure_time_utc > $3::timestamptz and total_seats >= $2
    and available_seats >= 1 and not exists (select from prior) and not exists (select from taken)
  returning price, driver_id, from_city, to_city, departure_time_utc
), stored_key as (
  insert into idempotency_keys (id, created_at, updated_at, account_id, operation, key, request_hash, result_ids)
  select $6, $3::timestamptz, $3::timestamptz, $4, 'bookSeats', $5, $7, jsonb_build_array($8::text) from reserved
), booked as (
  insert into seat_bookings (id, created_at, updated_at, trip_id, seat_number, passenger_id, passenger_name,
    passenger_phone, status, price, booked_at_utc)
  select $8, $3::timestamptz, $3::timestamptz, $1, $2, $4, $9, $10, 'PENDING', price, $3::timestamptz from reserved
), published as (
  insert into messaging.outbox (id, message_type, subject, body, created_at)
  select $11, 'trips.booking-requested.v1', $1, $12::jsonb || jsonb_build_object('data', jsonb_build_object(
    'bookingId', $8::text, 'tripId', $1, 'passengerId', $4, 'seatNumber', $2, 'status', 'PENDING', 'driverId', driver_id,
    'fromCity', from_city, 'toCity', to_city, 'departureTime', departure_time_utc,
    'actor', jsonb_build_object('id', $4, 'role', 'passenger'))), $3::timestamptz
  from reserved
)
select (select price from reserved) as price, exists (select from taken) as taken, exists (select from prior) as prior`;

/** The floor: the least time that Node needs for the database to make a booking. */
export function floorBooker(url: string, poolMax: number): Booker {
  const pool = new pg.Pool({ connectionString: url, max: poolMax });
  const book = async (tripId: string, seat: number, passenger: { id: string; name: string; phone: string }) => {
    const key = randomUUID();
    const hash = createHash('sha256').update(`${tripId} ${seat}`).digest('hex');
    const bookingId = `b_${randomUUID().replaceAll('-', '')}`;
    const eventId = `e_${randomUUID().replaceAll('-', '')}`;
    const now = new Date().toISOString();
    const type = 'trips.booking-requested.v1';
    const event = { specversion: '1.0', id: eventId, source: 'trips', type, subject: tripId, time: now };
    const values = [tripId, seat, now, passenger.id, key, `k_${randomUUID().replaceAll('-', '')}`, hash, bookingId];
    const rest = [passenger.name, passenger.phone, eventId, JSON.stringify(event)];
    // If another booking of the seat commits first, the unique index fails this one; the repeated statement finds the seat taken.
    for (;;) {
      try {
        const { rows } = await pool.query({ name: 'floor', text, values: [...values, ...rest] });
        const [row] = rows as { price: string | null; taken: boolean }[];
        if (row?.price) return { outcome: 'booked' } satisfies Answer;
        if (row?.taken) return { outcome: 'SEAT_TAKEN' } satisfies Answer;
      } catch (error) {
        if ((error as { code?: string }).code !== '23505') throw error;
      }
    }
  };
  return { name: 'floor', databaseUrl: url, book, stop: () => pool.end() };
}
