import type { PublishedEvent } from './actions.ts';

interface Recorded {
  action: string;
  subjectId: string;
  actorId: string;
  actorRole: string;
  fields: string[];
}

interface Facts {
  tripId: string;
  bookingId?: string;
  changed?: string[];
  approval?: string;
  actor: { id: string; role: string };
}

const actions: Readonly<Record<string, string>> = {
  'trips.trip-updated.v1': 'trip.updated',
  'trips.trip-started.v1': 'trip.started',
  'trips.trip-completed.v1': 'trip.completed',
  'trips.trip-cancelled.v1': 'trip.cancelled',
  'trips.booking-requested.v1': 'booking.created',
  'trips.booking-confirmed.v1': 'booking.confirmed',
  'trips.booking-cancelled.v1': 'booking.cancelled',
  'trips.booking-completed.v1': 'booking.completed',
};

const isRecord = ({ type }: PublishedEvent): boolean => type === 'trips.change-recorded.v1';

/**
 * Returns the events of a trip without its reports to the audit log.
 *
 * Throws unless a report directly follows each event of an admin or the system, and no other.
 */
export function withoutChangeRecords(events: readonly PublishedEvent[]): PublishedEvent[] {
  for (const [at, event] of events.entries()) {
    const expected = isRecord(event) ? null : expectedRecord(event);
    const next = events[at + 1];
    const found = !isRecord(event) && next && isRecord(next) ? (next.data as unknown as Recorded) : null;
    if (!expected && !found) continue;
    const { fields = [], ...record } = found ?? {};
    const matches = JSON.stringify({ ...record }, keys) === JSON.stringify(expected ?? {}, keys);
    if (!matches || !isPlausible(event, fields))
      throw new Error(`${JSON.stringify(event)} is followed by ${JSON.stringify(next)}`);
  }
  return events.filter((event) => !isRecord(event));
}

const keys = ['action', 'subjectId', 'actorId', 'actorRole'];

function expectedRecord({ type, data }: PublishedEvent): Omit<Recorded, 'fields'> | null {
  const { tripId, bookingId, approval, actor } = data as unknown as Facts;
  const action = actions[type];
  if (!action || !['admin', 'system'].includes(actor.role)) return null;
  // The trip confirmed it, not the admin who booked it.
  if (action === 'booking.confirmed' && approval === 'INSTANT') return null;
  return { action, subjectId: bookingId ?? tripId, actorId: actor.id, actorRole: actor.role };
}

const isPlausible = ({ type, data }: PublishedEvent, fields: readonly string[]): boolean =>
  type === 'trips.trip-updated.v1'
    ? JSON.stringify(fields) === JSON.stringify((data as unknown as Facts).changed)
    : fields.includes('status');
