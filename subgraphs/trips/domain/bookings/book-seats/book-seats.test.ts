import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refusalOf } from '#test-kit/refusal.ts';
import { idOf, passengerId, startTrips, type TripsHarness } from '../../../testing/harness.ts';

let trips: TripsHarness;

beforeAll(async () => {
  trips = await startTrips();
});

afterAll(() => trips.stop());

describe('bookSeats', () => {
  test('books all the seats, with the name and phone number from the token', async () => {
    const tripId = await trips.newTrip();
    const { data } = await trips.book({ tripId, seatNumbers: [4, 3] });
    const { bookings, trip } = data.bookSeats;
    expect(bookings).toMatchObject([
      { seatNumber: 3, status: 'PENDING', passengerName: 'Mona', passengerPhone: '+966500000001', price: '120.00' },
      { seatNumber: 4, passenger: { id: passengerId } },
    ]);
    expect(trip.availableSeats).toBe(10);
    expect(await trips.eventTypes(tripId)).toEqual(['trip-created', 'booking-requested', 'booking-requested']);
  });

  test('returns the trip as the booking has left it, without reading it', async () => {
    const tripId = await trips.newTrip();
    const fields = `id fromCity toCity departureTime arrivalTime description price status availableSeats totalSeats
      bookingApproval createdAt updatedAt driver { id } vehicle { id }`;
    const book = `mutation ($input: BookSeatsInput!) {
      bookSeats(input: $input) { trip { ${fields} } bookings { trip { ${fields} } } } }`;
    const input = { tripId, seatNumbers: [2, 5] };
    trips.statements();
    const { data } = await trips.request(book, { input }, trips.tokens.passenger);
    expect(trips.statements().filter((statement) => statement.includes('from "trips"'))).toEqual([]);
    const read = await trips.request(`query ($id: ID!) { trip(id: $id) { ${fields} } }`, { id: tripId });
    expect(data.bookSeats.trip).toEqual(read.data.trip);
    expect(data.bookSeats.bookings).toEqual(Array(2).fill({ trip: read.data.trip }));
    expect(data.bookSeats.trip.availableSeats).toBe(10);
  });

  test('books none when one is taken, and returns the taken ones', async () => {
    const tripId = await trips.newTrip();
    await trips.bookOne(tripId, 2);
    const answer = await trips.book({ tripId, seatNumbers: [1, 2, 3] }, trips.tokens.stranger);
    expect(refusalOf(answer)).toEqual({ code: 'SEAT_TAKEN', seatNumbers: [2] });
    const { data } = await trips.request(
      'query ($id: ID!) { trip(id: $id) { availableSeats seats { number status } } }',
      {
        id: tripId,
      },
    );
    expect(data.trip.availableSeats).toBe(11);
    expect(data.trip.seats.filter((seat: { status: string }) => seat.status !== 'AVAILABLE')).toEqual([
      { number: 2, status: 'PENDING' },
    ]);
  });

  test('books a seat for one of 20 concurrent passengers', async () => {
    const tripId = await trips.newTrip();
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        trips.keys.sign({
          sub: `p_${String(at).padStart(32, '0')}`,
          scope: 'passenger',
          phone_number: '+966511111111',
        }),
      ),
    );
    const answers = await Promise.all(tokens.map((token) => trips.book({ tripId, seatNumbers: [7] }, token)));
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'BOOKED').sort();
    expect(codes).toEqual(['BOOKED', ...Array(19).fill('SEAT_TAKEN')]);
  });

  test('books once for ten concurrent requests with one key, and returns the same result to all', async () => {
    const tripId = await trips.newTrip();
    const input = { tripId, seatNumbers: [5, 6], idempotencyKey: 'concurrent' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => trips.book(input)));
    expect(answers.map(({ errors }) => errors)).toEqual(Array(10).fill(undefined));
    expect(new Set(answers.map(({ data }) => JSON.stringify(data.bookSeats.bookings))).size).toBe(1);
    expect(await trips.eventTypes(tripId)).toHaveLength(3);
    expect(refusalOf(await trips.book({ ...input, seatNumbers: [8] }))).toEqual({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  test('hashes the input of a key for numbered seats as the previous release does', async () => {
    const tripId = await trips.newTrip();
    await trips.book({ tripId, seatNumbers: [9, 8], idempotencyKey: 'hash' }, trips.tokens.stranger);
    const [stored] = await trips.orm.em
      .getConnection()
      .execute<{ request_hash: string }[]>(`select request_hash from idempotency_keys where key = 'hash'`);
    const text = JSON.stringify({ tripId, seatNumbers: [8, 9], passengerId: idOf('p', '2') });
    expect(stored?.request_hash).toBe(hash('sha256', text));
  });

  test('keeps no key of a failed request', async () => {
    const tripId = await trips.newTrip();
    const bookingId = await trips.bookOne(tripId, 1, trips.tokens.stranger);
    const input = { tripId, seatNumbers: [1], idempotencyKey: 'again' };
    expect(refusalOf(await trips.book(input))).toMatchObject({ code: 'SEAT_TAKEN' });
    await trips.changeBooking('cancelBooking', bookingId, trips.tokens.stranger);
    expect((await trips.book(input)).data.bookSeats.bookings).toHaveLength(1);
  });

  test.each([
    ['seat 0', [0]],
    ['a negative seat', [-1]],
    ['a seat that the trip does not have', [13]],
    ['a seat twice', [1, 1]],
    ['an empty list of seats', []],
  ])('refuses %s', async (_name, seatNumbers) => {
    const tripId = await trips.newTrip();
    expect(refusalOf(await trips.book({ tripId, seatNumbers }))).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'seatNumbers',
    });
  });

  describe('by seatCount', () => {
    test('books adjacent seats in the shortest run of free ones', async () => {
      const tripId = await trips.newTrip();
      await trips.book({ tripId, seatNumbers: [5, 9] }, trips.tokens.stranger);
      const { data } = await trips.book({ tripId, seatCount: 3, seatNumbers: null });
      const { bookings, trip } = data.bookSeats;
      expect(bookings).toMatchObject([6, 7, 8].map((seatNumber) => ({ seatNumber, status: 'PENDING' })));
      expect(trip.availableSeats).toBe(7);
      expect(await trips.eventTypes(tripId)).toEqual(['trip-created', ...Array(5).fill('booking-requested')]);
    });

    test('books apart when no free seats are adjacent, and refuses when too few are free', async () => {
      const tripId = await trips.newTrip({ totalSeats: 4 });
      await trips.bookOne(tripId, 2, trips.tokens.stranger);
      const { data } = await trips.book({ tripId, seatCount: 3 });
      expect(data.bookSeats.bookings).toMatchObject([{ seatNumber: 1 }, { seatNumber: 3 }, { seatNumber: 4 }]);
      const refused = await trips.book({ tripId, seatCount: 1 });
      expect(refusalOf(refused)).toEqual({ code: 'SEAT_TAKEN', seatNumbers: [] });
    });

    test('returns the first result to a repeated request, and conflicts with another count or with numbers', async () => {
      const tripId = await trips.newTrip();
      const input = { tripId, seatCount: 2, idempotencyKey: 'counted' };
      const first = await trips.book(input);
      expect((await trips.book(input)).data.bookSeats.bookings).toEqual(first.data.bookSeats.bookings);
      for (const other of [{ seatCount: 1 }, { seatCount: null, seatNumbers: [1, 2] }]) {
        expect(refusalOf(await trips.book({ ...input, ...other }))).toEqual({ code: 'IDEMPOTENCY_CONFLICT' });
      }
    });

    test.each([
      ['no seats', {}, 'seatNumbers'],
      ['both numbers and a count', { seatNumbers: [1], seatCount: 1 }, 'seatNumbers'],
      ['an empty list beside a count', { seatNumbers: [], seatCount: 1 }, 'seatNumbers'],
      ['nulls', { seatNumbers: null, seatCount: null }, 'seatNumbers'],
      ['0 seats', { seatCount: 0 }, 'seatCount'],
      ['a negative count', { seatCount: -1 }, 'seatCount'],
      ['11 seats', { seatCount: 11 }, 'seatCount'],
    ])('refuses %s', async (_name, seats, field) => {
      const tripId = await trips.newTrip();
      expect(refusalOf(await trips.book({ tripId, ...seats }))).toEqual({ code: 'BAD_USER_INPUT', field });
    });

    test('says that either the numbers or the count is required', async () => {
      const { errors } = await trips.book({ tripId: await trips.newTrip() });
      expect(errors?.[0]?.message).toBe('Give either seatNumbers or seatCount.');
    });

    test('books at most 10 seats for a passenger, and up to 100 for an admin', async () => {
      const tripId = await trips.newTrip({ totalSeats: 45 });
      const token = await trips.keys.sign({ sub: idOf('p', '8'), scope: 'passenger', phone_number: '+966500000008' });
      expect((await trips.book({ tripId, seatCount: 10 }, token)).data.bookSeats.bookings).toHaveLength(10);
      expect(refusalOf(await trips.book({ tripId, seatCount: 1 }, token))).toEqual({ code: 'RATE_LIMITED' });
      trips.users.set('Passenger', idOf('p', '3'), { isActive: true, fullName: null, phoneNumber: '+966500000003' });
      const byAdmin = (seatCount: number) =>
        trips.book({ tripId, seatCount, passengerId: idOf('p', '3') }, trips.tokens.admin);
      expect((await byAdmin(11)).data.bookSeats.bookings).toHaveLength(11);
      expect(refusalOf(await byAdmin(100))).toEqual({ code: 'SEAT_TAKEN', seatNumbers: [] });
      expect(refusalOf(await byAdmin(101))).toEqual({ code: 'BAD_USER_INPUT', field: 'seatCount' });
    });

    test('refuses an unknown trip, a cancelled trip, and callers who may not book', async () => {
      const tripId = await trips.newTrip();
      const refused = async (input: Record<string, unknown>, token?: string | null) =>
        refusalOf(await trips.book({ tripId, seatCount: 1, ...input }, token)).code;
      expect(await refused({ tripId: idOf('t', '9') })).toBe('NOT_FOUND');
      expect(await refused({ passengerId: idOf('p', '3') })).toBe('FORBIDDEN');
      expect(await refused({}, trips.tokens.driver)).toBe('FORBIDDEN');
      expect(await refused({}, null)).toBe('UNAUTHENTICATED');
      await trips.changeTrip('cancelTrip', { tripId, reason: 'a sandstorm' });
      expect(await refused({})).toBe('TRIP_NOT_BOOKABLE');
    });
  });

  test('refuses an unknown trip, the id of another type, and a departed trip', async () => {
    const tripId = await trips.newTrip({ departureTime: new Date(Date.now() + 60_000).toISOString() });
    expect(refusalOf(await trips.book({ tripId: idOf('t', '9'), seatNumbers: [1] }))).toEqual({
      code: 'NOT_FOUND',
      field: 'tripId',
    });
    expect(refusalOf(await trips.book({ tripId: idOf('v', '9'), seatNumbers: [1] }))).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'tripId',
    });
    trips.clock.advance(120_000);
    expect(refusalOf(await trips.book({ tripId, seatNumbers: [1] }))).toEqual({
      code: 'TRIP_NOT_BOOKABLE',
      reason: 'DEPARTED',
    });
    trips.clock.advance(-120_000);
  });

  test('refuses an eleventh seat on one trip', async () => {
    const tripId = await trips.newTrip();
    const token = await trips.keys.sign({ sub: idOf('p', '7'), scope: 'passenger', phone_number: '+966500000007' });
    await trips.book({ tripId, seatNumbers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }, token);
    expect(refusalOf(await trips.book({ tripId, seatNumbers: [11] }, token))).toEqual({ code: 'RATE_LIMITED' });
  });

  test('books for a known passenger when an admin requests it', async () => {
    const tripId = await trips.newTrip();
    trips.users.set('Passenger', idOf('p', '3'), { isActive: true, fullName: null, phoneNumber: '+966500000003' });
    trips.users.set('Passenger', idOf('p', '4'), { isActive: false, fullName: null, phoneNumber: null });
    const answer = await trips.book({ tripId, seatNumbers: [1], passengerId: idOf('p', '3') }, trips.tokens.admin);
    expect(answer.data.bookSeats.bookings[0]).toMatchObject({
      passenger: { id: idOf('p', '3') },
      passengerName: '+966500000003',
    });
    const refused = async (passengerId: string | undefined) =>
      refusalOf(await trips.book({ tripId, seatNumbers: [2], passengerId }, trips.tokens.admin));
    expect(await refused(idOf('p', '4'))).toEqual({ code: 'ACCOUNT_INACTIVE' });
    expect(await refused(idOf('p', '9'))).toEqual({ code: 'NOT_FOUND', field: 'passengerId' });
    expect(await refused(undefined)).toEqual({ code: 'BAD_USER_INPUT', field: 'passengerId' });
    const other = await trips.book({ tripId, seatNumbers: [2], passengerId: idOf('p', '3') }, trips.tokens.passenger);
    expect(refusalOf(other)).toEqual({ code: 'FORBIDDEN' });
  });

  test('refuses invalid input before a forbidden passenger', async () => {
    const input = { tripId: await trips.newTrip(), seatNumbers: [1], passengerId: idOf('p', '3') };
    expect(refusalOf(await trips.book({ ...input, idempotencyKey: '' }))).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'idempotencyKey',
    });
    expect(refusalOf(await trips.book(input))).toEqual({ code: 'FORBIDDEN' });
  });

  test('refuses drivers and anonymous callers', async () => {
    const tripId = await trips.newTrip();
    expect(refusalOf(await trips.book({ tripId, seatNumbers: [1] }, trips.tokens.driver))).toEqual({
      code: 'FORBIDDEN',
    });
    expect(refusalOf(await trips.book({ tripId, seatNumbers: [1] }, null))).toEqual({ code: 'UNAUTHENTICATED' });
  });
});
