import { until } from '#test-kit/until.ts';
import { subgraphNames } from '../../../subgraphs/list.ts';
import { faultOfBookings, faultOfNotifications, faultOfWatcher } from '../../faults/truth.ts';
import type { LoadScene, Sql } from './load-scene.ts';

/** The time for all events to take effect after the load, in milliseconds. */
const patience = 60_000;

/**
 * Waits until the events of a load have taken effect. Returns every violation of these guarantees: no acknowledged change is lost, no seat
 * is booked twice, each event has taken effect exactly once, and the applications show it.
 */
export async function faultsOf(scene: LoadScene): Promise<string[]> {
  const { sql } = scene;
  const faults: string[] = [];
  await until(async () => (await pendingEvents(sql)) === 0, patience).catch(() => faults.push('events are pending'));
  faults.push(...(await lostChanges(scene)), ...(await wrongSeats(sql)), ...(await wrongEffects(sql)));
  let shown: string[] = [];
  const isShown = async () => {
    shown = await wrongApplications(scene).catch((error) => [String(error)]);
    return shown.length === 0;
  };
  await until(isShown, patience).catch(() => faults.push(...shown));
  return faults;
}

async function pendingEvents(sql: Sql): Promise<number> {
  let pending = 0;
  for (const name of subgraphNames) {
    const text = `select ((select count(*) from messaging.outbox where status = 'PENDING')
      + (select count(*) from messaging.envelope where status = 'PENDING'))::int as pending`;
    pending += (await sql<{ pending: number }>(name, text))[0]?.pending ?? 0;
  }
  return pending;
}

async function lostChanges({ ledger, sql }: LoadScene): Promise<string[]> {
  const stored = new Map(
    (await sql<{ id: string; status: string }>('trips', 'select id, status from seat_bookings')).map(
      ({ id, status }) => [id, status],
    ),
  );
  const wrong = (ids: readonly string[], statuses: readonly string[]) =>
    ids
      .filter((id) => !statuses.includes(stored.get(id) ?? ''))
      .map((id) => `the acknowledged booking ${id} is ${stored.get(id)}`);
  const changes = await sql<{ count: number }>(
    'users',
    `select count(*)::int as count from audit_entries where action = 'trip.updated' and actor_role = 'admin'`,
  );
  const recorded = changes[0]?.count ?? 0;
  return [
    ...wrong(ledger.keptIds, ['PENDING', 'CONFIRMED']),
    ...wrong(ledger.cancelledIds, ['CANCELLED']),
    ...(recorded < ledger.changes ? [`the audit log has ${recorded} of ${ledger.changes} changes`] : []),
  ];
}

async function wrongSeats(sql: Sql): Promise<string[]> {
  const active = `status in ('PENDING', 'CONFIRMED', 'COMPLETED') and not is_deleted`;
  const twice = await sql<{ seat: string }>(
    'trips',
    `select trip_id || ' ' || seat_number as seat from seat_bookings where ${active} group by trip_id, seat_number having count(*) > 1`,
  );
  const uncounted = await sql<{ id: string }>(
    'trips',
    `select id from trips where available_seats <> total_seats - (
       select count(*) from seat_bookings where trip_id = trips.id and (${active} or status = 'BLOCKED'))`,
  );
  return [
    ...twice.map(({ seat }) => `the seat ${seat} is booked twice`),
    ...uncounted.map(({ id }) => `${id}: the free seats are wrong`),
  ];
}

async function wrongEffects(sql: Sql): Promise<string[]> {
  const faults: string[] = [];
  for (const name of subgraphNames) {
    const dead = await sql<{ type: string }>(
      name,
      "select message_type || ' ' || error as type from messaging.dead_letters",
    );
    faults.push(...dead.map(({ type }) => `${name} has a dead letter: ${type}`));
  }
  type Event = { id: string; type: string; driver: string | null };
  const events = await sql<Event>(
    'trips',
    `select id, message_type as type, body #>> '{data,driverId}' as driver from messaging.outbox`,
  );
  const counted = async (name: 'users' | 'notifications', text: string) =>
    new Map((await sql<{ id: string; count: number }>(name, text)).map(({ id, count }) => [id, count]));
  // The id of an entry is that of its event, but for the prefix.
  const audited = await counted(
    'users',
    `select regexp_replace(id, '^au_', 'e_') as id, count(*)::int as count from audit_entries group by 1`,
  );
  const notified = await counted(
    'notifications',
    `select cause_id || ' ' || recipient_id as id, count(*)::int as count from notifications where cause_id is not null group by 1`,
  );
  for (const { id, type, driver } of events) {
    const effects = type.includes('.change-recorded.')
      ? audited.get(id)
      : type.includes('.booking-requested.')
        ? notified.get(`${id} ${driver}`)
        : 1;
    if (effects !== 1) faults.push(`${type} ${id} has ${effects ?? 0} effects`);
  }
  return faults;
}

async function wrongApplications(scene: LoadScene): Promise<string[]> {
  const truth = await scene.truth();
  const faults = [
    ...scene.watchers.map((each) => faultOfWatcher(each, truth)),
    ...scene.notifications.map((each) => faultOfNotifications(each, truth)),
    ...scene.bookings.map((each) => faultOfBookings(each, truth)),
  ];
  return faults.filter((fault) => fault !== null);
}
