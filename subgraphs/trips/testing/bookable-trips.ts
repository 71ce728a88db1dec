import type pg from 'pg';

/** Inserts scheduled trips with 45 free seats each. Returns their ids. */
export async function insertBookableTrips(client: pg.Client, count: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `insert into trips (id, created_at, updated_at, from_city, to_city, from_city_key, to_city_key, departure_time_utc, price,
       status, available_seats, total_seats, vehicle_id, driver_id)
     select 't_' || replace(uuidv7()::text, '-', ''), now(), now(), 'Riyadh', 'Jeddah', 'riyadh', 'jeddah',
       now() + interval '3 days', 120, 'SCHEDULED', 45, 45, 'v_' || n, 'd_' || n
     from generate_series(1, $1::int) n returning id`,
    [count],
  );
  return rows.map(({ id }) => id);
}
