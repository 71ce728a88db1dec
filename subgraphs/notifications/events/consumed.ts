import type { Clock } from '#platform/clock.ts';
import type { NewId } from '#platform/ids.ts';
import { type Handler, handler } from '#platform/messaging/inbox/handler.ts';
import { deactivateSessionDevices } from '../domain/devices/deactivate-session-devices.ts';
import {
  draftBookingCancelled,
  draftBookingConfirmed,
  draftBookingRequested,
  draftTripReminder,
  draftTripTransition,
  draftTripUpdated,
  draftWaitlistBooked,
  type NotificationDraft,
} from '../domain/draft-notifications.ts';
import { notifyAtCommit } from '../domain/notify-at-commit.ts';
import { saveRecipient } from '../domain/save-recipient.ts';
import {
  accountFacts,
  type BookingFacts,
  bookingFacts,
  endedSession,
  type TripFacts,
  tripFacts,
  waitlistBookedFacts,
} from './event-schemas.ts';

/** Handlers of the events that notifications consumes. */
export function handlersOf({ clock, newId }: { clock: Clock; newId: NewId }): Handler[] {
  const onAccount = (type: string): Handler =>
    handler.inTransaction(type, accountFacts, (tx, { data }) =>
      saveRecipient(tx, { ...data, now: clock.now(), newId }),
    );
  return [
    onBooking('trips.booking-requested.v1', draftBookingRequested),
    onBooking('trips.booking-confirmed.v1', draftBookingConfirmed),
    onBooking('trips.booking-cancelled.v1', draftBookingCancelled),
    onTrip('trips.trip-updated.v1', draftTripUpdated),
    onTrip('trips.trip-started.v1', (trip) => draftTripTransition('TRIP_STARTED', trip)),
    onTrip('trips.trip-completed.v1', (trip) => draftTripTransition('TRIP_COMPLETED', trip)),
    onTrip('trips.trip-cancelled.v1', (trip) => draftTripTransition('TRIP_CANCELLED', trip)),
    onTrip('trips.trip-reminder-due.v1', (trip) => draftTripReminder(trip, clock.now())),
    handler.inTransaction('trips.waitlist-booked.v1', waitlistBookedFacts, async (tx, { id, data }) =>
      notifyAtCommit(tx, id, draftWaitlistBooked(data)),
    ),
    onAccount('users.account-created.v1'),
    onAccount('users.account-updated.v1'),
    onAccount('users.account-deactivated.v1'),
    onAccount('users.account-activated.v1'),
    onAccount('users.account-deleted.v1'),
    handler.inTransaction('auth.session-ended.v1', endedSession, (tx, { data }) =>
      deactivateSessionDevices(tx, { accountId: data.accountId, sessionId: data.sid, now: clock.now() }),
    ),
  ];
}

const onBooking = (type: string, draft: (booking: BookingFacts) => NotificationDraft[]): Handler =>
  handler.inTransaction(type, bookingFacts, async (tx, { id, data }) => notifyAtCommit(tx, id, draft(data)));

const onTrip = (type: string, draft: (trip: TripFacts) => NotificationDraft[]): Handler =>
  handler.inTransaction(type, tripFacts, async (tx, { id, data }) => notifyAtCommit(tx, id, draft(data)));
