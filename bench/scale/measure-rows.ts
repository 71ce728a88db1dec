import type { FaultPlatform } from '../../tests/faults/platform.ts';
import { type Row, spreadOf } from '../report.ts';

const tables = [
  ['trips', 'trips', 'row of a trip'],
  ['trips', 'trip_stops', 'row of a stop'],
  ['trips', 'seat_bookings', 'row of a booking'],
  ['trips', 'messaging.outbox', 'row of an event, at its source'],
  ['notifications', 'messaging.envelope', 'row of an event, at a consumer'],
  ['notifications', 'notifications', 'row of a notification'],
] as const;

/** The bytes on disk of a row of each table, with its part of the indexes, after a vacuum. */
export async function measureRows(sql: FaultPlatform['sql']): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [service, table, name] of tables) {
    await sql(service, `vacuum analyze ${table}`);
    const [size] = await sql<{ bytes: number; heap: number; rows: number }>(
      service,
      `select pg_total_relation_size('${table}')::float8 as bytes, pg_relation_size('${table}')::float8 as heap,
         (select count(*) from ${table})::int as rows`,
    );
    if (!size || size.rows === 0) throw new Error(`${table} is empty`);
    const of = (bytes: number) => spreadOf([bytes / size.rows]);
    rows.push({ name, bytes: of(size.bytes), 'bytes without indexes': of(size.heap), rows: spreadOf([size.rows]) });
  }
  return rows;
}
