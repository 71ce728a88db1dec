import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '#platform/clock.ts';
import type { NewId } from '#platform/ids.ts';
import { type Handler, handler } from '#platform/messaging/inbox/handler.ts';
import {
  type Told,
  toldOfCancellation,
  toldOfConfirmation,
  toldOfReminder,
  toldOfRequest,
  toldOfStep,
  toldOfUpdate,
} from '../domain/event-notifications.ts';
import { tell } from '../domain/notify-at-commit.ts';
import { keepRecipient } from '../domain/save-recipient.ts';
import { DeviceToken } from '../entities/device-token.ts';
import {
  accountFacts,
  type BookingFacts,
  bookingFacts,
  endedSession,
  type TripFacts,
  tripFacts,
} from './event-schemas.ts';

/** What notifications does about others' events. */
export function handlersOf({ clock, newId }: { clock: Clock; newId: NewId }): Handler[] {
  const keep = (type: string): Handler =>
    handler.inTransaction(type, accountFacts, (tx, { data }) =>
      keepRecipient(tx, { ...data, now: clock.now(), newId }),
    );
  return [
    ofBooking('trips.booking-requested.v1', toldOfRequest),
    ofBooking('trips.booking-confirmed.v1', toldOfConfirmation),
    ofBooking('trips.booking-cancelled.v1', toldOfCancellation),
    ofTrip('trips.trip-updated.v1', toldOfUpdate),
    ofTrip('trips.trip-started.v1', (trip) => toldOfStep('TRIP_STARTED', trip)),
    ofTrip('trips.trip-completed.v1', (trip) => toldOfStep('TRIP_COMPLETED', trip)),
    ofTrip('trips.trip-cancelled.v1', (trip) => toldOfStep('TRIP_CANCELLED', trip)),
    ofTrip('trips.trip-reminder-due.v1', (trip) => toldOfReminder(trip, clock.now())),
    keep('users.account-created.v1'),
    keep('users.account-updated.v1'),
    keep('users.account-deactivated.v1'),
    keep('users.account-activated.v1'),
    keep('users.account-deleted.v1'),
    handler.inTransaction('auth.session-ended.v1', endedSession, (tx, { data }) =>
      forgetDevices(tx, data, clock.now()),
    ),
  ];
}

const ofBooking = (type: string, told: (booking: BookingFacts) => Told[]): Handler =>
  handler.inTransaction(type, bookingFacts, async (tx, { id, data }) => tell(tx, id, told(data)));

const ofTrip = (type: string, told: (trip: TripFacts) => Told[]): Handler =>
  handler.inTransaction(type, tripFacts, async (tx, { id, data }) => tell(tx, id, told(data)));

/** Nothing is pushed any more to the devices that a session had registered. */
async function forgetDevices(
  tx: EntityManager,
  { accountId, sid }: { accountId: string; sid: string },
  now: Date,
): Promise<void> {
  const theirs = { userId: accountId, sessionId: sid, isActive: true };
  await tx.nativeUpdate(DeviceToken, theirs, { isActive: false, updatedAt: now });
}
