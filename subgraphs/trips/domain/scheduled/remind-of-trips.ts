import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import { type ActionContext, systemContext } from '#platform/subgraph/action-context.ts';
import { Trip } from '../../entities/trip.ts';
import { tripReminderDueEvent } from '../../events/published.ts';
import { forEachTrip } from '../for-each-trip.ts';
import { lockTripIfFree, passengerIdsOf, withActiveBookings } from '../lock-trip.ts';

/** The time between a reminder and the departure, in milliseconds. */
const reminderLead = 60 * 60_000;

/** Trips that one call finds. */
export const reminderBatch = 100;

/**
 * Publishes `trip-reminder-due` for each scheduled trip that departs within an hour, once per departure time, with its confirmed
 * passengers. Several instances may run it concurrently, and an instance may die.
 *
 * @returns The number of due trips that it found; with `reminderBatch` there may be others.
 */
export async function remindOfTrips(em: EntityManager, origin: EventOrigin): Promise<number> {
  const context = systemContext(origin);
  const due = await em.fork().find(
    Trip,
    {
      status: 'SCHEDULED',
      departureTimeUtc: { $gt: context.now, $lte: new Date(context.now.getTime() + reminderLead) },
      remindedAt: null,
    },
    { fields: ['id'], orderBy: { departureTimeUtc: 'asc' }, limit: reminderBatch },
  );
  const tripIds = due.map(({ id }) => id);
  await forEachTrip(em, tripIds, (tx, tripId) => remindOfTrip(tx, tripId, context));
  return due.length;
}

async function remindOfTrip(tx: EntityManager, tripId: string, context: ActionContext): Promise<void> {
  const trip = await lockTripIfFree(tx, tripId);
  if (!trip?.isReminderDue(context.now, reminderLead)) return;
  const { active } = await withActiveBookings(tx, trip);
  const confirmed = active.filter(({ status }) => status === 'CONFIRMED');
  trip.recordReminder(context.now);
  appendToOutbox(tx, tripReminderDueEvent(trip, { passengerIds: passengerIdsOf(confirmed) }, context.actor, context));
}
