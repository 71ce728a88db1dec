import { randomUUID } from 'node:crypto';
import type { Connection } from '../../clients/connect.ts';
import type {
  BlockSeatsMutation,
  BlockSeatsMutationVariables,
  JoinWaitlistMutation,
  JoinWaitlistMutationVariables,
  MyWaitlistQuery,
  MyWaitlistQueryVariables,
  NotificationCursorQuery,
  NotificationCursorQueryVariables,
  NotificationReceivedSubscription,
  NotificationReceivedSubscriptionVariables,
  UnblockSeatsMutation,
  UnblockSeatsMutationVariables,
} from '../../clients/generated/operations.ts';
import type { Say } from './say.ts';

type WaitingBooking = MyWaitlistQuery['myWaitlist'][number]['bookings'][number];

/** Blocks seats, so that nobody can book them. */
export async function block(driver: Connection, tripId: string, seatNumbers: number[], say: Say): Promise<void> {
  await driver.run<BlockSeatsMutation, BlockSeatsMutationVariables>('BlockSeats', { tripId, seatNumbers });
  say(`the driver blocked the other seats, and the trip is full: seat ${seatNumbers.join(', ')}`);
}

/** Offers blocked seats again. */
export async function unblock(driver: Connection, tripId: string, seatNumbers: number[], say: Say): Promise<void> {
  await driver.run<UnblockSeatsMutation, UnblockSeatsMutationVariables>('UnblockSeats', { tripId, seatNumbers });
  say(`the driver unblocked seat ${seatNumbers.join(', ')}`);
}

/** Joins the waiting list of a full trip, for one seat. */
export async function join(passenger: Connection, tripId: string, say: Say): Promise<void> {
  const { joinWaitlist } = await passenger.run<JoinWaitlistMutation, JoinWaitlistMutationVariables>('JoinWaitlist', {
    tripId,
    seatCount: 1,
    idempotencyKey: randomUUID(),
  });
  const { status, position } = joinWaitlist.entry;
  say(`another passenger joined the waiting list: ${status}, place ${position}`);
}

/**
 * Runs a step, and prints the notifications that the passenger receives until the one that the waiting list has booked. Returns
 * the bookings that the passenger's entry has become.
 */
export async function showBookedBy(
  step: () => Promise<void>,
  passenger: Connection,
  tripId: string,
  say: Say,
): Promise<WaitingBooking[]> {
  const { me } = await passenger.run<NotificationCursorQuery, NotificationCursorQueryVariables>(
    'NotificationCursor',
    {},
  );
  const notifications = passenger.subscribe<
    NotificationReceivedSubscription,
    NotificationReceivedSubscriptionVariables
  >('NotificationReceived', { after: me?.notificationCursor });
  await step();
  for (let type = ''; type !== 'WAITLIST_BOOKED'; ) {
    const { notificationReceived: received } = await notifications.next();
    type = received.type;
    say(`the passenger who waited is notified: ${type}, ${received.title}: ${received.body}`);
  }
  await notifications.stop();
  const { myWaitlist } = await passenger.run<MyWaitlistQuery, MyWaitlistQueryVariables>('MyWaitlist', {});
  const entry = myWaitlist.find(({ trip, status }) => trip.id === tripId && status === 'BOOKED');
  return entry?.bookings ?? [];
}
