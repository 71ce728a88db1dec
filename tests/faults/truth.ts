import { isDeepStrictEqual } from 'node:util';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import type { BookingLog, NotificationLog, TripWatcher } from './application.ts';
import type { FaultPlatform } from './platform.ts';

/** With the fields that Apollo Client adds. */
export const tripFields =
  '__typename description availableSeats seats { __typename number status } driver { __typename fullName }';

/** Everything that clients should have received, as the databases have it. */
export interface Truth {
  trip: unknown;
  /** The booking of each event of the trip, in order. */
  bookings: string[];
  /** The recipient's notifications, in order. */
  notifications: string[];
}

/** Reads the truth. Throws while a service is unavailable. */
export async function readTruth(
  { pairs, sql }: FaultPlatform,
  { tripId, recipientId }: { tripId: string; recipientId: string },
): Promise<Truth> {
  const query = `query ($id: ID!) { trip(id: $id) { ${tripFields} } }`;
  const { data, errors } = await requestGraphQL(pairs[0]?.url ?? '', query, { id: tripId });
  if (errors) throw new Error(JSON.stringify(errors));
  const bookings = await sql<{ id: string }>(
    'trips',
    `select body->'data'->>'bookingId' as id from messaging.outbox
     where subject = $1 and message_type like 'trips.booking-%' order by position`,
    [tripId],
  );
  const notifications = await sql<{ id: string }>(
    'notifications',
    'select id from notifications where recipient_id = $1 order by sent_at_utc, id',
    [recipientId],
  );
  return { trip: data.trip, bookings: bookings.map(({ id }) => id), notifications: notifications.map(({ id }) => id) };
}

/** Returns what is wrong with a watcher: it does not have the present state. */
export const faultOfWatcher = ({ state }: TripWatcher, { trip }: Truth): string | null =>
  isDeepStrictEqual(plain(state), plain(trip)) ? null : `has ${JSON.stringify(state)}, not ${JSON.stringify(trip)}`;

/** Clients make objects of other prototypes than fetch, which Jest runs in another realm. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Returns what is wrong with a log of notifications: it does not have each once and in order. */
export const faultOfNotifications = ({ ids }: NotificationLog, { notifications }: Truth): string | null =>
  ids.join() === notifications.join() ? null : `has ${difference(ids, notifications)}`;

/**
 * Returns what is wrong with a log of bookings: one of its runs, in which no loss was reported, has gaps, repetitions or another order, or
 * the last one lacks the newest event.
 */
export function faultOfBookings({ runs }: BookingLog, { bookings }: Truth): string | null {
  const broken = runs.find((run) => !isPartOf(run, bookings));
  if (broken) return `has a run that is no part of all events: ${broken} in ${bookings}`;
  const last = runs.at(-1) ?? [];
  const isCurrent = last.length > 0 && last.join() === bookings.slice(-last.length).join();
  return isCurrent ? null : `lacks the newest events: has ${last.slice(-5)}, not ${bookings.slice(-5)}`;
}

/** Whether the run is a contiguous part of all. */
const isPartOf = (run: readonly string[], all: readonly string[]): boolean =>
  all.some((_, at) => run.every((id, index) => all[at + index] === id)) || run.length === 0;

function difference(actual: readonly string[], expected: readonly string[]): string {
  const at = expected.findIndex((id, index) => actual[index] !== id);
  const from = at < 0 ? expected.length : at;
  return `${actual.length} of ${expected.length}; from ${from} on ${actual.slice(from, from + 5)}, not ${expected.slice(from, from + 5)}`;
}
