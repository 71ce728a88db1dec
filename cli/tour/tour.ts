import { randomUUID } from 'node:crypto';
import { type Connection, connect } from '../../clients/connect.ts';
import type {
  AccountType,
  BookSeatsMutation,
  BookSeatsMutationVariables,
  CancelBookingMutation,
  CancelBookingMutationVariables,
  ConfirmBookingMutation,
  ConfirmBookingMutationVariables,
  SearchTripsQuery,
  SearchTripsQueryVariables,
  SignInWithOtpMutation,
  SignInWithOtpMutationVariables,
  TripDetailsQuery,
  TripDetailsQueryVariables,
  TripUpdatedSubscription,
  TripUpdatedSubscriptionVariables,
} from '../../clients/generated/operations.ts';
import { demoAccounts } from '../seed/demo-accounts.ts';

type Say = (line: string) => void;

export interface TourOptions {
  /** The gateway's GraphQL. */
  url: string;
  /** The one-time code that every demo account accepts. */
  code: string;
  say: Say;
}

/**
 * Plays a booking against a running platform: a passenger searches, watches a trip and books two seats; the trip's driver,
 * on another connection, confirms one; the watcher sees each change as it happens. Gives the seats back, so that it can be
 * played again at once. Returns the exit code.
 */
export async function runTour({ url, code, say }: TourOptions): Promise<number> {
  const anyone = connect(url);
  const connections = [anyone];
  const signIn = async (phoneNumber: string, accountType: AccountType): Promise<Connection> => {
    const input = { phoneNumber, accountType, code };
    const { signInWithOtp } = await anyone.run<SignInWithOtpMutation, SignInWithOtpMutationVariables>('SignInWithOtp', {
      input,
    });
    say(`${phoneNumber} signed in as ${signInWithOtp.account?.fullName} (${signInWithOtp.scope})`);
    const connection = anyone.as(signInWithOtp.accessToken);
    connections.push(connection);
    return connection;
  };
  try {
    const passenger = await signIn(demoAccounts.passengers[0].phoneNumber, 'PASSENGER');
    const { trip, driverAccount } = await findTrip(passenger, say);
    const driver = await signIn(driverAccount.phoneNumber, 'DRIVER');

    const watched = anyone.watch<TripUpdatedSubscription, TripUpdatedSubscriptionVariables>('TripUpdated', {
      tripId: trip.id,
    });
    const seenLive = async () => tellTrip('seen live', await watched.next(), say);
    tellTrip('the trip as it is', await watched.next(), say);

    const bookings = await book(passenger, trip.id, say);
    await seenLive();
    await confirm(driver, bookings[0], say);
    await seenLive();
    for (const booking of bookings) {
      await cancel(passenger, booking, say);
      await seenLive();
    }
    await watched.stop();
    say('That was the tour: it can be played again.');
    return 0;
  } catch (error) {
    say(`The tour ended early: ${(error as Error).message}`);
    return 1;
  } finally {
    for (const connection of connections) await connection.close();
  }
}

type FoundTrip = SearchTripsQuery['trips']['edges'][number]['node'];
type Booking = BookSeatsMutation['bookSeats']['bookings'][number];

async function findTrip(passenger: Connection, say: Say) {
  const { trips } = await passenger.run<SearchTripsQuery, SearchTripsQueryVariables>('SearchTrips', {
    filter: { minAvailableSeats: 2 },
    first: 5,
  });
  say(`${trips.totalCount} trips have two free seats; the first to leave:`);
  for (const { node } of trips.edges) {
    say(`  ${node.fromCity} to ${node.toCity}, ${node.availableSeats} free, with ${node.driver?.fullName}`);
  }
  const ofDemoDriver = (trip: FoundTrip) => demoAccounts.drivers.find(({ id }) => id === trip.driver?.id);
  for (const { node: trip } of trips.edges) {
    const driverAccount = ofDemoDriver(trip);
    if (driverAccount) return { trip, driverAccount };
  }
  throw new Error('no trip of a demo driver has two free seats: start the platform with its demo data');
}

async function book(passenger: Connection, tripId: string, say: Say): Promise<Booking[]> {
  const { trip } = await passenger.run<TripDetailsQuery, TripDetailsQueryVariables>('TripDetails', { tripId });
  const free = trip?.seats.filter(({ status }) => status === 'AVAILABLE').map(({ number }) => number) ?? [];
  const { bookSeats } = await passenger.run<BookSeatsMutation, BookSeatsMutationVariables>('BookSeats', {
    tripId,
    seatNumbers: free.slice(0, 2),
    idempotencyKey: randomUUID(),
  });
  say(`booked: ${bookSeats.bookings.map(({ seatNumber, status }) => `seat ${seatNumber} ${status}`).join(', ')}`);
  return bookSeats.bookings;
}

async function confirm(driver: Connection, booking: Booking | undefined, say: Say): Promise<void> {
  const { confirmBooking } = await driver.run<ConfirmBookingMutation, ConfirmBookingMutationVariables>(
    'ConfirmBooking',
    {
      bookingId: booking?.id ?? '',
    },
  );
  say(`the driver answered: seat ${booking?.seatNumber} ${confirmBooking.booking.status}`);
}

async function cancel(passenger: Connection, { id, seatNumber }: Booking, say: Say): Promise<void> {
  const variables = { bookingId: id, reason: 'the tour is over' };
  await passenger.run<CancelBookingMutation, CancelBookingMutationVariables>('CancelBooking', variables);
  say(`gave seat ${seatNumber} back`);
}

function tellTrip(what: string, { tripUpdated }: TripUpdatedSubscription, say: Say): void {
  const held = tripUpdated.seats.filter(({ status }) => status !== 'AVAILABLE');
  const seats = held.map(({ number, status }) => `${number} ${status}`).join(', ') || 'none held';
  say(`  ${what}: ${tripUpdated.availableSeats} free (${seats}), driver ${tripUpdated.driver?.fullName}`);
}
