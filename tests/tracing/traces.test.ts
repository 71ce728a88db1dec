import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { liveSubscriptions } from '#test-kit/live-subscriptions.ts';
import { type SignedIn, startTestPlatform, type TestPlatform } from '#test-kit/platform.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { type CollectedSpan, lineOf, startTraceCollector, type TraceCollector } from '#test-kit/trace-collector.ts';
import { until } from '#test-kit/until.ts';
import { watch } from '#test-kit/watch.ts';

const driverPhone = '+966510000001';
const passengerPhone = '+966500000002';
let collector: TraceCollector;
let platform: TestPlatform;
let driver: SignedIn;
let passenger: SignedIn;
let tripId: string;

beforeAll(async () => {
  collector = await startTraceCollector();
  platform = await startTestPlatform(collector.environment);
  driver = await platform.signIn(driverPhone, 'DRIVER');
  passenger = await platform.signIn(passengerPhone, 'PASSENGER');
});

afterAll(async () => {
  await platform.stop();
  await collector.stop();
});

/** The trace with a span of this root field, once it has a span whose line, from the root, is as given. */
async function traceWith(field: string, ...lines: string[][]): Promise<CollectedSpan[]> {
  const trace = () => {
    const one = collector.spans.find(({ name }) => name === field);
    return collector.spans.filter(({ traceId }) => traceId === one?.traceId);
  };
  const known = () => new Set(trace().map((span) => lineOf(trace(), span).toReversed().join(' > ')));
  await until(() => lines.every((line) => known().has(line.join(' > ')))).catch(() => {});
  for (const line of lines) expect([...known()]).toContain(line.join(' > '));
  return trace();
}

const operation = (type: string) => ['gateway POST /graphql', `gateway ${type}`];
const fetched = (type: string, subgraph: string) => [
  ...operation(type),
  'gateway execute',
  `gateway POST ${subgraph}`,
  `${subgraph} POST /graphql`,
];

test('a query over two subgraphs is one trace, down to the statements', async () => {
  const { data } = await requestGraphQL(
    platform.url,
    'query DriverTrips($driver: ID) { trips(filter: { driverId: $driver }) { edges { node { id driver { fullName } } } } }',
    { driver: driver.accountId },
  );
  tripId = data.trips.edges[0].node.id;
  const trace = await traceWith(
    'Query.trips',
    ...['parse', 'admit', 'plan', 'execute'].map((phase) => [...operation('query'), `gateway ${phase}`]),
    [...fetched('query', 'trips'), 'trips Query.trips', 'trips SELECT'],
    [...fetched('query', 'users'), 'users Query._entities', 'users SELECT'],
    operation('query').slice(0, 1),
  );
  expect(trace.filter(({ parentSpanId }) => parentSpanId === undefined)).toHaveLength(1);
  expect(trace.find(({ name }) => name === 'POST trips')).toMatchObject({
    kind: 3,
    attributes: { 'http.request.method': 'POST', 'masar.subgraph': 'trips' },
  });
  expect(trace.find(({ name }) => name === 'query')?.attributes).toEqual({
    'graphql.operation.type': 'query',
  });
});

test('a booking is one trace, over its event to the push and to a subscription', async () => {
  const register = 'mutation ($input: RegisterDeviceInput!) { registerDevice(input: $input) { __typename } }';
  const device = { token: 'device-token-of-the-driver', platform: 'ANDROID' };
  await requestGraphQL(platform.url, register, { input: device }, driver.accessToken);
  const live = watch(
    platform.url,
    'subscription Bookings($trip: ID) { bookingUpdated(tripId: $trip) { status trip { driver { fullName } } } }',
    { token: driver.accessToken, variables: { trip: tripId } },
  );
  await until(async () => (await liveSubscriptions(platform.urlOf('trips'))) === 1);
  const book = 'mutation Book($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { id } } }';
  const booked = await requestGraphQL(
    platform.url,
    book,
    { input: { tripId, seatNumbers: [1] } },
    passenger.accessToken,
  );
  expect(booked.errors).toBeUndefined();
  expect(await live.next()).toMatchObject({ data: { bookingUpdated: { trip: { driver: expect.anything() } } } });
  const published = [...fetched('mutation', 'trips'), 'trips Mutation.bookSeats'];
  const handled = [...published, 'notifications process trips.booking-requested.v1'];
  const delivered = [...published, 'trips subscription event', 'gateway subscription', 'gateway execute'];
  const trace = await traceWith(
    'Mutation.bookSeats',
    [...published, 'trips WITH book_seats_of_free_trips'],
    [...published, 'trips send trips'],
    [...handled, 'notifications send push'],
    [...published, 'trips subscription event', 'trips SELECT'],
    [...delivered, 'gateway POST users', 'users POST /graphql', 'users Query._entities', 'users SELECT'],
  );
  expect(trace.find(({ name }) => name === 'send trips')?.kind).toBe(4);
  expect(trace.find(({ name }) => name.startsWith('process'))).toMatchObject({
    kind: 5,
    attributes: { 'messaging.operation.type': 'process', 'messaging.consumer.group.name': 'notifications' },
  });
  await live.stop();
});

test('a failure has the code of the contract, and no more', async () => {
  const query = 'query NoTrip { trip(id: "t_00000000000070008000000000000009") { id } bookings { edges { cursor } } }';
  await requestGraphQL(platform.url, query, {}, 'not-a-token');
  const invalid = () => collector.spans.find(({ attributes }) => attributes['error.type'] === 'UNAUTHENTICATED');
  await until(() => invalid() !== undefined);
  expect(invalid()).toMatchObject({
    name: 'GraphQL Operation',
    status: 2,
    attributes: { 'error.type': 'UNAUTHENTICATED' },
  });
});

test('no trace has personal data, a code, a token or text of a document', () => {
  const received = collector.received();
  expect(received).toContain('Mutation.bookSeats');
  const secrets = [driverPhone, passengerPhone, '"000000"', 'Fahad', driver.accessToken, passenger.refreshToken];
  for (const secret of [
    ...secrets,
    'device-token-of-the-driver',
    'bookSeats(',
    'DriverTrips',
    'not-a-token',
    '127.0.0.1:',
  ])
    expect(received).not.toContain(secret);
});
