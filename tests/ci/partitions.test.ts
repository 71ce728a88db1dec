import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { idBoundAt } from '#platform/ids.ts';
import { projectRoot } from '#platform/settings.ts';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { makeManyTrips } from '../../subgraphs/trips/testing/many-trips.ts';

const now = new Date('2030-05-01T00:00:00Z');
const months = ['2029-12', '2030-01', '2030-02', '2030-03', '2030-04', '2030-05'].map(
  (month) => `${month}-01T00:00:00Z`,
);

describe('trips, stops and bookings in partitions by the time of the trip’s id', () => {
  let database: TestDatabase;
  let client: pg.Client;

  const query = async <Row extends object>(text: string, values: unknown[] = []) =>
    (await client.query<Row>(text, values)).rows;
  /** The tables that a statement may read, as its plan has them. */
  const tablesOf = async (text: string): Promise<string[]> => {
    const [row] = await query<{ 'QUERY PLAN': object }>(`explain (format json) ${text}`);
    const names = JSON.stringify(row).matchAll(/"Relation Name":"(\w+)"/g);
    return [...new Set([...names].map(([, name = '']) => name))].sort();
  };

  beforeAll(async () => {
    database = await testDatabase('trips');
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await makeManyTrips(client, { trips: 20_000, booked: 0.4, now });
    await client.query(await readFile(path.join(projectRoot, 'bench/scale/partitions.sql'), 'utf8'));
    for (const month of months) await query('select partitioned.add_month($1)', [month]);
    await client.query(`insert into partitioned.trips overriding system value select * from trips;
      insert into partitioned.trip_stops select * from trip_stops;
      insert into partitioned.seat_bookings select * from seat_bookings;
      analyze partitioned.trips; analyze partitioned.trip_stops; analyze partitioned.seat_bookings;
      set search_path to partitioned, public`);
  });

  afterAll(async () => {
    await client?.end();
    await database?.drop();
  });

  test('have every row, in several partitions, and every index', async () => {
    for (const table of ['trips', 'trip_stops', 'seat_bookings']) {
      const [counts] = await query<{ same: boolean; parts: number }>(
        `select (select count(*) from public.${table}) = (select count(*) from partitioned.${table}) as same,
           (select count(distinct tableoid)::int from partitioned.${table}) as parts`,
      );
      expect(counts?.same).toBe(true);
      expect(counts?.parts).toBeGreaterThan(3);
    }
    const indexesOf = async (schema: string) => {
      const rows = await query<{ name: string }>(
        `select indexname as name from pg_indexes where schemaname = $1 and indexname !~ '_pkey$'
           and tablename in ('trips', 'trip_stops', 'seat_bookings') order by 1`,
        [schema],
      );
      return rows.map(({ name }) => name);
    };
    expect(await indexesOf('partitioned')).toEqual(await indexesOf('public'));
  });

  test('sell no seat twice, and store no booking without its trip', async () => {
    const copy = (changes: string) =>
      query(
        `insert into seat_bookings
         select (jsonb_populate_record(null::seat_bookings, to_jsonb(taken) || '{"id": "b_another"}' || (${changes})::jsonb)).*
         from (select * from seat_bookings where status = 'CONFIRMED' limit 1) taken`,
      );
    // The error names the partition's index, not seat_bookings_active_seat_unique.
    const refused = /unique constraint "seat_bookings_\d{4}_\d{2}_trip_id_seat_number_idx"/;
    await expect(copy(`'{}'`)).rejects.toThrow(refused);
    await expect(copy(`'{"status": "PENDING"}'`)).rejects.toThrow(refused);
    await expect(copy(`jsonb_build_object('trip_id', '${idBoundAt('t', now)}')`)).rejects.toThrow('foreign key');
    await expect(copy(`'{"trip_id": "t_ffffffffffff"}'`)).rejects.toThrow('no partition');
  });

  test('with the month of departure as the key would sell a seat twice, unless the database moves both', async () => {
    await client.query(`
      create table public.departing (trip_id text, month date, seat int) partition by range (month);
      create table public.departing_may partition of public.departing for values from ('2030-05-01') to ('2030-06-01');
      create table public.departing_june partition of public.departing for values from ('2030-06-01') to ('2030-07-01')`);
    await expect(query('create unique index on public.departing (trip_id, seat)')).rejects.toThrow(
      'must include all partitioning columns',
    );
    await query('create unique index on public.departing (trip_id, seat, month)');
    // The driver moves the departure from May to June between the two bookings.
    await query(`insert into public.departing values ('t_1', '2030-05-01', 7)`);
    await query(`insert into public.departing values ('t_1', '2030-06-01', 7)`);
    expect(await query('select * from public.departing')).toHaveLength(2);
  });

  test('read one partition for a trip, its stops and its seats', async () => {
    const [trip] = await query<{ id: string; part: string }>(
      'select id, tableoid::regclass::text as part from trips order by id desc limit 1',
    );
    const suffix = trip?.part.slice(-7);
    expect(await tablesOf(`select * from trips where id = '${trip?.id}'`)).toEqual([`trips_${suffix}`]);
    expect(await tablesOf(`select * from trip_stops where trip_id = '${trip?.id}'`)).toEqual([`trip_stops_${suffix}`]);
    const seat = `select from seat_bookings where trip_id = '${trip?.id}' and seat_number = 1`;
    expect(await tablesOf(seat)).toEqual([`seat_bookings_${suffix}`]);
  });

  test('read one partition for a booking by its id when its trip is at most a month old, and all without that bound', async () => {
    const [booking] = await query<{ id: string; trip: string; part: string }>(
      `select id, trip_id as trip, tableoid::regclass::text as part from seat_bookings order by trip_id desc limit 1`,
    );
    const byId = `select * from seat_bookings where id = '${booking?.id}'`;
    expect(await tablesOf(byId)).toHaveLength(months.length);
    // A trip is older than its bookings.
    const bound = `trip_id < '${idBoundAt('t', new Date('2030-05-02T00:00:00Z'))}' and trip_id >= '${idBoundAt('t', new Date('2030-04-02T00:00:00Z'))}'`;
    expect((await tablesOf(`${byId} and ${bound}`)).length).toBeLessThanOrEqual(2);
  });

  test('search by indexes of each partition, in the order of departure', async () => {
    const search = `select id from trips where status = 'SCHEDULED' and not is_deleted and from_city_key = 'riyadh' and to_city_key = 'jeddah'
      and departure_time_utc > '${now.toISOString()}' order by departure_time_utc, id limit 20`;
    const [row] = await query<object>(`explain (format json) ${search}`);
    const plan = JSON.stringify(row);
    expect(plan).not.toContain('Seq Scan on');
    expect(plan).toMatch(/Append/);
    expect(await query(search)).toEqual(await query(search.replace('from trips', 'from public.trips')));
  });

  test('lose a month at once, when its trips are over', async () => {
    const [month = ''] = months;
    const before = await query<{ count: number }>('select count(*)::int as count from seat_bookings');
    for (const table of ['seat_bookings', 'trip_stops', 'trips'])
      await query(`alter table ${table} detach partition ${table}_${month.slice(0, 7).replace('-', '_')}`);
    const after = await query<{ count: number }>('select count(*)::int as count from seat_bookings');
    expect(after[0]?.count).toBeLessThanOrEqual(before[0]?.count ?? 0);
    expect(await tablesOf('select * from trips')).toHaveLength(months.length - 1);
  });
});
