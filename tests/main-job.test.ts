import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { liveSubscriptions } from '#test-kit/live-subscriptions.ts';
import { startTestPlatform, type TestPlatform } from '#test-kit/platform.ts';
import { until } from '#test-kit/until.ts';
import { demoAccounts } from '../cli/seed/demo-accounts.ts';
import { runTour } from '../cli/tour/tour.ts';
import { type Connection, connect } from '../clients/connect.ts';
import type * as Operation from '../clients/generated/operations.ts';

let platform: TestPlatform;
const connections: Connection[] = [];
let url: string;
let anyone: Connection;

beforeAll(async () => {
  platform = await startTestPlatform();
  url = platform.url;
  anyone = opened(await connect(url));
});

afterAll(async () => {
  for (const connection of connections) await connection.close();
  await platform.stop();
});

function opened(connection: Connection): Connection {
  connections.push(connection);
  return connection;
}

async function signIn(phoneNumber: string, accountType: Operation.AccountType) {
  const { signInWithOtp } = await anyone.run<Operation.SignInWithOtpMutation, Operation.SignInWithOtpMutationVariables>(
    'SignInWithOtp',
    { input: { phoneNumber, accountType, code: '000000' } },
  );
  return { ...signInWithOtp, connection: opened(anyone.as(signInWithOtp.accessToken)) };
}

const newTripInput = (vehicleId: string): Operation.CreateTripInput => ({
  fromCity: 'Riyadh',
  toCity: 'Dammam',
  departureTime: new Date(Date.now() + 3 * 86_400_000).toISOString(),
  price: '75.50',
  totalSeats: 4,
  vehicleId,
  stops: [{ location: 'Hofuf' }],
});

describe('the main job', () => {
  test('a passenger signs in, searches and books two seats; the driver confirms; a subscriber receives each change', async () => {
    const [driverAccount] = demoAccounts.drivers;
    const driver = (await signIn(driverAccount.phoneNumber, 'DRIVER')).connection;
    const created = await driver.run<Operation.CreateTripMutation, Operation.CreateTripMutationVariables>(
      'CreateTrip',
      {
        input: newTripInput(driverAccount.vehicle.id),
      },
    );
    const tripId = created.createTrip.trip.id;

    const { connection: passenger, account } = await signIn(demoAccounts.passengers[0].phoneNumber, 'PASSENGER');
    expect(account).toMatchObject({ id: demoAccounts.passengers[0].id, fullName: demoAccounts.passengers[0].fullName });
    const found = await passenger.run<Operation.SearchTripsQuery, Operation.SearchTripsQueryVariables>('SearchTrips', {
      filter: { fromCity: 'Riyadh', toCity: 'Dammam', minAvailableSeats: 2, maxPrice: '75.50' },
    });
    expect(found.trips.edges.map(({ node }) => node.id)).toEqual([tripId]);

    const watched = anyone.subscribe<Operation.TripUpdatedSubscription, Operation.TripUpdatedSubscriptionVariables>(
      'TripUpdated',
      {
        tripId,
      },
    );
    const mine = passenger.subscribe<
      Operation.BookingUpdatedSubscription,
      Operation.BookingUpdatedSubscriptionVariables
    >('BookingUpdated', { tripId });
    const myFirstEvent = mine.next();
    let current: Operation.TripUpdatedSubscription['tripUpdated'] | undefined;
    // Skips an update that repeats the state: the event of the creation may arrive after the subscription has begun.
    const nextTrip = async () => {
      for (;;) {
        const { tripUpdated } = await watched.next();
        if (isDeepStrictEqual(tripUpdated, current)) continue;
        current = tripUpdated;
        return tripUpdated;
      }
    };
    expect(await nextTrip()).toMatchObject({ availableSeats: 4, driver: { fullName: driverAccount.fullName } });

    await until(async () => (await liveSubscriptions(platform.urlOf('trips'))) === 2);
    const { bookSeats } = await passenger.run<Operation.BookSeatsMutation, Operation.BookSeatsMutationVariables>(
      'BookSeats',
      {
        tripId,
        seatNumbers: [1, 2],
      },
    );
    expect(await nextTrip()).toMatchObject({
      availableSeats: 2,
      seats: [{ status: 'PENDING' }, { status: 'PENDING' }, { status: 'AVAILABLE' }, { status: 'AVAILABLE' }],
      driver: { fullName: driverAccount.fullName },
    });

    for (const { id } of bookSeats.bookings) {
      await driver.run<Operation.ConfirmBookingMutation, Operation.ConfirmBookingMutationVariables>('ConfirmBooking', {
        bookingId: id,
      });
    }
    let confirmed = await nextTrip();
    expect(confirmed.seats[0]).toEqual({ number: 1, status: 'CONFIRMED' });
    // Changes that come faster than they are read are one update.
    if (confirmed.seats[1]?.status !== 'CONFIRMED') confirmed = await nextTrip();
    expect(confirmed.seats[1]).toEqual({ number: 2, status: 'CONFIRMED' });
    expect((await myFirstEvent).bookingUpdated).toMatchObject({ id: bookSeats.bookings[0]?.id });
    await watched.stop();
    await mine.stop();
  });

  test('a retried refresh gives the same token, a reuse ends the session, and signing out ends the session', async () => {
    const { refreshToken } = await signIn(demoAccounts.passengers[1].phoneNumber, 'PASSENGER');
    const refresh = (token: string) =>
      anyone.run<Operation.RefreshTokensMutation, Operation.RefreshTokensMutationVariables>('RefreshTokens', {
        refreshToken: token,
      });
    const { refreshTokens } = await refresh(refreshToken);
    expect((await refresh(refreshToken)).refreshTokens.refreshToken).toBe(refreshTokens.refreshToken);
    const newest = await refresh(refreshTokens.refreshToken);
    await expect(refresh(refreshToken)).rejects.toMatchObject({ code: 'INVALID_REFRESH_TOKEN' });
    await expect(refresh(newest.refreshTokens.refreshToken)).rejects.toMatchObject({ code: 'INVALID_REFRESH_TOKEN' });

    const again = await signIn(demoAccounts.passengers[1].phoneNumber, 'PASSENGER');
    const signedOut = await again.connection.run<Operation.SignOutMutation, Operation.SignOutMutationVariables>(
      'SignOut',
      {},
    );
    expect(signedOut.signOut.endedSessions).toBe(1);
    await expect(refresh(again.refreshToken)).rejects.toMatchObject({ code: 'INVALID_REFRESH_TOKEN' });
  });

  test('an admin signs in with a password and reads every booking', async () => {
    const { email, password } = demoAccounts.admin;
    const { signInWithPassword } = await anyone.run<
      Operation.AdminSignInMutation,
      Operation.AdminSignInMutationVariables
    >('AdminSignIn', { input: { email, password } });
    expect(signInWithPassword.scope).toBe('admin');
    const admin = opened(anyone.as(signInWithPassword.accessToken));
    const { bookings } = await admin.run<Operation.AdminBookingsQuery, Operation.AdminBookingsQueryVariables>(
      'AdminBookings',
      {},
    );
    expect(bookings.totalCount).toBeGreaterThanOrEqual(2);
  });

  test('the first sign-in with a phone number creates its account', async () => {
    const phoneNumber = '+966599999999';
    const first = await signIn(phoneNumber, 'DRIVER');
    const second = await signIn(phoneNumber, 'DRIVER');
    expect(second.account?.id).toBe(first.account?.id);
    expect(first.account).toMatchObject({ type: 'DRIVER', isActive: true });
    const { me } = await first.connection.run<Operation.MeQuery, Operation.MeQueryVariables>('Me', {});
    expect(me).toMatchObject({ id: first.account?.id });
  });

  test('the tour succeeds, and again right after it', async () => {
    for (const _ of [1, 2]) {
      const lines: string[] = [];
      const exitCode = await runTour({ url, code: '000000', say: (line) => lines.push(line) });
      const story = [
        /booked any two seats.* seat \d PENDING/,
        /seen live: \d+ free .*PENDING.*driver \w+/,
        /the driver blocked the other seats/,
        /seen live: 0 free .*BLOCKED/,
        /joined the waiting list: WAITING, place 1/,
        /seen live: 0 free .* 1 waiting/,
        /cancelled seat/,
        /WAITLIST_BOOKED, حُجز لك/,
        /seen live: 0 free .* 0 waiting/,
        /the driver unblocked/,
        /seen live: \d+ free \(no seat booked\), 0 waiting/,
      ];
      let from = 0;
      const missing = story.find((step) => {
        from = lines.findIndex((line, at) => at >= from && step.test(line)) + 1;
        return from === 0;
      });
      expect({ exitCode, missing, lines }).toEqual({ exitCode: 0, missing: undefined, lines });
    }
  });
});
