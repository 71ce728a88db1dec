import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestGateway } from '#test-kit/gateway.ts';
import { liveSubscriptions } from '#test-kit/live-subscriptions.ts';
import { requestGraphQL, startTestSubgraph, type TestKeys, type TestSubgraph, testKeys } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { watch } from '#test-kit/watch.ts';
import { demoAccounts } from '../cli/seed/demo-accounts.ts';
import { seedDemo } from '../cli/seed/seed-demo.ts';
import type { RunningGateway } from '../gateway/gateway.ts';
import { createNotifications } from '../subgraphs/notifications/service.ts';
import { createTrips } from '../subgraphs/trips/service.ts';
import { createUsers } from '../subgraphs/users/service.ts';

/** Milliseconds. No test here waits for a worker. */
const workerInterval = 3_600_000;
let keys: TestKeys;
let users: TestSubgraph;
let trips: TestSubgraph;
let notifications: TestSubgraph;
let gateway: RunningGateway;
const tokens: Record<'passenger' | 'stranger' | 'driver' | 'otherDriver' | 'admin', string> = {} as never;
const [passenger, stranger] = demoAccounts.passengers;
const [driver, otherDriver] = demoAccounts.drivers;

beforeAll(async () => {
  keys = await testKeys();
  users = await startTestSubgraph('users', createUsers, { keys, settings: {} });
  trips = await startTestSubgraph('trips', createTrips, {
    keys,
    urls: { users: users.url },
    settings: { approvalMinutes: 180, workerInterval },
  });
  notifications = await startTestSubgraph('notifications', createNotifications, {
    keys,
    settings: { timeZone: 'Asia/Riyadh', firebaseCredentials: undefined, workerInterval },
  });
  const urls = {
    users: users.url,
    trips: trips.url,
    notifications: notifications.url,
    auth: 'http://127.0.0.1:9/graphql',
  };
  gateway = await startTestGateway({ urls, verifyToken: keys.verifyToken });
  const seeded = new Map<string, TestSubgraph>(Object.entries({ users, trips, notifications }));
  await seedDemo((name) => (seeded.get(name) as TestSubgraph).orm.em, new Date());
  const sign = async (sub: string, scope: 'passenger' | 'driver' | 'admin', phone?: string) =>
    keys.sign({ sub, scope, ...(phone ? { phone_number: phone } : {}) });
  tokens.passenger = await sign(passenger.id, 'passenger', passenger.phoneNumber);
  tokens.stranger = await sign(stranger.id, 'passenger', stranger.phoneNumber);
  tokens.driver = await sign(driver.id, 'driver');
  tokens.otherDriver = await sign(otherDriver.id, 'driver');
  tokens.admin = await sign(demoAccounts.admin.id, 'admin');
});

afterAll(async () => {
  await gateway.stop();
  for (const subgraph of [trips, notifications, users]) await subgraph.stop();
});

const query = (document: string, variables = {}, token?: string | null, headers = {}) =>
  requestGraphQL(gateway.url, document, variables, token, headers);

async function tripOf(driverId: string): Promise<string> {
  const { data } = await query('query ($f: TripFilter) { trips(filter: $f, first: 1) { edges { node { id } } } }', {
    f: { driverId, minAvailableSeats: 4 },
  });
  return data.trips.edges[0].node.id;
}

const bookSeat = async (tripId: string, seat: number, token = tokens.passenger): Promise<string> => {
  const answer = await query(
    'mutation ($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { id } } }',
    { input: { tripId, seatNumbers: [seat] } },
    token,
  );
  return answer.data.bookSeats.bookings[0].id;
};

describe('one graph', () => {
  test('a trip has its driver and vehicle, which another subgraph resolves', async () => {
    const { data, errors } = await query(`{
      trips(first: 3) { totalCount edges { node { fromCity driver { fullName vehicles { name } } vehicle { name vehicleType { seatCapacity } } } } }
    }`);
    expect(errors).toBeUndefined();
    expect(data.trips.totalCount).toBeGreaterThanOrEqual(10);
    for (const { node } of data.trips.edges) {
      expect(node.driver).toMatchObject({ fullName: expect.any(String), vehicles: [{ name: expect.any(String) }] });
      expect(node.vehicle.vehicleType.seatCapacity).toBeGreaterThan(0);
    }
  });

  test('notifications of an account come from the subgraph that adds them to the interface', async () => {
    const { data, errors } = await query(
      '{ me { __typename id fullName unreadNotificationCount notifications { totalCount } ... on Passenger { bookings { totalCount } } } }',
      {},
      tokens.passenger,
    );
    expect(errors).toBeUndefined();
    expect(data.me).toEqual({
      __typename: 'Passenger',
      id: passenger.id,
      fullName: passenger.fullName,
      unreadNotificationCount: 0,
      notifications: { totalCount: 0 },
      bookings: { totalCount: expect.any(Number) },
    });
  });

  test('only the fields of an unavailable subgraph are null', async () => {
    const { data, errors } = await query('{ me { fullName sessions { id } } }', {}, tokens.passenger);
    expect(data.me).toEqual({ fullName: passenger.fullName, sessions: null });
    expect(errors).toEqual([
      {
        message: expect.any(String),
        path: ['me', 'sessions'],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'auth', requestId: expect.any(String) },
      },
    ]);
  });

  test('an input error of a subgraph keeps its code and field, for a variable and a literal', async () => {
    const asVariable = await query('query ($f: TripFilter) { trips(filter: $f) { totalCount } }', {
      f: { maxPrice: '1.234' },
    });
    const asLiteral = await query('{ trips(filter: { maxPrice: "1.234" }) { totalCount } }');
    for (const { status, errors } of [asVariable, asLiteral]) {
      expect(status).toBe(200);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'maxPrice' });
    }
  });

  test('error messages are in Arabic if the client prefers it', async () => {
    const { errors } = await query('{ trips(first: 101) { totalCount } }', {}, null, {
      'accept-language': 'ar-SA, en;q=0.5',
    });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'first' });
    expect(errors?.[0]?.message).toMatch(/[؀-ۿ]/);
  });

  test('an error exposes nothing internal', async () => {
    const text = JSON.stringify(await query('{ me { sessions { id } } nothing }', {}, tokens.passenger));
    expect(text).not.toMatch(/127\.0\.0\.1|stack|ECONNREFUSED|serviceName/);
  });
});

describe('authorization', () => {
  test('an anonymous viewer reads public fields, and gets null and an error for private ones', async () => {
    const { data, errors, status } = await query(
      'query ($id: ID!) { trip(id: $id) { driver { fullName phoneNumber } bookings { totalCount } fromCity } }',
      { id: await tripOf(driver.id) },
    );
    expect(status).toBe(200);
    expect(data.trip).toEqual({
      driver: { fullName: driver.fullName, phoneNumber: null },
      bookings: null,
      fromCity: expect.any(String),
    });
    expect(Object.keys(data.trip)).toEqual(['driver', 'bookings', 'fromCity']);
    expect(errors?.map(({ path, extensions }) => [path?.join('.'), extensions.code]).sort()).toEqual([
      ['trip.bookings', 'UNAUTHENTICATED'],
      ['trip.driver.phoneNumber', 'UNAUTHENTICATED'],
    ]);
  });

  test('a refused non-null field makes its parent null', async () => {
    const { data, errors } = await query('{ me { id } }');
    expect(data).toBeNull();
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([[['me'], 'UNAUTHENTICATED']]);
  });

  test('a missing scope is FORBIDDEN', async () => {
    const { errors } = await query('{ bookings { totalCount } }', {}, tokens.passenger);
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await query('{ bookings { totalCount } }', {}, tokens.admin)).data.bookings.totalCount).toEqual(
      expect.any(Number),
    );
  });

  test('a forged or expired token is refused with HTTP 401 for any operation', async () => {
    const expired = await keys.sign({ sub: passenger.id, scope: 'passenger' }, { expiresIn: -120 });
    const forged = await (await testKeys()).sign({ sub: passenger.id, scope: 'admin' });
    for (const token of [expired, forged, 'nonsense']) {
      const { status, errors } = await query('{ vehicleTypes { name } }', {}, token);
      expect([status, errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
      const direct = await requestGraphQL(trips.url, '{ trips { totalCount } }', {}, token);
      expect([direct.status, direct.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
  });

  test("another passenger's booking is null by id and by reference", async () => {
    const bookingId = await bookSeat(await tripOf(driver.id), 1);
    const byId = 'query ($id: ID!) { booking(id: $id) { id passengerPhone } }';
    expect((await query(byId, { id: bookingId }, tokens.stranger)).data.booking).toBeNull();
    expect((await query(byId, { id: bookingId }, tokens.otherDriver)).data.booking).toBeNull();
    expect((await query(byId, { id: bookingId }, tokens.passenger)).data.booking).toMatchObject({ id: bookingId });
    expect((await query(byId, { id: bookingId }, tokens.driver)).data.booking).toMatchObject({ id: bookingId });
    const references = [{ __typename: 'SeatBooking', id: bookingId }];
    const entities =
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on SeatBooking { passengerPhone } } }';
    const direct = async (token: string | null) => requestGraphQL(trips.url, entities, { r: references }, token);
    expect((await direct(tokens.stranger)).data._entities).toEqual([null]);
    expect((await direct(null)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await direct(tokens.passenger)).data._entities).toEqual([{ passengerPhone: passenger.phoneNumber }]);
  });

  test('a private field is refused through _entities, too', async () => {
    const entities =
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Driver { fullName phoneNumber } } }';
    const { data, errors } = await requestGraphQL(
      users.url,
      entities,
      { r: [{ __typename: 'Driver', id: driver.id }] },
      tokens.stranger,
    );
    expect(data._entities).toEqual([{ fullName: driver.fullName, phoneNumber: null }]);
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('the schema has no field that is for services alone, whatever header the client sends', async () => {
    const { errors } = await query(
      'mutation { ensureAccount(input: { phoneNumber: "+966500000009", accountType: DRIVER }) { created } }',
      {},
      null,
      {
        'x-service-token': 'x',
      },
    );
    expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});

describe('subscriptions', () => {
  const tripUpdated =
    'subscription ($id: ID!) { tripUpdated(tripId: $id) { availableSeats seats { number status } driver { fullName } } }';
  const bookingUpdated =
    'subscription ($id: ID) { bookingUpdated(tripId: $id) { id status seatNumber passenger { fullName } trip { fromCity } } }';

  test('tripUpdated sends the current trip, then each change, with the name of the driver', async () => {
    const id = await tripOf(driver.id);
    const live = watch(gateway.url, tripUpdated, { variables: { id } });
    const before = (await live.next()).data.tripUpdated;
    expect(before.driver).toEqual({ fullName: driver.fullName });
    const bookingId = await bookSeat(id, 2);
    const booked = (await live.next()).data.tripUpdated;
    expect(booked.availableSeats).toBe(before.availableSeats - 1);
    expect(booked.seats[1]).toEqual({ number: 2, status: 'PENDING' });
    await query(
      'mutation ($id: ID!) { confirmBooking(input: { bookingId: $id }) { booking { id } } }',
      { id: bookingId },
      tokens.driver,
    );
    expect((await live.next()).data.tripUpdated).toMatchObject({
      seats: expect.arrayContaining([{ number: 2, status: 'CONFIRMED' }]),
      driver: { fullName: driver.fullName },
    });
    await live.stop();
  });

  test('bookingUpdated sends a booking to its viewers alone', async () => {
    const id = await tripOf(otherDriver.id);
    const mine = watch(gateway.url, bookingUpdated, { token: tokens.passenger });
    const drivers = watch(gateway.url, bookingUpdated, { token: tokens.otherDriver, variables: { id } });
    const admins = watch(gateway.url, bookingUpdated, { token: tokens.admin });
    const strangers = watch(gateway.url, bookingUpdated, { token: tokens.stranger });
    const anonymous = watch(gateway.url, bookingUpdated);
    expect((await anonymous.next()).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    // A booking made before the subgraph serves all four would not be sent.
    await until(async () => (await liveSubscriptions(trips.url)) >= 4);

    const bookingId = await bookSeat(id, 3);
    for (const each of [mine, drivers, admins]) {
      expect((await each.next()).data.bookingUpdated).toMatchObject({
        id: bookingId,
        status: 'PENDING',
        passenger: { fullName: passenger.fullName },
      });
    }
    const own = await bookSeat(id, 4, tokens.stranger);
    expect((await strangers.next()).data.bookingUpdated.id).toBe(own);
    expect(strangers.events).toHaveLength(1);
    for (const each of [mine, drivers, admins, strangers, anonymous]) await each.stop();
    await until(async () => (await liveSubscriptions(trips.url)) === 0);
  });

  test('an unknown trip is NOT_FOUND, and an invalid operation ends with an error message', async () => {
    const unknown = watch(gateway.url, tripUpdated, { variables: { id: `t_${'0'.repeat(32)}` } });
    expect((await unknown.next()).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', field: 'tripId' });
    await unknown.stop();
    const invalid = watch(gateway.url, 'subscription { tripUpdated { id } }');
    await until(() => invalid.ended() !== null);
    expect(invalid.ended()).toMatchObject({ error: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
    await invalid.stop();
  });

  test('an invalid token closes the socket with code 4403', async () => {
    const live = watch(gateway.url, tripUpdated, { token: 'nonsense', variables: { id: await tripOf(driver.id) } });
    expect((await live.closed).code).toBe(4403);
  });

  test('queries run over the socket, too', async () => {
    const live = watch(gateway.url, '{ vehicleTypes { name } me { id } }', { token: tokens.passenger });
    expect((await live.next()).data).toMatchObject({ vehicleTypes: expect.any(Array), me: { id: passenger.id } });
    await live.stop();
  });
});
