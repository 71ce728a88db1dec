import type { Log } from '#platform/log.ts';
import { startTestGateway } from '#test-kit/gateway.ts';
import {
  type GraphQLAnswer,
  requestGraphQL,
  startTestSubgraph,
  type TestKeys,
  type TestSubgraph,
  testKeys,
} from '#test-kit/subgraph.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import { seedDemo } from '../../cli/seed/seed-demo.ts';
import { createNotifications } from '../../subgraphs/notifications/service.ts';
import { createTrips } from '../../subgraphs/trips/service.ts';
import { createUsers } from '../../subgraphs/users/service.ts';

/** Milliseconds. No test here waits for a worker. */
const workerInterval = 3_600_000;

export const [passenger, stranger] = demoAccounts.passengers;
export const [driver, otherDriver] = demoAccounts.drivers;

/** A gateway, three subgraphs with demo data, and auth, which is down. */
export interface Federation {
  url: string;
  keys: TestKeys;
  users: TestSubgraph;
  trips: TestSubgraph;
  tokens: Record<'passenger' | 'stranger' | 'driver' | 'otherDriver' | 'admin', string>;
  query(
    document: string,
    variables?: Record<string, unknown>,
    token?: string | null,
    headers?: Record<string, string>,
  ): Promise<GraphQLAnswer>;
  /** Returns the id of a trip of this driver with four free seats. */
  tripOf(driverId: string): Promise<string>;
  /** Books a seat, as the passenger unless a token is passed. Returns the id of the booking. */
  bookSeat(tripId: string, seat: number, token?: string): Promise<string>;
  stop(): Promise<void>;
}

export interface FederationOptions {
  /** Receives the statements of trips. */
  tripsLog?: Log;
}

export async function startFederation({ tripsLog }: FederationOptions = {}): Promise<Federation> {
  const keys = await testKeys();
  const users = await startTestSubgraph('users', createUsers, {
    keys,
    settings: { passwordHashes: { running: 2, waiting: 20 }, auditRetentionDays: 730 },
  });
  const createLoggedTrips: typeof createTrips = ({ settings, ...options }) =>
    createTrips({ ...options, settings: { ...settings, database: { ...settings.database, logSql: !!tripsLog } } });
  const trips = await startTestSubgraph('trips', createLoggedTrips, {
    keys,
    ...(tripsLog ? { log: tripsLog } : {}),
    urls: { users: users.url },
    settings: { approvalMinutes: 180, workerInterval },
  });
  const notifications = await startTestSubgraph('notifications', createNotifications, {
    keys,
    settings: { timeZone: 'Asia/Riyadh', firebaseCredentials: undefined, workerInterval },
  });
  const auth = 'http://127.0.0.1:9/graphql';
  const urls = { users: users.url, trips: trips.url, notifications: notifications.url, auth };
  const gateway = await startTestGateway({ urls, verifyToken: keys.verifyToken });
  const seeded = new Map<string, TestSubgraph>(Object.entries({ users, trips, notifications }));
  await seedDemo((name) => (seeded.get(name) as TestSubgraph).orm.em, new Date());
  const tokens = {
    passenger: await keys.sign({ sub: passenger.id, scope: 'passenger', phone_number: passenger.phoneNumber }),
    stranger: await keys.sign({ sub: stranger.id, scope: 'passenger', phone_number: stranger.phoneNumber }),
    driver: await keys.sign({ sub: driver.id, scope: 'driver' }),
    otherDriver: await keys.sign({ sub: otherDriver.id, scope: 'driver' }),
    admin: await keys.sign({ sub: demoAccounts.admin.id, scope: 'admin' }),
  };
  const query: Federation['query'] = (document, variables, token, headers) =>
    requestGraphQL(gateway.url, document, variables, token, headers);
  return {
    url: gateway.url,
    keys,
    users,
    trips,
    tokens,
    query,
    tripOf: async (driverId) => {
      const { data } = await query('query ($f: TripFilter) { trips(filter: $f, first: 1) { edges { node { id } } } }', {
        f: { driverId, minAvailableSeats: 4 },
      });
      return data.trips.edges[0].node.id;
    },
    bookSeat: async (tripId, seat, token = tokens.passenger) => {
      const { data } = await query(
        'mutation ($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { id } } }',
        { input: { tripId, seatNumbers: [seat] } },
        token,
      );
      return data.bookSeats.bookings[0].id;
    },
    stop: async () => {
      await gateway.stop();
      for (const subgraph of [trips, notifications, users]) await subgraph.stop();
    },
  };
}
