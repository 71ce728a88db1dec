import { onServer } from '#platform/database/server-url.ts';
import { query } from '#test-kit/query.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { demoAccounts } from '../../../cli/seed/demo-accounts.ts';
import { databaseNameOf, type SubgraphName } from '../../../subgraphs/list.ts';
import { BookingLog, NotificationLog, TripWatcher } from '../../faults/application.ts';
import { type Truth, tripFields } from '../../faults/truth.ts';
import { Ledger } from './ledger.ts';
import { PassengerLoad } from './passenger-load.ts';

/** Runs a statement on the database of a subgraph. */
export type Sql = <Row extends object>(name: SubgraphName, text: string, parameters?: unknown[]) => Promise<Row[]>;

/** Drivers, whose vehicles have twelve and four seats. */
const [driver, smallDriver] = [demoAccounts.drivers[2], demoAccounts.drivers[0]];

/** Trips under a load, and the applications of their driver and of visitors that follow them. */
export interface LoadScene {
  load: PassengerLoad;
  ledger: Ledger;
  watchers: TripWatcher[];
  bookings: BookingLog[];
  notifications: NotificationLog[];
  sql: Sql;
  /** What the applications should show in the end. Throws while a service is unavailable. */
  truth(): Promise<Truth>;
  stop(): Promise<void>;
}

export interface LoadSceneOptions {
  url: string;
  postgresUrl: string;
  isRepeating: boolean;
}

/** Makes trips, and starts the applications. The caller starts the load. */
export async function startLoadScene({ url, postgresUrl, isRepeating }: LoadSceneOptions): Promise<LoadScene> {
  const signIn = new PassengerLoad({ url, ledger: new Ledger([], ''), isRepeating });
  const [token, smallToken] = [
    await signIn.signIn(driver.phoneNumber, 'DRIVER'),
    await signIn.signIn(smallDriver.phoneNumber, 'DRIVER'),
  ];
  const createTrip = async (vehicleId: string, totalSeats: number, by: string): Promise<string> => {
    const mutation = 'mutation ($input: CreateTripInput!) { createTrip(input: $input) { trip { id } } }';
    const departureTime = new Date(Date.now() + 3 * 86_400_000).toISOString();
    const input = { fromCity: 'Riyadh', toCity: 'Dammam', departureTime, price: '75.50', totalSeats, vehicleId };
    return (await signIn.request(mutation, { input }, by)).data.createTrip.trip.id;
  };
  const tripIds: string[] = [];
  for (let trip = 0; trip < 3; trip++) tripIds.push(await createTrip(driver.vehicle.id, 12, token));
  const ledger = new Ledger(tripIds, await createTrip(smallDriver.vehicle.id, 4, smallToken));
  const [tripId = ''] = tripIds;

  const cursor = await signIn.request(
    'query ($id: ID!) { driver(id: $id) { notificationCursor } }',
    { id: driver.id },
    token,
  );
  const onTrip = { url, token: null, variables: { id: tripId } };
  const watch = `subscription ($id: ID!) { tripUpdated(tripId: $id) { ${tripFields} } }`;
  const watchers = (['graphql-ws', 'graphql-sse'] as const).map(
    (client) => new TripWatcher(client, { ...onTrip, query: watch }),
  );
  const follow = 'subscription ($id: ID) { bookingUpdated(tripId: $id) { id status } }';
  const bookings = [new BookingLog('graphql-ws', { ...onTrip, query: follow, token })];
  const receive = 'subscription ($after: ID) { notificationReceived(after: $after) { id title } }';
  const after = cursor.data.driver.notificationCursor;
  const notifications = [new NotificationLog('graphql-ws', { url, query: receive, token, variables: { after } })];
  const applications = [...watchers, ...bookings, ...notifications];
  for (const each of applications) each.start();
  await until(() => watchers.every(({ state }) => state !== null));

  const sql: Sql = (name, text, parameters) => query(onServer(postgresUrl, databaseNameOf(name)), text, parameters);
  const notificationIds = async (): Promise<string[]> => {
    const text = 'select id from notifications where recipient_id = $1 order by sent_at_utc, id';
    return (await sql<{ id: string }>('notifications', text, [driver.id])).map(({ id }) => id);
  };
  const older = await notificationIds();
  const truth = async (): Promise<Truth> => {
    const { data, errors } = await requestGraphQL(url, `query ($id: ID!) { trip(id: $id) { ${tripFields} } }`, {
      id: tripId,
    });
    if (errors) throw new Error(JSON.stringify(errors));
    const ofTrip = `select body->'data'->>'bookingId' as id from messaging.outbox
      where subject = $1 and message_type like 'trips.booking-%' order by position`;
    const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);
    return {
      trip: data.trip,
      bookings: ids(await sql('trips', ofTrip, [tripId])),
      notifications: (await notificationIds()).slice(older.length),
    };
  };
  const load = new PassengerLoad({ url, ledger, isRepeating });
  return {
    load,
    ledger,
    watchers,
    bookings,
    notifications,
    sql,
    truth,
    stop: async () => {
      for (const each of applications) each.stop();
      await load.stop();
    },
  };
}
