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
} from '../../clients/generated/operations.ts';
import { demoAccounts } from '../seed/demo-accounts.ts';
import type { Say } from './say.ts';
import { block, join, showBookedBy, unblock } from './waiting-list.ts';
import { watchTrip } from './watched-trip.ts';

export interface TourOptions {
  /** The GraphQL endpoint of the gateway. */
  url: string;
  /** The one-time code of the demo accounts. */
  code: string;
  say: Say;
}

/**
 * Books seats on a running platform: a passenger searches, subscribes to a trip and books any two seats, and the driver confirms one. The driver
 * blocks the other seats, and another passenger waits for one and gets it when a booking is cancelled. Prints each change that the subscription
 * receives. Undoes everything at the end, so that the tour can run again. Returns the exit code.
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

    const watched = await watchTrip(anyone, trip.id, say);

    const [first, second] = await book(passenger, trip.id, say);
    await watched.showNext();
    await confirm(driver, first, say);
    await watched.showNext();

    const blocked = watched.availableSeats();
    if (blocked.length > 0) {
      await block(driver, trip.id, blocked, say);
      await watched.showNext();
    }
    const waiting = await signIn(demoAccounts.passengers[1].phoneNumber, 'PASSENGER');
    await join(waiting, trip.id, say);
    await watched.showNext();
    const booked = await showBookedBy(() => cancel(passenger, first, say), waiting, trip.id, say);
    await watched.showNext();

    for (const booking of booked) {
      await cancel(waiting, booking, say);
      await watched.showNext();
    }
    await cancel(passenger, second, say);
    await watched.showNext();
    if (blocked.length > 0) {
      await unblock(driver, trip.id, blocked, say);
      await watched.showNext();
    }
    await watched.stop();
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

async function book(passenger: Connection, tripId: string, say: Say): Promise<[Booking, Booking]> {
  const { bookSeats } = await passenger.run<BookAnySeatsMutation, BookAnySeatsMutationVariables>('BookAnySeats', {
    tripId,
    seatCount: 2,
    idempotencyKey: randomUUID(),
  });
  const booked = bookSeats.bookings.map(({ seatNumber, status }) => `seat ${seatNumber} ${status}`).join(', ');
  say(`booked any two seats, next to each other where possible: ${booked}`);
  return bookSeats.bookings as [Booking, Booking];
}

async function confirm(driver: Connection, { id, seatNumber }: Booking, say: Say): Promise<void> {
  const { confirmBooking } = await driver.run<ConfirmBookingMutation, ConfirmBookingMutationVariables>(
    'ConfirmBooking',
    { bookingId: id },
  );
  say(`the driver confirmed: seat ${seatNumber} ${confirmBooking.booking.status}`);
}

async function cancel(
  passenger: Connection,
  { id, seatNumber }: Pick<Booking, 'id' | 'seatNumber'>,
  say: Say,
): Promise<void> {
  const variables = { bookingId: id, reason: 'shown on the tour' };
  await passenger.run<CancelBookingMutation, CancelBookingMutationVariables>('CancelBooking', variables);
  say(`cancelled seat ${seatNumber}`);
}
