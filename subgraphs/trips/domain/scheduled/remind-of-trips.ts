import type { EntityManager } from '@mikro-orm/postgresql';
import { limits } from '#platform/limits.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { Trip } from '../../entities/trip.ts';
import { tripReminderDueEvent } from '../../events/published.ts';
import { activeOn, eachInItsTransaction, lockFreeTrip, passengersOf } from '../lock-trip.ts';
import { asSystem } from '../system-context.ts';

const reminderLead = 60 * 60_000;

/**
 * Tells of the scheduled trips that depart within an hour, each once for its time of departure, with the passengers whose
 * bookings are confirmed. Any number of instances may do it at once, and one may die in the middle. Returns how many
 * trips were due, at most a batch.
 */
export async function remindOfTrips(em: EntityManager, origin: EventOrigin): Promise<number> {
  const context = asSystem(origin);
  const due = await em.fork().find(
    Trip,
    {
      status: 'SCHEDULED',
      departureTimeUtc: { $gt: context.now, $lte: new Date(context.now.getTime() + reminderLead) },
      remindedAt: null,
    },
    { fields: ['id'], orderBy: { departureTimeUtc: 'asc' }, limit: limits.workerBatch },
  );
  const tripIds = due.map(({ id }) => id);
  await eachInItsTransaction(em, tripIds, (tx, tripId) => remindOfTrip(tx, tripId, context));
  return due.length;
}

async function remindOfTrip(tx: EntityManager, tripId: string, context: ActionContext): Promise<void> {
  const trip = await lockFreeTrip(tx, tripId);
  if (!trip?.isReminderDue(context.now, reminderLead)) return;
  const { active } = await activeOn(tx, trip);
  const confirmed = active.filter(({ status }) => status === 'CONFIRMED');
  trip.remind(context.now);
  appendToOutbox(tx, tripReminderDueEvent(trip, { passengerIds: passengersOf(confirmed) }, context.actor, context));
}
