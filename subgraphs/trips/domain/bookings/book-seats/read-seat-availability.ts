import type { EntityManager } from '@mikro-orm/postgresql';
import { namedStatement, runNamed } from '#platform/database/named-statements.ts';
import { takesSeat } from '../../../entities/seat-booking.ts';
import type { BookingApproval, TripStatus } from '../../../entities/trip.ts';
import type { ActiveSeats } from './passenger-limits.ts';

/** The availability of the seats of one trip that some requests book, and the limits of the requests. */
export interface SeatQuery {
  tripId: string;
  seats: readonly number[];
  /** The idempotency keys of the requests, each with its account. */
  keys: readonly { accountId: string; key: string }[];
  /** The passengers whose active seats are counted. */
  passengers: readonly string[];
}

/** The state of a trip and of the requested seats, keys and passengers, all at one instant. */
export interface SeatAvailability {
  /** Null for an unknown trip. */
  status: TripStatus | null;
  departure_time_utc: string;
  total_seats: number;
  booking_approval: BookingApproval;
  /** The requested seats that are booked or blocked. */
  taken_seats: number[] | null;
  /** The requested keys that were used before. */
  used_keys: { account_id: string; key: string; request_hash: string; result_ids: string[] }[] | null;
  /** The pending and confirmed seats of each passenger on this trip, and the pending ones on all trips. */
  active_seats: (ActiveSeats & { passenger_id: string })[] | null;
}

/**
 * $1 trip, $2 seats, $3 and $4 accounts and their keys, $5 passengers. The lateral subqueries make PostgreSQL use the index
 * for each key and passenger, whatever the size of the tables.
 */
const statement = namedStatement(
  'read_seat_availability',
  `select trip.status, trip.departure_time_utc, trip.total_seats, trip.booking_approval,
     (select jsonb_agg(seat_number order by seat_number) from seat_bookings
      where trip_id = $1 and seat_number = any ($2::int[]) and (${takesSeat})) as taken_seats,
     (select jsonb_agg(to_jsonb(used)) from unnest($3::text[], $4::text[]) as requested (account_id, key)
      cross join lateral (
        select account_id, key, request_hash, result_ids from idempotency_keys
        where account_id = requested.account_id and operation = 'bookSeats' and key = requested.key limit 1
      ) used) as used_keys,
     (select jsonb_agg(jsonb_build_object('passenger_id', passenger, 'on_trip', on_trip, 'pending', pending))
      from unnest($5::text[]) as passenger
      cross join lateral (
        select count(*) filter (where trip_id = $1) as on_trip, count(*) filter (where status = 'PENDING') as pending
        from seat_bookings where passenger_id = passenger and status in ('PENDING', 'CONFIRMED') and not is_deleted
      ) active) as active_seats
   from (values (1)) one left join trips trip on trip.id = $1 and not trip.is_deleted`,
);

/** Reads without a lock. */
export async function readSeatAvailability(em: EntityManager, query: SeatQuery): Promise<SeatAvailability> {
  const { tripId, seats, keys, passengers } = query;
  const [availability] = await runNamed<SeatAvailability>(em, statement, [
    tripId,
    seats,
    keys.map(({ accountId }) => accountId),
    keys.map(({ key }) => key),
    passengers,
  ]);
  if (!availability) throw new Error('the statement returned no row');
  return availability;
}
