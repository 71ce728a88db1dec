import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refusalOf } from '#test-kit/refusal.ts';
import { SeatBooking } from '../../entities/seat-booking.ts';
import { driverId, idOf, passengerId, startTrips, type TripsHarness } from '../../testing/harness.ts';
import { type BookingToStore, readTrips, storeTrips } from '../../testing/stored-trips.ts';
import type { BookingFilter } from './booking-filter.ts';
import { type BookingOrder, type BookingPageInput, listBookings } from './list-bookings.ts';

const now = new Date('2030-05-01T00:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
const otherDriver = idOf('d', '2');
const otherPassenger = idOf('p', '2');

let trips: TripsHarness;
/** The ids of trips and bookings by the names that the tests use. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  trips = await startTrips();
  const booked = (days: number, status: BookingToStore['status'], passenger = passengerId): BookingToStore => ({
    status,
    bookedAt: inDays(days),
    passengerId: passenger,
  });
  const stored = await storeTrips(trips.orm, [
    {
      departure: inDays(2),
      bookings: [booked(-1, 'PENDING'), booked(-2, 'CONFIRMED', otherPassenger), booked(-6, 'CANCELLED')],
    },
    { departure: inDays(10), driverId: otherDriver, bookings: [booked(-3, 'CANCELLED')] },
    {
      departure: inDays(-3),
      status: 'COMPLETED',
      bookings: [booked(-5, 'COMPLETED'), booked(-4, 'CANCELLED', otherPassenger)],
    },
  ]);
  const [soon, later, gone] = await readTrips(trips.orm.em, stored);
  Object.assign(ids, { soon: soon?.id, later: later?.id, gone: gone?.id });
  const names = [
    [soon, ['pending', 'confirmed', 'deleted']],
    [later, ['cancelled']],
    [gone, ['completed', 'dropped']],
  ] as const;
  for (const [trip, those] of names) {
    for (const [at, name] of those.entries()) ids[name] = trip?.bookings[at]?.id ?? '';
  }
  await trips.orm.em.fork().nativeUpdate(SeatBooking, { id: ids.deleted }, { isDeleted: true });
});

afterAll(() => trips.stop());

const nameOf = (id: string) => Object.keys(ids).find((name) => ids[name] === id) ?? id;
const all = ['pending', 'confirmed', 'cancelled', 'dropped', 'completed'];

const list = '($filter: BookingFilter, $orderBy: BookingOrder, $status: [BookingStatus!], $first: Int, $last: Int)';
const passed = '(filter: $filter, orderBy: $orderBy, status: $status, first: $first, last: $last)';
const page = '{ totalCount edges { node { id } } }';

async function find(input: BookingPageInput, token = trips.tokens.admin): Promise<string[]> {
  const { data, errors } = await trips.request(
    `query ${list} { bookings${passed} ${page} }`,
    input as Record<string, unknown>,
    token,
  );
  expect(errors).toBeUndefined();
  const found = data.bookings.edges.map(({ node }: { node: { id: string } }) => nameOf(node.id));
  expect(data.bookings.totalCount).toBe(found.length);
  return found;
}

const at = (days: number) => inDays(days);

describe('bookings(filter)', () => {
  test.each<[string, () => BookingFilter, string[]]>([
    ['no condition', () => ({}), all],
    ['a trip', () => ({ tripId: ids.soon }), ['pending', 'confirmed']],
    ['a passenger', () => ({ passengerId: otherPassenger }), ['confirmed', 'dropped']],
    ['a driver', () => ({ driverId }), ['pending', 'confirmed', 'dropped', 'completed']],
    ['another driver', () => ({ driverId: otherDriver }), ['cancelled']],
    ['statuses', () => ({ status: ['PENDING', 'COMPLETED'] }), ['pending', 'completed']],
    ['no status', () => ({ status: [] }), []],
    ['later bookings', () => ({ bookedAfter: at(-3) }), ['pending', 'confirmed']],
    ['earlier bookings', () => ({ bookedBefore: at(-3) }), ['dropped', 'completed']],
    ['bookings between', () => ({ bookedAfter: at(-5), bookedBefore: at(-2) }), ['cancelled', 'dropped']],
    ['later departures', () => ({ departureAfter: at(2) }), ['cancelled']],
    ['coming departures', () => ({ departureAfter: at(0) }), ['pending', 'confirmed', 'cancelled']],
    ['earlier departures', () => ({ departureBefore: at(2) }), ['dropped', 'completed']],
    ['departures between', () => ({ departureAfter: at(0), departureBefore: at(3) }), ['pending', 'confirmed']],
    ['a trip and a driver', () => ({ tripId: ids.soon, driverId }), ['pending', 'confirmed']],
    ['a trip of another driver', () => ({ tripId: ids.soon, driverId: otherDriver }), []],
    ['a trip and a passenger', () => ({ tripId: ids.soon, passengerId }), ['pending']],
    ['a passenger and a driver', () => ({ passengerId, driverId }), ['pending', 'completed']],
    ['a passenger, coming', () => ({ passengerId, departureAfter: at(0) }), ['pending', 'cancelled']],
    ['a driver, coming', () => ({ driverId, departureAfter: at(0) }), ['pending', 'confirmed']],
    ['a driver, a status', () => ({ driverId, status: ['CONFIRMED', 'CANCELLED'] }), ['confirmed', 'dropped']],
    [
      'a status, coming',
      () => ({ status: ['CONFIRMED', 'CANCELLED'], departureAfter: at(0) }),
      ['confirmed', 'cancelled'],
    ],
    ['a driver, earlier bookings', () => ({ driverId, bookedBefore: at(-4) }), ['completed']],
    ['an unknown trip', () => ({ tripId: idOf('t', '9') }), []],
    ['an unknown passenger', () => ({ passengerId: idOf('p', '9') }), []],
    ['an unknown driver', () => ({ driverId: idOf('d', '9') }), []],
    ['a contradictory time of booking', () => ({ bookedAfter: at(1), bookedBefore: at(-10) }), []],
    ['a contradictory departure', () => ({ departureAfter: at(3), departureBefore: at(-4) }), []],
    ['a departure before the booking', () => ({ bookedAfter: at(-1), departureBefore: at(-3) }), []],
    ['a time before the first id', () => ({ bookedAfter: new Date('0001-01-01T00:00:00Z') }), all],
    [
      'a driver, a time before the first id',
      () => ({
        driverId,
        bookedAfter: new Date('0001-01-01T00:00:00Z'),
        departureAfter: new Date('0001-01-01T00:00:00Z'),
      }),
      ['pending', 'confirmed', 'dropped', 'completed'],
    ],
    [
      'a driver, a time after all ids',
      () => ({
        driverId,
        bookedBefore: new Date('9999-12-31T23:59:59Z'),
        departureBefore: new Date('9999-12-31T23:59:59Z'),
      }),
      ['pending', 'confirmed', 'dropped', 'completed'],
    ],
    ['a time after all ids', () => ({ bookedBefore: new Date('9999-12-31T23:59:59Z') }), all],
    ['nulls', () => ({ tripId: null, status: null, bookedAfter: null }), all],
  ])('finds by %s, in both orders and from both ends', async (_name, filter, expected) => {
    expect(await find({ filter: filter() })).toEqual(expected);
    expect(await find({ filter: filter(), orderBy: 'CREATED_ASC' })).toEqual(expected.toReversed());
    expect(await find({ filter: filter(), last: 50 })).toEqual(expected);
    expect(await find({ filter: filter(), last: 50, orderBy: 'CREATED_ASC' })).toEqual(expected.toReversed());
  });

  test('finds what has a status of the argument and of the filter', async () => {
    expect(await find({ status: ['PENDING', 'CANCELLED'] })).toEqual(['pending', 'cancelled', 'dropped']);
    const filter = { status: ['PENDING', 'CONFIRMED'] } as const;
    expect(await find({ filter, status: ['PENDING', 'CANCELLED'] })).toEqual(['pending']);
    expect(await find({ filter, status: ['CANCELLED'] })).toEqual([]);
    expect(await find({ filter: {}, status: ['CANCELLED'] })).toEqual(['cancelled', 'dropped']);
  });

  test('lists the newest first when the order is null', async () => {
    expect(await find({ orderBy: null, filter: null })).toEqual(all);
  });

  test.each([
    ['tripId', passengerId],
    ['passengerId', driverId],
    ['driverId', passengerId],
  ])('refuses a %s of another type', async (field, id) => {
    const { tokens } = trips;
    const variables = { filter: { [field]: id } };
    const refused = { code: 'BAD_USER_INPUT', field };
    expect(
      refusalOf(await trips.request(`query ${list} { bookings${passed} ${page} }`, variables, tokens.admin)),
    ).toEqual(refused);
    const ofTrip = `query ($filter: BookingFilter) { trip(id: "${ids.soon}") { bookings(filter: $filter) ${page} } }`;
    // Also where the list is empty whatever its filter.
    expect(refusalOf(await trips.request(ofTrip, variables, tokens.otherDriver))).toEqual(refused);
  });
});

describe('the filter of a list of one account', () => {
  const find = async (query: string, variables: Record<string, unknown>, token: string) => {
    const { data } = await trips.request(query, variables, token);
    const { bookings } = data.trip ?? data._entities[0];
    return bookings?.edges.map(({ node }: { node: { id: string } }) => nameOf(node.id)) ?? null;
  };
  const ofTrip = (filter: BookingFilter, token: string) =>
    find(
      `query ($id: ID!, $filter: BookingFilter) { trip(id: $id) { bookings(filter: $filter, orderBy: CREATED_ASC) ${page} } }`,
      { id: ids.soon, filter },
      token,
    );
  const ofPassenger = (filter: BookingFilter, token: string) =>
    find(
      `query ($references: [_Any!]!, $filter: BookingFilter) {
        _entities(representations: $references) { ... on Passenger { bookings(filter: $filter) ${page} } }
      }`,
      { references: [{ __typename: 'Passenger', id: passengerId }], filter },
      token,
    );

  test('shows a passenger their coming bookings', async () => {
    expect(await ofPassenger({ departureAfter: now }, trips.tokens.passenger)).toEqual(['pending', 'cancelled']);
    expect(await ofPassenger({ departureAfter: now, driverId }, trips.tokens.passenger)).toEqual(['pending']);
    expect(await ofPassenger({ status: ['COMPLETED'] }, trips.tokens.passenger)).toEqual(['completed']);
  });

  test('shows nobody more than without it', async () => {
    expect(await ofPassenger({ passengerId: otherPassenger }, trips.tokens.passenger)).toEqual([]);
    expect(await ofPassenger({ passengerId }, trips.tokens.stranger)).toBeNull();
    expect(await ofTrip({}, trips.tokens.stranger)).toEqual(['confirmed']);
    expect(await ofTrip({ passengerId }, trips.tokens.stranger)).toEqual([]);
    expect(await ofTrip({ tripId: ids.later }, trips.tokens.driver)).toEqual([]);
    expect(await ofTrip({ driverId }, trips.tokens.otherDriver)).toEqual([]);
  });

  test("finds a trip's bookings for its driver", async () => {
    expect(await ofTrip({}, trips.tokens.driver)).toEqual(['confirmed', 'pending']);
    expect(await ofTrip({ bookedAfter: at(-2) }, trips.tokens.driver)).toEqual(['pending']);
  });
});

test('a time of booking may differ from the time in the id by two minutes', async () => {
  const em = trips.orm.em.fork();
  const { bookedAtUtc } = await em.findOneOrFail(SeatBooking, { id: ids.pending });
  for (const difference of [-120_000, 120_000]) {
    await em.nativeUpdate(
      SeatBooking,
      { id: ids.pending },
      { bookedAtUtc: new Date(bookedAtUtc.getTime() + difference) },
    );
    const around = { bookedAfter: new Date(bookedAtUtc.getTime() + difference - 1) };
    expect(await find({ filter: around })).toEqual(['pending']);
    const before = { bookedAfter: at(-1.5), bookedBefore: new Date(bookedAtUtc.getTime() + difference + 1) };
    expect(await find({ filter: before })).toEqual(['pending']);
  }
  await em.nativeUpdate(SeatBooking, { id: ids.pending }, { bookedAtUtc });
});

describe('a driver with many trips', () => {
  const busy = idOf('d', '7');
  const otherBusy = idOf('d', '8');
  /** Ids with their time and departure, the oldest booking first. */
  let expected: { id: string; departure: number; status: string }[];

  beforeAll(async () => {
    // A fixed sequence, so that a failure repeats.
    let state = 1;
    const random = (below: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    const toStore = Array.from({ length: 120 }, (_, n) => {
      const created = -60 + random(80);
      const departure = created + 1 + random(30);
      const statuses = ['PENDING', 'CONFIRMED', 'CANCELLED'] as const;
      const bookings = Array.from({ length: random(4) }, () => {
        const bookedAt = new Date(inDays(created).getTime() + random((departure - created) * 86_400_000));
        return { status: statuses[random(3)] ?? 'PENDING', bookedAt, passengerId: idOf('p', '5') };
      });
      return { departure: inDays(departure), driverId: n % 10 === 0 ? otherBusy : busy, bookings };
    });
    const stored = await storeTrips(trips.orm, toStore);
    const rows = await trips.orm.em.fork().find(SeatBooking, { trip: { $in: stored } }, { populate: ['trip'] });
    expected = rows
      .filter(({ trip }) => trip.driverId === busy)
      .map(({ id, trip, status }) => ({ id, departure: trip.departureTimeUtc.getTime(), status }))
      .sort((one, other) => (one.id < other.id ? -1 : 1));
    expect(expected.length).toBeGreaterThan(100);
  });

  /** Reads every page, forward or backward. */
  async function walk(filter: BookingFilter, orderBy: BookingOrder, size: number, isForward: boolean) {
    let seen: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const range: BookingPageInput = isForward ? { first: size, after: cursor } : { last: size, before: cursor };
      const { edges, pageInfo } = await listBookings(trips.orm.em.fork(), { filter, orderBy, ...range });
      const found = edges.map(({ node }) => node.id);
      seen = isForward ? [...seen, ...found] : [...found, ...seen];
      if (!(await (isForward ? pageInfo.hasNextPage() : pageInfo.hasPreviousPage()))) return seen;
      cursor = isForward ? pageInfo.endCursor : pageInfo.startCursor;
    }
  }

  test.each<[string, BookingFilter, (booking: { departure: number; status: string }) => boolean]>([
    ['all', {}, () => true],
    ['of one status', { status: ['CANCELLED'] }, ({ status }) => status === 'CANCELLED'],
    ['of coming trips', { departureAfter: now }, ({ departure }) => departure > now.getTime()],
    ['of past trips', { departureBefore: now }, ({ departure }) => departure < now.getTime()],
  ])('has %s their bookings in pages of any size', async (_name, filter, meets) => {
    const oldest = expected.filter(meets).map(({ id }) => id);
    for (const [orderBy, order] of [
      ['CREATED_ASC', oldest],
      ['CREATED_DESC', oldest.toReversed()],
    ] as const)
      for (const size of [2, 9, 100])
        for (const isForward of [true, false])
          expect(await walk({ driverId: busy, ...filter }, orderBy, size, isForward)).toEqual(order);
  });

  test('departures of all drivers are found from the oldest booking on, too', async () => {
    const ofDriver = new Set(expected.map(({ id }) => id));
    const filter = { departureAfter: inDays(1), departureBefore: inDays(40), passengerId: undefined };
    const found = await walk(filter, 'CREATED_ASC', 7, true);
    expect(found).toEqual(found.toSorted());
    const coming = expected.filter(
      ({ departure }) => departure > inDays(1).getTime() && departure < inDays(40).getTime(),
    );
    expect(found.filter((id) => ofDriver.has(id))).toEqual(coming.map(({ id }) => id));
    expect(await walk(filter, 'CREATED_DESC', 7, true)).toEqual(found.toReversed());
  });
});
