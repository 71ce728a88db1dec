import { randomUUID } from 'node:crypto';
import { type Connection, connect, GatewayUnreachable } from '../../clients/connect.ts';
import type {
  AccountType,
  BookAnySeatsMutation,
  BookAnySeatsMutationVariables,
  CancelBookingMutation,
  CancelBookingMutationVariables,
  ConfirmBookingMutation,
  ConfirmBookingMutationVariables,
  SearchTripsQuery,
  SearchTripsQueryVariables,
  SignInWithOtpMutation,
  SignInWithOtpMutationVariables,
  TripUpdatedSubscription,
  TripUpdatedSubscriptionVariables,
} from '../../clients/generated/operations.ts';
import { demoAccounts } from '../seed/demo-accounts.ts';

type Say = (line: string) => void;

export interface TourOptions {
  /** The GraphQL endpoint of the gateway. */
  url: string;
  /** The one-time code of the demo accounts. */
  code: string;
  say: Say;
}

/**
 * Books seats on a running platform: a passenger searches, subscribes to a trip and books any two seats, and the driver confirms one. Prints each
 * change that the subscription receives. Cancels the bookings at the end, so that the tour can run again. Returns the exit code.
 */
export async function runTour({ url, code, say }: TourOptions): Promise<number> {
  const anyone = await connect(url);
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

    const subscription = anyone.subscribe<TripUpdatedSubscription, TripUpdatedSubscriptionVariables>('TripUpdated', {
      tripId: trip.id,
    });
    const showNext = async () => showTrip('seen live', await subscription.next(), say);
    showTrip('the trip now', await subscription.next(), say);

    const bookings = await book(passenger, trip.id, say);
    await showNext();
    await confirm(driver, bookings[0], say);
    await showNext();
    for (const booking of bookings) {
      await cancel(passenger, booking, say);
      await showNext();
    }
    await subscription.stop();
    say('The tour is over. It can run again.');
    return 0;
  } catch (error) {
    const advice =
      error instanceof GatewayUnreachable ? ' Start the platform with `npm start`, or set PORT or --url.' : '';
    say(`The tour failed: ${(error as Error).message}${advice}`);
    return 1;
  } finally {
    for (const connection of connections) await connection.close();
  }
}

type FoundTrip = SearchTripsQuery['trips']['edges'][number]['node'];
type Booking = BookAnySeatsMutation['bookSeats']['bookings'][number];

async function findTrip(passenger: Connection, say: Say) {
  const { trips } = await passenger.run<SearchTripsQuery, SearchTripsQueryVariables>('SearchTrips', {
    filter: { minAvailableSeats: 2 },
    first: 5,
  });
  say(`${trips.totalCount} trips have two free seats; the first to depart:`);
  for (const { node } of trips.edges) {
    say(`  ${node.fromCity} to ${node.toCity}, ${node.availableSeats} free, with ${node.driver?.fullName}`);
  }
  const ofDemoDriver = (trip: FoundTrip) => demoAccounts.drivers.find(({ id }) => id === trip.driver?.id);
  for (const { node: trip } of trips.edges) {
    const driverAccount = ofDemoDriver(trip);
    if (driverAccount) return { trip, driverAccount };
  }
  throw new Error('no trip of a demo driver has two free seats. Start a platform with demo data.');
}

async function book(passenger: Connection, tripId: string, say: Say): Promise<Booking[]> {
  const { bookSeats } = await passenger.run<BookAnySeatsMutation, BookAnySeatsMutationVariables>('BookAnySeats', {
    tripId,
    seatCount: 2,
    idempotencyKey: randomUUID(),
  });
  const booked = bookSeats.bookings.map(({ seatNumber, status }) => `seat ${seatNumber} ${status}`).join(', ');
  say(`booked any two seats, next to each other where possible: ${booked}`);
  return bookSeats.bookings;
}

async function confirm(driver: Connection, booking: Booking | undefined, say: Say): Promise<void> {
  const { confirmBooking } = await driver.run<ConfirmBookingMutation, ConfirmBookingMutationVariables>(
    'ConfirmBooking',
    {
      bookingId: booking?.id ?? '',
    },
  );
  say(`the driver confirmed: seat ${booking?.seatNumber} ${confirmBooking.booking.status}`);
}

async function cancel(passenger: Connection, { id, seatNumber }: Booking, say: Say): Promise<void> {
  const variables = { bookingId: id, reason: 'the tour is over' };
  await passenger.run<CancelBookingMutation, CancelBookingMutationVariables>('CancelBooking', variables);
  say(`cancelled seat ${seatNumber}`);
}

function showTrip(title: string, { tripUpdated }: TripUpdatedSubscription, say: Say): void {
  const booked = tripUpdated.seats.filter(({ status }) => status !== 'AVAILABLE');
  const seats = booked.map(({ number, status }) => `${number} ${status}`).join(', ') || 'no seat booked';
  say(`  ${title}: ${tripUpdated.availableSeats} free (${seats}), driver ${tripUpdated.driver?.fullName}`);
}
