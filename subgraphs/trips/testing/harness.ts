import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import { changeRecordedType } from '#platform/subgraph/record-change.ts';
import type { SubgraphOptions } from '#platform/subgraph/start-subgraph.ts';
import { mutationText } from '#test-kit/mutation-text.ts';
import { statementLog } from '#test-kit/statements.ts';
import { type GraphQLAnswer, startTestSubgraph, type TestSubgraph } from '#test-kit/subgraph.ts';
import { createTrips } from '../service.ts';
import type { TripsSettings } from '../settings.ts';
import { startUsersStub, type UsersStub } from './users-stub.ts';

/** A well-formed id of one repeated digit. */
export const idOf = (prefix: string, digit: string): string => `${prefix}_${digit.repeat(32)}`;

export const driverId = idOf('d', '1');
export const passengerId = idOf('p', '1');
export const vehicleId = idOf('v', '1');

/** A trips subgraph for one test file, with a users stub and the tokens of its callers. */
export interface TripsHarness extends TestSubgraph<TripsSettings> {
  users: UsersStub;
  tokens: Record<'driver' | 'otherDriver' | 'passenger' | 'stranger' | 'admin', string>;
  create(change?: Record<string, unknown>, token?: string | null): Promise<GraphQLAnswer>;
  newTrip(change?: Record<string, unknown>): Promise<string>;
  book(input: Record<string, unknown>, token?: string | null): Promise<GraphQLAnswer>;
  bookOne(tripId: string, seat: number, token?: string): Promise<string>;
  /** Creates a trip with a confirmed seat 1 and a pending seat 2 of another passenger. */
  newBookedTrip(): Promise<{ tripId: string; confirmed: string; pending: string }>;
  changeBooking(
    mutation: 'confirmBooking' | 'cancelBooking',
    bookingId: string,
    token: string | null,
  ): Promise<GraphQLAnswer>;
  changeTrip(mutation: TripMutation, input: Record<string, unknown>, token?: string | null): Promise<GraphQLAnswer>;
  /** A trip's events, in order, without its reports to the audit log. */
  eventsOf(tripId: string): Promise<CloudEvent<Record<string, unknown>>[]>;
  /** The types of a trip's events, in order, as in `trip-created`. */
  eventTypes(tripId: string): Promise<string[]>;
  /** The statements since the last call. */
  statements(): string[];
}

export type TripMutation = 'blockSeats' | 'unblockSeats' | 'updateTrip' | 'startTrip' | 'completeTrip' | 'cancelTrip';

const tripFields =
  '{ trip { id status availableSeats totalSeats bookingApproval price departureTime arrivalTime description stops { stopOrder location } seats { number status } } }';
const bookingFields = '{ booking { id status confirmedAt cancelledAt trip { availableSeats } } }';

export async function startTrips(settings: Partial<TripsSettings> = {}): Promise<TripsHarness> {
  const users = await startUsersStub();
  const { log, statements } = statementLog('trips');
  const create = (options: SubgraphOptions<TripsSettings>) => {
    const { database } = options.settings;
    return createTrips({ ...options, settings: { ...options.settings, database: { ...database, logSql: true } } });
  };
  const trips = await startTestSubgraph('trips', create, {
    log,
    urls: { users: users.url },
    settings: { approvalMinutes: 180, workerInterval: 3_600_000, ...settings },
  });
  const { sign } = trips.keys;
  users.set('Vehicle', vehicleId, {
    isActive: true,
    vehicleType: { seatCapacity: 45 },
    driver: { id: driverId, isActive: true },
  });
  const tokens = {
    driver: await sign({ sub: driverId, scope: 'driver', name: 'Fahad' }),
    otherDriver: await sign({ sub: idOf('d', '2'), scope: 'driver' }),
    passenger: await sign({ sub: passengerId, scope: 'passenger', name: 'Mona', phone_number: '+966500000001' }),
    stranger: await sign({ sub: idOf('p', '2'), scope: 'passenger', phone_number: '+966500000002' }),
    admin: await sign({ sub: idOf('a', '1'), scope: 'admin' }),
  };

  const createTrip: TripsHarness['create'] = (change = {}, token = tokens.driver) =>
    trips.request(
      `mutation ($input: CreateTripInput!) { createTrip(input: $input) ${tripFields} }`,
      { input: tripInput(change) },
      token,
    );
  const book: TripsHarness['book'] = (input, token = tokens.passenger) =>
    trips.request(
      `mutation ($input: BookSeatsInput!) {
        bookSeats(input: $input) {
          bookings { id seatNumber status confirmedAt bookedAt passengerName passengerPhone price passenger { id } }
          trip { id availableSeats }
        }
      }`,
      { input },
      token,
    );
  const newTrip: TripsHarness['newTrip'] = async (change) => (await createTrip(change)).data.createTrip.trip.id;
  const bookOne: TripsHarness['bookOne'] = async (tripId, seat, token) =>
    (await book({ tripId, seatNumbers: [seat] }, token)).data.bookSeats.bookings[0].id;
  const changeBooking: TripsHarness['changeBooking'] = (mutation, bookingId, token) =>
    trips.request(
      `mutation ($id: ID!) { ${mutation}(input: { bookingId: $id }) ${bookingFields} }`,
      { id: bookingId },
      token,
    );
  const eventsOf: TripsHarness['eventsOf'] = async (tripId) => {
    const rows = await trips.orm.em
      .getConnection()
      .execute<{ body: CloudEvent<Record<string, unknown>> }[]>(
        `select body from messaging.outbox where subject = ? and message_type <> ? order by position`,
        [tripId, changeRecordedType('trips')],
      );
    return rows.map(({ body }) => body);
  };

  return {
    ...trips,
    users,
    tokens,
    statements,
    create: createTrip,
    newTrip,
    book,
    bookOne,
    newBookedTrip: async () => {
      const tripId = await newTrip();
      const confirmed = await bookOne(tripId, 1);
      await changeBooking('confirmBooking', confirmed, tokens.driver);
      return { tripId, confirmed, pending: await bookOne(tripId, 2, tokens.stranger) };
    },
    changeBooking,
    changeTrip: (mutation, input, token = tokens.driver) =>
      trips.request(mutationText(mutation, tripFields), { input }, token),
    eventsOf,
    eventTypes: async (tripId) => (await eventsOf(tripId)).map(({ type }) => type.replace(/^trips\.|\.v1$/g, '')),
    stop: async () => {
      await trips.stop();
      await users.stop();
    },
  };
}

export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

function tripInput(change: Record<string, unknown>): Record<string, unknown> {
  const input = {
    fromCity: 'Riyadh',
    toCity: 'Jeddah',
    departureTime: inDays(7),
    price: '120.00',
    totalSeats: 12,
    vehicleId,
  };
  return { ...input, ...change };
}
