import type { Connection } from '../../clients/connect.ts';
import type { TripUpdatedSubscription, TripUpdatedSubscriptionVariables } from '../../clients/generated/operations.ts';
import type { Say } from './say.ts';

type Trip = TripUpdatedSubscription['tripUpdated'];

/** A subscription to a trip that prints what it receives. */
export interface WatchedTrip {
  /** Waits for the next change that a reader can see, and prints it. */
  showNext(): Promise<void>;
  /** The numbers of the seats that are available now. */
  availableSeats(): number[];
  stop(): Promise<void>;
}

/** Subscribes to a trip, and prints its present state. */
export async function watchTrip(connection: Connection, tripId: string, say: Say): Promise<WatchedTrip> {
  const subscription = connection.subscribe<TripUpdatedSubscription, TripUpdatedSubscriptionVariables>('TripUpdated', {
    tripId,
  });
  let { tripUpdated: trip } = await subscription.next();
  say(`  the trip now: ${lineOf(trip)}`);
  return {
    showNext: async () => {
      const shown = lineOf(trip);
      // Events of one change may come as several updates with the same state.
      while (lineOf(trip) === shown) trip = (await subscription.next()).tripUpdated;
      say(`  seen live: ${lineOf(trip)}`);
    },
    availableSeats: () => trip.seats.filter(({ status }) => status === 'AVAILABLE').map(({ number }) => number),
    stop: subscription.stop,
  };
}

function lineOf({ seats, availableSeats, waitlistLength, driver }: Trip): string {
  const taken = seats.filter(({ status }) => status !== 'AVAILABLE');
  const list = taken.map(({ number, status }) => `${number} ${status}`).join(', ') || 'no seat booked';
  return `${availableSeats} free (${list}), ${waitlistLength} waiting, driver ${driver?.fullName}`;
}
