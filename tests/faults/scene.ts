import { requestGraphQL } from '#test-kit/subgraph.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import { BookingLog, NotificationLog, TripWatcher } from './application.ts';
import { Changes } from './changes.ts';
import { type FaultPlatform, type RedisOfPlatform, startFaultPlatform } from './platform.ts';
import { readTruth, type Truth, tripFields } from './truth.ts';

const driver = demoAccounts.drivers[2];
const passenger = demoAccounts.passengers[0];

/** A platform under changes to one trip, and the applications that follow it with each stock client. */
export interface Scene {
  platform: FaultPlatform;
  watchers: TripWatcher[];
  bookings: BookingLog[];
  notifications: NotificationLog[];
  changes: Changes;
  truth(): Promise<Truth>;
  pendingBookings(): Promise<string[]>;
  stop(): Promise<void>;
}

export async function startScene(startRedis?: () => Promise<RedisOfPlatform>): Promise<Scene> {
  const platform = await startFaultPlatform(1, startRedis);
  try {
    return await sceneOn(platform);
  } catch (error) {
    await platform.stop();
    throw error;
  }
}

async function sceneOn(platform: FaultPlatform): Promise<Scene> {
  const url = platform.pairs[0]?.url ?? '';
  const tokens = {
    driver: await platform.keys.sign({ sub: driver.id, scope: 'driver' }),
    passenger: await platform.keys.sign({ sub: passenger.id, scope: 'passenger', phone_number: passenger.phoneNumber }),
  };
  const { data } = await requestGraphQL(
    url,
    `query ($f: TripFilter, $id: ID!) {
      trips(filter: $f, first: 1, orderBy: DEPARTURE_ASC) { edges { node { id totalSeats } } }
      driver(id: $id) { notificationCursor }
    }`,
    { f: { driverId: driver.id }, id: driver.id },
    tokens.driver,
  );
  const { id: tripId, totalSeats: seats } = data.trips.edges[0].node;
  const after = data.driver.notificationCursor;
  const onTrip = { url, token: null, variables: { id: tripId } };
  const watch = `subscription ($id: ID!) { tripUpdated(tripId: $id) { ${tripFields} } }`;
  const follow = 'subscription ($id: ID) { bookingUpdated(tripId: $id) { id status } }';
  const receive = 'subscription ($after: ID) { notificationReceived(after: $after) { id title } }';
  const watchers = (['graphql-ws', 'graphql-sse', 'EventSource', 'Apollo Client'] as const).map(
    (client) => new TripWatcher(client, { ...onTrip, query: watch }),
  );
  // An EventSource sends no token.
  const withToken = ['graphql-ws', 'graphql-sse', 'Apollo Client'] as const;
  const bookings = withToken.map(
    (client) => new BookingLog(client, { ...onTrip, query: follow, token: tokens.driver }),
  );
  const notifications = withToken.map(
    (client) => new NotificationLog(client, { url, query: receive, token: tokens.driver, variables: { after } }),
  );
  const applications = [...watchers, ...bookings, ...notifications];
  for (const each of applications) each.start();
  return {
    platform,
    watchers,
    bookings,
    notifications,
    changes: new Changes({ url, tripId, seats, ...tokens }),
    truth: () => readTruth(platform, { tripId, recipientId: driver.id }),
    pendingBookings: async () => {
      const text = `select id from seat_bookings where trip_id = $1 and status = 'PENDING' order by id`;
      return (await platform.sql<{ id: string }>('trips', text, [tripId])).map(({ id }) => id);
    },
    stop: async () => {
      for (const each of applications) each.stop();
      await platform.stop();
    },
  };
}
