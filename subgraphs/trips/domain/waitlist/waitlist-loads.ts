import type { EntityManager } from '@mikro-orm/postgresql';

/** The number of waiting entries of each trip that has any. */
export async function waitlistLengthsByTrip(
  em: EntityManager,
  tripIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await em.execute<{ trip_id: string; length: number }[]>(
    `select trip_id, count(*)::int as length from waitlist_entries
     where trip_id = any (?) and status = 'WAITING' and not is_deleted group by trip_id`,
    [`{${tripIds}}`],
  );
  return new Map(rows.map(({ trip_id, length }) => [trip_id, length]));
}

/** The place of each waiting entry among those of its trip, from 1. */
export async function positionsByEntry(em: EntityManager, entryIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await em.execute<{ id: string; position: number }[]>(
    `select entry.id, count(*)::int as position from waitlist_entries entry
     join waitlist_entries earlier on earlier.trip_id = entry.trip_id and earlier.turn <= entry.turn
       and earlier.status = 'WAITING' and not earlier.is_deleted
     where entry.id = any (?) and entry.status = 'WAITING' group by entry.id`,
    [`{${entryIds}}`],
  );
  return new Map(rows.map(({ id, position }) => [id, position]));
}
