import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildClientSchema, type GraphQLObjectType, getIntrospectionQuery, isObjectType } from 'graphql';
import { type SignedIn, startTestPlatform, type TestPlatform } from '#test-kit/platform.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import { compileApp } from './compile-app.ts';

const { passengers, drivers, admin } = demoAccounts;

let platform: TestPlatform;
let operations: Map<string, string>;
let passenger: SignedIn;
let stranger: SignedIn;
let driver: SignedIn;
let adminToken: string;
let tripId: string;
/** The passenger's bookings, newest first. */
let bookings: string[];
let notificationId: string;

const run = (query: string, variables: Record<string, unknown>, token: string | null = null) =>
  requestGraphQL(platform.url, query, variables, token);
async function dataOf(query: string, variables: Record<string, unknown>, token: string | null = null) {
  const { data, errors } = await run(query, variables, token);
  expect(errors).toBeUndefined();
  return data;
}
const compiled = (name: string, variables: Record<string, unknown>, token: string | null = null) =>
  dataOf(operations.get(name) ?? name, variables, token);
const node = (id: string, token: string | null = null, selection = '__typename id') =>
  dataOf(`query ($id: ID!) { node(id: $id) { ${selection} } }`, { id }, token).then((data) => data.node);

beforeAll(async () => {
  [operations, platform] = await Promise.all([compileApp(), startTestPlatform()]);
  passenger = await platform.signIn(passengers[0].phoneNumber, 'PASSENGER');
  stranger = await platform.signIn(passengers[1].phoneNumber, 'PASSENGER');
  driver = await platform.signIn(drivers[0].phoneNumber, 'DRIVER');
  adminToken = await platform.signInAdmin();
  const found = await dataOf('query ($f: TripFilter) { trips(filter: $f, first: 1) { edges { node { id } } } }', {
    f: { driverId: driver.accountId, minAvailableSeats: 3 },
  });
  tripId = found.trips.edges[0].node.id;
  const book = `mutation ($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { id } } }`;
  const { bookSeats } = await dataOf(book, { input: { tripId, seatNumbers: [1, 2, 3] } }, passenger.accessToken);
  bookings = bookSeats.bookings
    .map(({ id }: { id: string }) => id)
    .toSorted()
    .toReversed();
  const list = '{ me { ... on Driver { notifications(first: 1) { edges { node { id } } } } } }';
  await until(async () => {
    const { me } = await dataOf(list, {}, driver.accessToken);
    notificationId = me.notifications.edges[0]?.node.id;
    return notificationId !== undefined;
  });
}, 60_000);

afterAll(() => platform?.stop());

describe('node', () => {
  test('is what the field of its type returns', async () => {
    const ids = {
      trip: tripId,
      booking: bookings[0],
      driver: drivers[0].id,
      passenger: passengers[0].id,
      account: admin.id,
      vehicle: drivers[0].vehicle.id,
    };
    for (const [field, id = ''] of Object.entries(ids)) {
      const byId = await dataOf(`query ($id: ID!) { it: ${field}(id: $id) { __typename id } }`, { id }, adminToken);
      expect(await node(id, adminToken)).toEqual(byId.it);
    }
    const selection = '__typename ... on Notification { title recipient { id } }';
    const { notification } = await dataOf(
      `query ($id: ID!) { notification(id: $id) { ${selection} } }`,
      { id: notificationId },
      driver.accessToken,
    );
    expect(notification.recipient).toEqual({ id: driver.accountId });
    expect(await node(notificationId, driver.accessToken, selection)).toEqual(notification);
  });

  test('shows an anonymous viewer what is public, and null for the rest', async () => {
    const selection = `id __isNode: __typename ... on Trip { fromCity driver { fullName } } ... on SeatBooking { seatNumber }
      ... on Notification { title } ... on Account { fullName }`;
    const trip = await node(tripId, null, selection);
    expect(trip).toEqual({
      id: tripId,
      __isNode: 'Trip',
      fromCity: expect.any(String),
      driver: { fullName: expect.any(String) },
    });
    expect(await node(drivers[0].id, null, selection)).toMatchObject({ id: drivers[0].id, __isNode: 'Driver' });
    for (const id of [bookings[0] ?? '', notificationId, passengers[0].id, admin.id])
      expect(await node(id, null, selection)).toBeNull();
  });

  test('is null for a viewer who may not see it, and for an unknown id', async () => {
    const token = stranger.accessToken;
    const hidden = [bookings[0] ?? '', notificationId, admin.id];
    const unknown = ['t', 'b', 'd', 'p', 'a', 'v', 'n'].map((prefix) => `${prefix}_${'f'.repeat(32)}`);
    const { nodes } = await dataOf(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on SeatBooking { price } } }',
      { ids: [...hidden, ...unknown, tripId] },
      token,
    );
    expect(nodes).toEqual([...[...hidden, ...unknown].map(() => null), { __typename: 'Trip', id: tripId }]);
  });

  test('of another type costs no other node', async () => {
    const { data, errors } = await run('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['x_1', tripId] });
    expect(data.nodes).toEqual([null, { id: tripId }]);
    expect(errors).toMatchObject([{ path: ['nodes', 0], extensions: { code: 'BAD_USER_INPUT', field: 'ids' } }]);
  });
});

test('`... on Node` is resolved inside of every other selection', async () => {
  const inside = '__isNode: __typename ... on Node { id }';
  const query = `{
    me { ${inside} ... on Driver { vehicles { ${inside} } notifications(first: 1) { edges { node {
      ${inside} recipient { ${inside} ... on Account { fullName } } trip { ${inside} fromCity } booking { ${inside} } } } } } }
    trips(first: 1) { edges { node { ${inside} driver { ${inside} } vehicle { ${inside} } } } }
  }`;
  const { me, trips } = await dataOf(query, {}, driver.accessToken);
  const own = { __isNode: 'Driver', id: driver.accountId };
  expect(me).toMatchObject(own);
  expect(me.vehicles[0]).toEqual({ __isNode: 'Vehicle', id: drivers[0].vehicle.id });
  const [{ node: notification }] = me.notifications.edges;
  expect(notification).toMatchObject({ __isNode: 'Notification', id: notificationId, recipient: own });
  expect(notification.trip).toMatchObject({ __isNode: 'Trip', id: tripId });
  expect(bookings).toContain(notification.booking.id);
  const [{ node: trip }] = trips.edges;
  expect([trip.__isNode, trip.driver.__isNode, trip.vehicle.__isNode]).toEqual(['Trip', 'Driver', 'Vehicle']);
  const anonymous = await dataOf(`{ trips(first: 1) { edges { node { ${inside} driver { ${inside} } } } } }`, {});
  expect(anonymous.trips.edges[0].node).toMatchObject({
    __isNode: 'Trip',
    id: trip.id,
    driver: { __isNode: 'Driver' },
  });
});

/** The lists come from the schema. Passing both sizes is refused, so that a list that ignores one of them fails. */
test('every connection has the fields and the arguments that Relay requires, and pages from either end', async () => {
  const schema = buildClientSchema(await dataOf(getIntrospectionQuery(), {}));
  const signatures = (type: unknown) =>
    Object.values((type as GraphQLObjectType).getFields()).map(({ name, type: of }) => `${name}: ${of}`);
  expect(signatures(schema.getType('PageInfo'))).toEqual(
    expect.arrayContaining([
      'hasNextPage: Boolean!',
      'hasPreviousPage: Boolean!',
      'startCursor: String',
      'endCursor: String',
    ]),
  );
  const viewers: Record<string, [id: string, token: string]> = {
    Admin: [admin.id, adminToken],
    Driver: [driver.accountId, driver.accessToken],
    Passenger: [passenger.accountId, passenger.accessToken],
    Trip: [tripId, adminToken],
  };
  const checked: string[] = [];
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    if (type.name.endsWith('Connection')) {
      const edge = type.name.replace(/Connection$/, 'Edge');
      expect(signatures(type)).toEqual(expect.arrayContaining([`edges: [${edge}!]!`, 'pageInfo: PageInfo!']));
      expect(signatures(schema.getType(edge))).toContain('cursor: String!');
    }
    for (const field of Object.values(type.getFields())) {
      if (!/Connection!?$/.test(String(field.type))) continue;
      const list = (page: string) => `${field.name}(${page}) { pageInfo { hasNextPage } }`;
      const [id = '', token = adminToken] = viewers[type.name] ?? [];
      const select = (page: string) =>
        type === schema.getQueryType()
          ? `{ ${list(page)} }`
          : `{ node(id: "${id}") { ... on ${type} { ${list(page)} } } }`;
      const name = `${type}.${field.name}`;
      for (const page of ['first: 1', 'last: 1']) {
        expect([name, (await run(select(page), {}, token)).errors]).toEqual([name, undefined]);
      }
      const { errors } = await run(select('first: 1, last: 1'), {}, token);
      expect([name, errors]).toMatchObject([name, [{ extensions: { code: 'BAD_USER_INPUT', field: 'last' } }]]);
      for (const cursor of ['after', 'before']) {
        const { errors } = await run(select(`${cursor}: "none"`), {}, token);
        expect([name, errors]).toMatchObject([name, [{ extensions: { code: 'BAD_USER_INPUT', field: cursor } }]]);
      }
      checked.push(name);
    }
  }
  expect(checked).toEqual(expect.arrayContaining(['Query.auditLog', 'Trip.bookings', 'Passenger.notifications']));
});

describe('a client that the Relay compiler builds', () => {
  test('reads a list forward, and each of its nodes again', async () => {
    const { trips } = await compiled('tripListQuery', { count: 2 });
    expect(trips.edges).toHaveLength(2);
    expect(trips.pageInfo).toMatchObject({ hasNextPage: true, endCursor: trips.edges[1].cursor });
    const next = await compiled('tripListNextQuery', { count: 2, cursor: trips.pageInfo.endCursor });
    const both = await compiled('tripListQuery', { count: 4 });
    expect([...trips.edges, ...next.trips.edges]).toEqual(both.trips.edges);
    const { driver: driverOf, __typename, ...card } = trips.edges[0].node;
    expect(driverOf).toMatchObject({ __isAccount: 'Driver', __isNode: 'Driver' });
    expect((await compiled('tripListCardQuery', { id: card.id })).node).toEqual({ __typename: 'Trip', ...card });
  });

  test('reads a list backward', async () => {
    const token = passenger.accessToken;
    const idsOf = ({ edges }: { edges: { node: { id: string } }[] }) => edges.map(({ node: { id } }) => id);
    const { node: person } = await compiled('bookingListQuery', { id: passenger.accountId }, token);
    expect(idsOf(person.bookings)).toEqual(bookings.slice(1));
    const { hasPreviousPage, startCursor } = person.bookings.pageInfo;
    expect(hasPreviousPage).toBe(true);
    const variables = { id: passenger.accountId, count: 2, cursor: startCursor };
    const { node: previous } = await compiled('bookingListPreviousQuery', variables, token);
    expect(idsOf(previous.bookings)).toEqual(bookings.slice(0, 1));
    expect(previous.bookings.pageInfo.hasPreviousPage).toBe(false);
  });

  test('reads nodes of several types', async () => {
    const [booking = ''] = bookings;
    const ids = [booking, passenger.accountId, tripId];
    const { nodes } = await compiled('bookingListNodesQuery', { ids }, passenger.accessToken);
    expect(nodes).toMatchObject([
      { __typename: 'SeatBooking', id: booking, status: 'PENDING' },
      { __typename: 'Passenger', bookings: { edges: [{ node: { id: bookings.at(-1) } }] } },
      { __typename: 'Trip', id: tripId },
    ]);
    const again = await compiled('bookingListBookingQuery', { id: booking }, passenger.accessToken);
    expect(again.node).toMatchObject({ id: booking, status: 'PENDING' });
    expect((await compiled('bookingListBookingQuery', { id: booking })).node).toBeNull();
  });
});
