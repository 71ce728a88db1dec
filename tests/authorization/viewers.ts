import { startTestPlatform, type TestPlatform } from '#test-kit/platform.ts';
import { type GraphQLAnswer, requestGraphQL } from '#test-kit/subgraph.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';

export const viewers = ['anonymous', 'passenger', 'driver', 'admin', 'service'] as const;
export type ViewerName = (typeof viewers)[number];

const serviceSecret = 'a secret of the service, for tests';

/** A platform on which every kind of viewer is signed in, and which stores an entity of every type. */
export interface PlatformWithViewers extends TestPlatform {
  /** The id of a stored entity, by its type. */
  ids: ReadonlyMap<string, string>;
  requestAs(
    url: string,
    viewer: ViewerName,
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<GraphQLAnswer>;
}

export async function startPlatformWithViewers(settings: Record<string, string> = {}): Promise<PlatformWithViewers> {
  const platform = await startTestPlatform({ SERVICE_CLIENT_SECRET: serviceSecret, ...settings });
  const { passengers, drivers, admin } = demoAccounts;
  const passenger = await platform.signIn(passengers[0].phoneNumber, 'PASSENGER');
  const driver = await platform.signIn(drivers[0].phoneNumber, 'DRIVER');
  const tokens: Record<ViewerName, string | null> = {
    anonymous: null,
    passenger: passenger.accessToken,
    driver: driver.accessToken,
    admin: await platform.signInAdmin(),
    service: await serviceToken(platform.issuer),
  };

  const search = await requestGraphQL(platform.url, '{ trips(first: 1) { edges { node { id } } } }');
  const tripId: string = search.data.trips.edges[0].node.id;
  const booked = await requestGraphQL(
    platform.url,
    'mutation ($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { id } } }',
    { input: { tripId, seatNumbers: [1] } },
    tokens.passenger,
  );
  const ids = new Map<string, string>([
    ['Trip', tripId],
    ['SeatBooking', booked.data.bookSeats.bookings[0].id],
    ['Passenger', passengers[1].id],
    ['Driver', drivers[1].id],
    ['Admin', admin.id],
    ['Account', passengers[1].id],
    ['Vehicle', drivers[1].vehicle.id],
    ['Notification', `n_${'0'.repeat(32)}`],
    // Arguments that are called so take the ids of many types. A driver is one that everyone may see.
    ['Id', drivers[1].id],
    ['Ids', drivers[1].id],
  ]);
  return {
    ...platform,
    ids,
    requestAs: (url, viewer, query, variables = {}) => requestGraphQL(url, query, variables, tokens[viewer]),
  };
}

async function serviceToken(issuer: URL): Promise<string> {
  const response = await fetch(new URL('/connect/token', issuer), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'masar-service',
      client_secret: serviceSecret,
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
