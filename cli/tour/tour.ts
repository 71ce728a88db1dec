import { randomUUID } from 'node:crypto';
import { demoAccounts } from '../seed/demo-accounts.ts';
import { connect, type TourClient } from './tour-client.ts';

type Say = (line: string) => void;

/**
 * Plays a booking against a running platform: a passenger searches, watches a trip and books two seats; the trip's driver,
 * on another connection, confirms one; the watcher sees each change as it happens. Leaves the seats free again, so that it
 * can be played at once again. Returns the exit code.
 */
export async function runTour(url: string, say: Say): Promise<number> {
  const anyone = connect(url);
  const clients: TourClient[] = [anyone];
  try {
    const passenger = await signIn(anyone, demoAccounts.passengers[0].phoneNumber, 'PASSENGER', say);
    clients.push(passenger);

    const trip = await findTrip(passenger, say);
    const driverAccount = demoAccounts.drivers.find(({ id }) => id === trip.driver?.id);
    if (!driverAccount) throw new Error('the trip found is not of a demo driver');
    const driver = await signIn(anyone, driverAccount.phoneNumber, 'DRIVER', say);
    clients.push(driver);

    const watched = anyone.watch('TripUpdated', { tripId: trip.id });
    tellTrip(await watched.next(), 'The trip as it is now', say);

    const seatNumbers = await freeSeats(passenger, trip.id, 2);
    const booked = await passenger.run('BookSeats', { tripId: trip.id, seatNumbers, idempotencyKey: randomUUID() });
    const bookings: { id: string; seatNumber: number; status: string }[] = booked.bookSeats.bookings;
    say(`Booked: ${bookings.map(({ seatNumber, status }) => `seat ${seatNumber} ${status}`).join(', ')}`);
    tellTrip(await watched.next(), 'Seen live', say);

    const [first] = bookings;
    const confirmed = await driver.run('ConfirmBooking', { bookingId: first?.id });
    say(`The driver confirmed seat ${first?.seatNumber}: ${confirmed.confirmBooking.booking.status}`);
    tellTrip(await watched.next(), 'Seen live', say);

    for (const { id, seatNumber } of bookings) {
      await passenger.run('CancelBooking', { bookingId: id, reason: 'the tour is over' });
      say(`Cancelled seat ${seatNumber}, so that the tour can be played again`);
      tellTrip(await watched.next(), 'Seen live', say);
    }
    await watched.stop();
    say('That was the tour.');
    return 0;
  } catch (error) {
    say(`The tour ended early: ${(error as Error).message}`);
    return 1;
  } finally {
    for (const client of clients) client.close();
  }
}

async function signIn(anyone: TourClient, phoneNumber: string, accountType: string, say: Say): Promise<TourClient> {
  const code = process.env.DEMO_OTP || '000000';
  const { signInWithOtp } = await anyone.run('SignInWithOtp', { input: { phoneNumber, accountType, code } });
  say(`${phoneNumber} signed in as ${signInWithOtp.account.fullName} (${signInWithOtp.scope})`);
  return anyone.as(signInWithOtp.accessToken);
}

interface FoundTrip {
  id: string;
  fromCity: string;
  toCity: string;
  availableSeats: number;
  driver: { id: string; fullName: string } | null;
}

async function findTrip(passenger: TourClient, say: Say): Promise<FoundTrip> {
  const { trips } = await passenger.run('SearchTrips', { filter: { minAvailableSeats: 2 }, first: 5 });
  const found: FoundTrip[] = trips.edges.map(({ node }: { node: FoundTrip }) => node);
  say(`Trips with two free seats, of ${trips.totalCount}:`);
  for (const trip of found) {
    say(`  ${trip.fromCity} to ${trip.toCity}, ${trip.availableSeats} seats, with ${trip.driver?.fullName}`);
  }
  const [first] = found.filter(({ driver }) => demoAccounts.drivers.some(({ id }) => id === driver?.id));
  if (!first) throw new Error('no trip of a demo driver has two free seats: start the platform with its demo data');
  return first;
}

async function freeSeats(client: TourClient, tripId: string, count: number): Promise<number[]> {
  const { trip } = await client.run('TripDetails', { tripId });
  const seats: { number: number; status: string }[] = trip.seats;
  return seats
    .filter(({ status }) => status === 'AVAILABLE')
    .slice(0, count)
    .map(({ number }) => number);
}

// biome-ignore lint/suspicious/noExplicitAny: what the operation selects
function tellTrip(result: any, what: string, say: Say): void {
  const { tripUpdated } = result;
  const seats = tripUpdated.seats
    .filter(({ status }: { status: string }) => status !== 'AVAILABLE')
    .map(({ number, status }: { number: number; status: string }) => `${number} ${status}`);
  say(
    `  ${what}: ${tripUpdated.availableSeats} seats free${seats.length > 0 ? ` (${seats.join(', ')})` : ''}, driver ${tripUpdated.driver?.fullName}`,
  );
}
