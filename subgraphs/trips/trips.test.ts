import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLog } from '#platform/log.ts';
import { ask, settingsOn, startTestSubgraph, type TestSubgraph } from '../../tests/support/subgraph.ts';
import { createTrips } from './service.ts';
import { startUsersStub, type UsersStub } from './testing/users-stub.ts';

let users: UsersStub;
let trips: TestSubgraph;
let driver: string;
let otherDriver: string;
let passenger: string;
let stranger: string;
let admin: string;

const id = (prefix: string, digit: string) => `${prefix}_${digit.repeat(32)}`;
const driverId = id('d', '1');
const passengerId = id('p', '1');
const vehicleId = id('v', '1');
const inAWeek = () => new Date(Date.now() + 7 * 86_400_000).toISOString();

beforeAll(async () => {
  users = await startUsersStub();
  trips = await startTestSubgraph('trips', createTrips, { urls: { users: users.url } });
  const { sign } = trips.keys;
  driver = await sign({ sub: driverId, scope: 'driver', name: 'Fahad' });
  otherDriver = await sign({ sub: id('d', '2'), scope: 'driver' });
  passenger = await sign({ sub: passengerId, scope: 'passenger', name: 'Mona', phone_number: '+966500000001' });
  stranger = await sign({ sub: id('p', '2'), scope: 'passenger', phone_number: '+966500000002' });
  admin = await sign({ sub: id('a', '1'), scope: 'admin' });
  users.set('Vehicle', vehicleId, {
    isActive: true,
    vehicleType: { seatCapacity: 45 },
    driver: { id: driverId, isActive: true },
  });
});

afterAll(async () => {
  await trips.stop();
  await users.stop();
});

const createTripMutation = `mutation ($input: CreateTripInput!) {
  createTrip(input: $input) { trip { id status availableSeats totalSeats price departureTime stops { stopOrder location } } }
}`;
const tripInput = (change: Record<string, unknown> = {}) => ({
  fromCity: 'Riyadh',
  toCity: 'Jeddah',
  departureTime: inAWeek(),
  price: '120.00',
  totalSeats: 12,
  vehicleId,
  ...change,
});
const create = (change: Record<string, unknown> = {}, token: string | null = driver) =>
  trips.ask(createTripMutation, { input: tripInput(change) }, token);
const newTrip = async (change: Record<string, unknown> = {}): Promise<string> =>
  (await create(change)).data.createTrip.trip.id;

const bookMutation = `mutation ($input: BookSeatsInput!) {
  bookSeats(input: $input) {
    bookings { id seatNumber status passengerName passengerPhone price passenger { id } }
    trip { id availableSeats }
  }
}`;
const book = (input: Record<string, unknown>, token: string | null = passenger) =>
  trips.ask(bookMutation, { input }, token);
const bookOne = async (tripId: string, seat: number, token = passenger): Promise<string> =>
  (await book({ tripId, seatNumbers: [seat] }, token)).data.bookSeats.bookings[0].id;

const step = (name: 'confirmBooking' | 'cancelBooking', bookingId: string, token: string | null) =>
  trips.ask(
    `mutation ($id: ID!) { ${name}(input: { bookingId: $id }) { booking { id status confirmedAt cancelledAt trip { availableSeats } } } }`,
    { id: bookingId },
    token,
  );

const outboxOf = async (tripId: string): Promise<string[]> => {
  const rows = await trips.orm.em
    .getConnection()
    .execute<{ message_type: string }[]>(
      'select message_type from messaging.outbox where subject = ? order by position',
      [tripId],
    );
  return rows.map((row) => row.message_type);
};

const codeOf = (answer: { errors?: { extensions: Record<string, unknown> }[] }) => {
  const { requestId, ...extensions } = answer.errors?.[0]?.extensions ?? {};
  expect(requestId).toEqual(expect.any(String));
  return extensions;
};

describe('createTrip', () => {
  test('makes a scheduled trip with its stops in order and tells of it once', async () => {
    const { data } = await create({ stops: [{ location: 'Taif' }, { location: 'Makkah' }] });
    expect(data.createTrip.trip).toMatchObject({
      status: 'SCHEDULED',
      availableSeats: 12,
      totalSeats: 12,
      price: '120.00',
      stops: [
        { stopOrder: 1, location: 'Taif' },
        { stopOrder: 2, location: 'Makkah' },
      ],
    });
    expect(await outboxOf(data.createTrip.trip.id)).toEqual(['trips.trip-created.v1']);
  });

  test('with the same key returns the first trip, and with another input refuses', async () => {
    const departureTime = inAWeek();
    const first = await create({ departureTime, idempotencyKey: 'trip-1' });
    const again = await create({ departureTime, idempotencyKey: 'trip-1' });
    expect(again.data.createTrip.trip.id).toBe(first.data.createTrip.trip.id);
    expect(codeOf(await create({ idempotencyKey: 'trip-1', price: '121.00', departureTime }))).toEqual({
      code: 'IDEMPOTENCY_CONFLICT',
    });
  });

  test.each([
    ['a past departure', { departureTime: '2020-01-01T00:00:00Z' }, 'departureTime'],
    ['an arrival before the departure', { arrivalTime: '2020-01-01T00:00:00Z' }, 'arrivalTime'],
    ['a price with three decimals', { price: '1.234' }, 'price'],
    ['a price of nothing', { price: '0.00' }, 'price'],
    ['a price that does not fit', { price: '123456789.00' }, 'price'],
    ['no seats', { totalSeats: 0 }, 'totalSeats'],
    ['more seats than the vehicle has', { totalSeats: 46 }, 'totalSeats'],
    ['a blank city', { fromCity: '  ' }, 'fromCity'],
    ['a city with a NUL', { fromCity: 'Riy\0adh' }, 'fromCity'],
    ['a city that is too long', { toCity: 'x'.repeat(201) }, 'toCity'],
    ["an id of another type's", { vehicleId: driverId }, 'vehicleId'],
    ['an empty idempotency key', { idempotencyKey: '' }, 'idempotencyKey'],
    ['a departure that is no instant', { departureTime: 'tomorrow' }, 'departureTime'],
  ])('refuses %s and names the field', async (_name, change, field) => {
    const answer = await create(change);
    expect(codeOf(answer)).toEqual({ code: 'BAD_USER_INPUT', field });
    expect(answer.status).toBe(200);
  });

  test('names the field of a literal, too', async () => {
    const answer = await trips.ask(
      `mutation { createTrip(input: { fromCity: "A", toCity: "B", departureTime: "${inAWeek()}", price: "1.234", totalSeats: 1, vehicleId: "${vehicleId}" }) { trip { id } } }`,
      {},
      driver,
    );
    expect(codeOf(answer)).toEqual({ code: 'BAD_USER_INPUT', field: 'price' });
  });

  test('refuses a vehicle that is unknown, inactive or of another driver, and an inactive driver', async () => {
    const facts = { isActive: true, vehicleType: { seatCapacity: 12 }, driver: { id: driverId, isActive: true } };
    users.set('Vehicle', id('v', '3'), { ...facts, isActive: false });
    users.set('Vehicle', id('v', '4'), { ...facts, driver: { id: driverId, isActive: false } });
    expect(codeOf(await create({ vehicleId: id('v', '9') }))).toEqual({ code: 'NOT_FOUND', field: 'vehicleId' });
    expect(codeOf(await create({ vehicleId: id('v', '3') }))).toEqual({ code: 'VEHICLE_NOT_USABLE' });
    expect(codeOf(await create({ vehicleId: id('v', '4') }))).toEqual({ code: 'ACCOUNT_INACTIVE' });
    expect(codeOf(await create({}, otherDriver))).toEqual({ code: 'VEHICLE_NOT_USABLE' });
  });

  test('is for drivers', async () => {
    expect(codeOf(await create({}, null))).toEqual({ code: 'UNAUTHENTICATED' });
    expect(codeOf(await create({}, passenger))).toEqual({ code: 'FORBIDDEN' });
    expect(codeOf(await create({}, admin))).toEqual({ code: 'FORBIDDEN' });
  });

  test('asks users with the token of the driver, and says so when users is away', async () => {
    await create();
    expect(users.lastAuthorization()).toBe(`Bearer ${driver}`);
    users.fail(true);
    expect(codeOf(await create())).toEqual({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'users' });
    users.fail(false);
  });
});

describe('bookSeats', () => {
  test('books all the seats asked for, as the passenger is known by the token', async () => {
    const tripId = await newTrip();
    const { data } = await book({ tripId, seatNumbers: [4, 3] });
    const { bookings, trip } = data.bookSeats;
    expect(bookings).toMatchObject([
      { seatNumber: 3, status: 'PENDING', passengerName: 'Mona', passengerPhone: '+966500000001', price: '120.00' },
      { seatNumber: 4, passenger: { id: passengerId } },
    ]);
    expect(trip.availableSeats).toBe(10);
    expect(await outboxOf(tripId)).toEqual([
      'trips.trip-created.v1',
      'trips.booking-requested.v1',
      'trips.booking-requested.v1',
    ]);
  });

  test('books none when one is taken, and says which', async () => {
    const tripId = await newTrip();
    await bookOne(tripId, 2);
    const answer = await book({ tripId, seatNumbers: [1, 2, 3] }, stranger);
    expect(codeOf(answer)).toEqual({ code: 'SEAT_TAKEN', seatNumbers: [2] });
    const { data } = await trips.ask('query ($id: ID!) { trip(id: $id) { availableSeats seats { number status } } }', {
      id: tripId,
    });
    expect(data.trip.availableSeats).toBe(11);
    expect(data.trip.seats.filter((seat: { status: string }) => seat.status !== 'AVAILABLE')).toEqual([
      { number: 2, status: 'PENDING' },
    ]);
  });

  test('of 20 passengers who want one seat at the same instant one gets it', async () => {
    const tripId = await newTrip();
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        trips.keys.sign({
          sub: `p_${String(at).padStart(32, '0')}`,
          scope: 'passenger',
          phone_number: '+966511111111',
        }),
      ),
    );
    const answers = await Promise.all(tokens.map((token) => book({ tripId, seatNumbers: [7] }, token)));
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'BOOKED').sort();
    expect(codes).toEqual(['BOOKED', ...Array(19).fill('SEAT_TAKEN')]);
  });

  test('of ten twins with one key at the same instant one books, and all get its result', async () => {
    const tripId = await newTrip();
    const input = { tripId, seatNumbers: [5, 6], idempotencyKey: 'twins' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => book(input)));
    expect(answers.map(({ errors }) => errors)).toEqual(Array(10).fill(undefined));
    expect(new Set(answers.map(({ data }) => JSON.stringify(data.bookSeats.bookings))).size).toBe(1);
    expect(await outboxOf(tripId)).toHaveLength(3);
    expect(codeOf(await book({ ...input, seatNumbers: [8] }))).toEqual({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  test('leaves no key behind when it fails', async () => {
    const tripId = await newTrip();
    const bookingId = await bookOne(tripId, 1, stranger);
    const input = { tripId, seatNumbers: [1], idempotencyKey: 'again' };
    expect(codeOf(await book(input))).toMatchObject({ code: 'SEAT_TAKEN' });
    await step('cancelBooking', bookingId, stranger);
    expect((await book(input)).data.bookSeats.bookings).toHaveLength(1);
  });

  test.each([
    ['seat 0', [0]],
    ['a seat below', [-1]],
    ['a seat beyond the trip', [13]],
    ['a seat twice', [1, 1]],
    ['no seat at all', []],
  ])('refuses %s', async (_name, seatNumbers) => {
    const tripId = await newTrip();
    expect(codeOf(await book({ tripId, seatNumbers }))).toEqual({ code: 'BAD_USER_INPUT', field: 'seatNumbers' });
  });

  test('refuses a trip that is unknown, is no trip, or has departed', async () => {
    const tripId = await newTrip({ departureTime: new Date(Date.now() + 60_000).toISOString() });
    expect(codeOf(await book({ tripId: id('t', '9'), seatNumbers: [1] }))).toEqual({
      code: 'NOT_FOUND',
      field: 'tripId',
    });
    expect(codeOf(await book({ tripId: id('v', '9'), seatNumbers: [1] }))).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'tripId',
    });
    trips.clock.advance(120_000);
    expect(codeOf(await book({ tripId, seatNumbers: [1] }))).toEqual({ code: 'TRIP_NOT_BOOKABLE', reason: 'DEPARTED' });
    trips.clock.advance(-120_000);
  });

  test('stops a passenger at ten seats of one trip', async () => {
    const tripId = await newTrip();
    const someone = await trips.keys.sign({ sub: id('p', '7'), scope: 'passenger', phone_number: '+966500000007' });
    await book({ tripId, seatNumbers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }, someone);
    expect(codeOf(await book({ tripId, seatNumbers: [11] }, someone))).toEqual({ code: 'RATE_LIMITED' });
  });

  test('an admin books for a passenger whom users knows', async () => {
    const tripId = await newTrip();
    users.set('Passenger', id('p', '3'), { isActive: true, fullName: null, phoneNumber: '+966500000003' });
    users.set('Passenger', id('p', '4'), { isActive: false, fullName: null, phoneNumber: null });
    const answer = await book({ tripId, seatNumbers: [1], passengerId: id('p', '3') }, admin);
    expect(answer.data.bookSeats.bookings[0]).toMatchObject({
      passenger: { id: id('p', '3') },
      passengerName: '+966500000003',
    });
    const refused = async (passengerId: string | undefined) =>
      codeOf(await book({ tripId, seatNumbers: [2], passengerId }, admin));
    expect(await refused(id('p', '4'))).toEqual({ code: 'ACCOUNT_INACTIVE' });
    expect(await refused(id('p', '9'))).toEqual({ code: 'NOT_FOUND', field: 'passengerId' });
    expect(await refused(undefined)).toEqual({ code: 'BAD_USER_INPUT', field: 'passengerId' });
    const other = await book({ tripId, seatNumbers: [2], passengerId: id('p', '3') }, passenger);
    expect(codeOf(other)).toEqual({ code: 'FORBIDDEN' });
  });

  test('is for passengers and admins', async () => {
    const tripId = await newTrip();
    expect(codeOf(await book({ tripId, seatNumbers: [1] }, driver))).toEqual({ code: 'FORBIDDEN' });
    expect(codeOf(await book({ tripId, seatNumbers: [1] }, null))).toEqual({ code: 'UNAUTHENTICATED' });
  });
});

describe('confirmBooking and cancelBooking', () => {
  test("the trip's driver confirms, once", async () => {
    const tripId = await newTrip();
    const bookingId = await bookOne(tripId, 1);
    expect((await step('confirmBooking', bookingId, driver)).data.confirmBooking.booking).toMatchObject({
      status: 'CONFIRMED',
      confirmedAt: expect.any(String),
    });
    expect(codeOf(await step('confirmBooking', bookingId, driver))).toEqual({
      code: 'INVALID_TRANSITION',
      from: 'CONFIRMED',
      to: 'CONFIRMED',
    });
    expect((await outboxOf(tripId)).at(-1)).toBe('trips.booking-confirmed.v1');
  });

  test('the passenger cancels a confirmed booking, and its seat is free again', async () => {
    const tripId = await newTrip();
    const bookingId = await bookOne(tripId, 1);
    await step('confirmBooking', bookingId, driver);
    const { booking } = (await step('cancelBooking', bookingId, passenger)).data.cancelBooking;
    expect(booking).toMatchObject({ status: 'CANCELLED', trip: { availableSeats: 12 } });
    expect(codeOf(await step('cancelBooking', bookingId, passenger))).toMatchObject({ code: 'INVALID_TRANSITION' });
    expect((await book({ tripId, seatNumbers: [1] }, stranger)).data.bookSeats.trip.availableSeats).toBe(11);
  });

  test('strangers may do neither', async () => {
    const bookingId = await bookOne(await newTrip(), 1);
    expect(codeOf(await step('confirmBooking', bookingId, otherDriver))).toEqual({ code: 'FORBIDDEN' });
    expect(codeOf(await step('confirmBooking', bookingId, passenger))).toEqual({ code: 'FORBIDDEN' });
    expect(codeOf(await step('cancelBooking', bookingId, stranger))).toEqual({ code: 'FORBIDDEN' });
    expect(codeOf(await step('cancelBooking', bookingId, null))).toEqual({ code: 'UNAUTHENTICATED' });
    expect(codeOf(await step('cancelBooking', id('b', '9'), passenger))).toEqual({
      code: 'NOT_FOUND',
      field: 'bookingId',
    });
  });

  test('each mutation of one document sees what the one before it did', async () => {
    const tripId = await newTrip();
    const [first, second] = [await bookOne(tripId, 1), await bookOne(tripId, 2)];
    const { data } = await trips.ask(
      `mutation ($a: ID!, $b: ID!) {
        a: cancelBooking(input: { bookingId: $a }) { booking { trip { availableSeats } } }
        b: cancelBooking(input: { bookingId: $b }) { booking { trip { availableSeats seats { status } } } }
      }`,
      { a: first, b: second },
      passenger,
    );
    expect(data.a.booking.trip.availableSeats).toBe(11);
    expect(data.b.booking.trip.availableSeats).toBe(12);
  });
});

describe('references', () => {
  test('all of one type in a request are read by one statement', async () => {
    const tripIds = await Promise.all([1, 2, 3, 4, 5].map(() => newTrip()));
    const bookingIds = await Promise.all(tripIds.map((tripId) => bookOne(tripId, 1)));
    const references = [
      ...tripIds.map((tripId) => ({ __typename: 'Trip', id: tripId })),
      ...bookingIds.map((bookingId) => ({ __typename: 'SeatBooking', id: bookingId })),
      { __typename: 'Trip', id: id('t', '9') },
    ];
    const lines: string[] = [];
    const log = createLog({ name: 'trips', level: 'info', stream: { write: (line) => void lines.push(line) } });
    const watched = await createTrips({
      settings: await settingsOn(trips, { logSql: true }),
      log,
      verifyToken: trips.keys.verifyToken,
    });
    try {
      lines.length = 0;
      const { data, errors } = await ask(
        watched.url,
        `query ($references: [_Any!]!) { _entities(representations: $references) {
          ... on Trip { id availableSeats seats { status } stops { location } driver { id } }
          ... on SeatBooking { id seatNumber trip { fromCity } }
        } }`,
        { references },
        passenger,
      );
      expect(errors).toBeUndefined();
      expect(data._entities.map((entity: { id: string } | null) => entity?.id)).toEqual([
        ...tripIds,
        ...bookingIds,
        undefined,
      ]);
      const statements = lines.filter((line) => /select /.test(line));
      // The trips, the bookings, and of the trips their held seats and their stops.
      expect(statements).toHaveLength(4);
    } finally {
      await watched.stop();
    }
  });
});
