import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { requestGraphQL, testKeys } from '#test-kit/subgraph.ts';
import { driver, type Federation, passenger, startFederation } from './federation.ts';

let federation: Federation;

beforeAll(async () => {
  federation = await startFederation();
});

afterAll(() => federation.stop());

describe('one graph', () => {
  test('a trip has its driver and vehicle, which another subgraph resolves', async () => {
    const { data, errors } = await federation.query(`{
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
    const { data, errors } = await federation.query(
      '{ me { __typename id fullName unreadNotificationCount notifications { totalCount } ... on Passenger { bookings { totalCount } } } }',
      {},
      federation.tokens.passenger,
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
    const { data, errors } = await federation.query(
      '{ me { fullName sessions { id } } }',
      {},
      federation.tokens.passenger,
    );
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
    const asVariable = await federation.query('query ($f: TripFilter) { trips(filter: $f) { totalCount } }', {
      f: { maxPrice: '1.234' },
    });
    const asLiteral = await federation.query('{ trips(filter: { maxPrice: "1.234" }) { totalCount } }');
    for (const { status, errors } of [asVariable, asLiteral]) {
      expect(status).toBe(200);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'maxPrice' });
    }
  });

  test('error messages are in Arabic if the client prefers it', async () => {
    const { errors } = await federation.query('{ trips(first: 101) { totalCount } }', {}, null, {
      'accept-language': 'ar-SA, en;q=0.5',
    });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'first' });
    expect(errors?.[0]?.message).toMatch(/[؀-ۿ]/);
  });

  test('an error exposes nothing internal', async () => {
    const text = JSON.stringify(
      await federation.query('{ me { sessions { id } } nothing }', {}, federation.tokens.passenger),
    );
    expect(text).not.toMatch(/127\.0\.0\.1|stack|ECONNREFUSED|serviceName/);
  });
});

describe('authorization', () => {
  test('an anonymous viewer reads public fields, and gets null and an error for private ones', async () => {
    const { data, errors, status } = await federation.query(
      'query ($id: ID!) { trip(id: $id) { driver { fullName phoneNumber } bookings { totalCount } fromCity } }',
      { id: await federation.tripOf(driver.id) },
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
    const { data, errors } = await federation.query('{ me { id } }');
    expect(data).toBeNull();
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([[['me'], 'UNAUTHENTICATED']]);
  });

  test('a missing scope is FORBIDDEN', async () => {
    const { errors } = await federation.query('{ bookings { totalCount } }', {}, federation.tokens.passenger);
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(
      (await federation.query('{ bookings { totalCount } }', {}, federation.tokens.admin)).data.bookings.totalCount,
    ).toEqual(expect.any(Number));
  });

  test('a forged or expired token is refused with HTTP 401 for any operation', async () => {
    const expired = await federation.keys.sign({ sub: passenger.id, scope: 'passenger' }, { expiresIn: -120 });
    const forged = await (await testKeys()).sign({ sub: passenger.id, scope: 'admin' });
    for (const token of [expired, forged, 'nonsense']) {
      const { status, errors } = await federation.query('{ vehicleTypes { name } }', {}, token);
      expect([status, errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
      const direct = await requestGraphQL(federation.trips.url, '{ trips { totalCount } }', {}, token);
      expect([direct.status, direct.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
  });

  test("another passenger's booking is null by id and by reference", async () => {
    const bookingId = await federation.bookSeat(await federation.tripOf(driver.id), 1);
    const byId = 'query ($id: ID!) { booking(id: $id) { id passengerPhone } }';
    expect((await federation.query(byId, { id: bookingId }, federation.tokens.stranger)).data.booking).toBeNull();
    expect((await federation.query(byId, { id: bookingId }, federation.tokens.otherDriver)).data.booking).toBeNull();
    expect((await federation.query(byId, { id: bookingId }, federation.tokens.passenger)).data.booking).toMatchObject({
      id: bookingId,
    });
    expect((await federation.query(byId, { id: bookingId }, federation.tokens.driver)).data.booking).toMatchObject({
      id: bookingId,
    });
    const references = [{ __typename: 'SeatBooking', id: bookingId }];
    const entities =
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on SeatBooking { passengerPhone } } }';
    const direct = async (token: string | null) =>
      requestGraphQL(federation.trips.url, entities, { r: references }, token);
    expect((await direct(federation.tokens.stranger)).data._entities).toEqual([null]);
    expect((await direct(null)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await direct(federation.tokens.passenger)).data._entities).toEqual([
      { passengerPhone: passenger.phoneNumber },
    ]);
  });

  test('a private field is refused through _entities, too', async () => {
    const entities =
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Driver { fullName phoneNumber } } }';
    const { data, errors } = await requestGraphQL(
      federation.users.url,
      entities,
      { r: [{ __typename: 'Driver', id: driver.id }] },
      federation.tokens.stranger,
    );
    expect(data._entities).toEqual([{ fullName: driver.fullName, phoneNumber: null }]);
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('the schema has no field that only services may select, whatever header the client sends', async () => {
    const { errors } = await federation.query(
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
