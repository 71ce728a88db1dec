import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refusalOf } from '#test-kit/refusal.ts';
import { driverId, idOf, inDays, startTrips, type TripsHarness, vehicleId } from '../../testing/harness.ts';

let trips: TripsHarness;

beforeAll(async () => {
  trips = await startTrips();
});

afterAll(() => trips.stop());

describe('createTrip', () => {
  test('creates a scheduled trip with its stops in order, and publishes trip-created once', async () => {
    const { data } = await trips.create({ stops: [{ location: 'Taif' }, { location: 'Makkah' }] });
    expect(data.createTrip.trip).toMatchObject({
      status: 'SCHEDULED',
      availableSeats: 12,
      totalSeats: 12,
      price: '120.00',
      bookingApproval: 'DRIVER',
      stops: [
        { stopOrder: 1, location: 'Taif' },
        { stopOrder: 2, location: 'Makkah' },
      ],
    });
    expect(await trips.eventTypes(data.createTrip.trip.id)).toEqual(['trip-created']);
  });

  test('returns the first trip for the same key, and refuses the key with another input', async () => {
    const departureTime = inDays(7);
    const first = await trips.create({ departureTime, idempotencyKey: 'trip-1' });
    const again = await trips.create({ departureTime, idempotencyKey: 'trip-1' });
    expect(again.data.createTrip.trip.id).toBe(first.data.createTrip.trip.id);
    expect(refusalOf(await trips.create({ idempotencyKey: 'trip-1', price: '121.00', departureTime }))).toEqual({
      code: 'IDEMPOTENCY_CONFLICT',
    });
  });

  test('creates one trip for ten concurrent requests with one key, and returns it to all', async () => {
    const input = { idempotencyKey: 'concurrent', departureTime: inDays(3) };
    const answers = await Promise.all(Array.from({ length: 10 }, () => trips.create(input)));
    expect(answers.map(({ errors }) => errors)).toEqual(Array(10).fill(undefined));
    const [tripId, ...others] = new Set(answers.map(({ data }) => data.createTrip.trip.id));
    expect(others).toEqual([]);
    expect(await trips.eventTypes(tripId)).toEqual(['trip-created']);
  });

  test('hashes the input of a key as the previous release does', async () => {
    const input = { departureTime: inDays(7), idempotencyKey: 'hash', bookingApproval: 'DRIVER' };
    await trips.create(input);
    const { departureTime } = input;
    const hashed = { fromCity: 'Riyadh', toCity: 'Jeddah', departureTime, arrivalTime: null, description: null };
    const text = JSON.stringify({ ...hashed, price: '120.00', totalSeats: 12, vehicleId, stops: [] });
    const [stored] = await trips.orm.em
      .getConnection()
      .execute<{ request_hash: string }[]>(`select request_hash from idempotency_keys where key = 'hash'`);
    expect(stored?.request_hash).toBe(hash('sha256', text));
  });

  test('creates a trip whose bookings are confirmed at once, under a key of its own input', async () => {
    const input = { departureTime: inDays(7), idempotencyKey: 'instant' };
    const { data } = await trips.create({ ...input, bookingApproval: 'INSTANT' });
    expect(data.createTrip.trip.bookingApproval).toBe('INSTANT');
    expect(refusalOf(await trips.create(input))).toEqual({ code: 'IDEMPOTENCY_CONFLICT' });
    const byDefault = await trips.create({ ...input, idempotencyKey: 'default', bookingApproval: null });
    const again = await trips.create({ ...input, idempotencyKey: 'default', bookingApproval: 'DRIVER' });
    expect(byDefault.data.createTrip.trip.bookingApproval).toBe('DRIVER');
    expect(again.data.createTrip.trip.id).toBe(byDefault.data.createTrip.trip.id);
  });

  test.each([
    ['a past departure', { departureTime: '2020-01-01T00:00:00Z' }, 'departureTime'],
    ['an arrival before the departure', { arrivalTime: '2020-01-01T00:00:00Z' }, 'arrivalTime'],
    ['a price with three decimals', { price: '1.234' }, 'price'],
    ['a price of zero', { price: '0.00' }, 'price'],
    ['a price that does not fit', { price: '123456789.00' }, 'price'],
    ['no seats', { totalSeats: 0 }, 'totalSeats'],
    ['more seats than the vehicle has', { totalSeats: 46 }, 'totalSeats'],
    ['a blank city', { fromCity: '  ' }, 'fromCity'],
    ['a city with a NUL', { fromCity: 'Riy\0adh' }, 'fromCity'],
    ['a city that is too long', { toCity: 'x'.repeat(201) }, 'toCity'],
    ['the id of another type', { vehicleId: driverId }, 'vehicleId'],
    ['an empty idempotency key', { idempotencyKey: '' }, 'idempotencyKey'],
    ['a departure that is not a timestamp', { departureTime: 'tomorrow' }, 'departureTime'],
  ])('refuses %s and names the field', async (_name, change, field) => {
    const answer = await trips.create(change);
    expect(refusalOf(answer)).toEqual({ code: 'BAD_USER_INPUT', field });
    expect(answer.status).toBe(200);
  });

  test('names the field of an invalid literal', async () => {
    const answer = await trips.request(
      `mutation { createTrip(input: { fromCity: "A", toCity: "B", departureTime: "${inDays(7)}", price: "1.234", totalSeats: 1, vehicleId: "${vehicleId}" }) { trip { id } } }`,
      {},
      trips.tokens.driver,
    );
    expect(refusalOf(answer)).toEqual({ code: 'BAD_USER_INPUT', field: 'price' });
  });

  test('refuses an unknown or inactive vehicle, one of another driver, and an inactive driver', async () => {
    const facts = { isActive: true, vehicleType: { seatCapacity: 12 }, driver: { id: driverId, isActive: true } };
    trips.users.set('Vehicle', idOf('v', '3'), { ...facts, isActive: false });
    trips.users.set('Vehicle', idOf('v', '4'), { ...facts, driver: { id: driverId, isActive: false } });
    expect(refusalOf(await trips.create({ vehicleId: idOf('v', '9') }))).toEqual({
      code: 'NOT_FOUND',
      field: 'vehicleId',
    });
    expect(refusalOf(await trips.create({ vehicleId: idOf('v', '3') }))).toEqual({ code: 'VEHICLE_NOT_USABLE' });
    expect(refusalOf(await trips.create({ vehicleId: idOf('v', '4') }))).toEqual({ code: 'ACCOUNT_INACTIVE' });
    expect(refusalOf(await trips.create({}, trips.tokens.otherDriver))).toEqual({ code: 'VEHICLE_NOT_USABLE' });
  });

  test('refuses callers who are not drivers', async () => {
    expect(refusalOf(await trips.create({}, null))).toEqual({ code: 'UNAUTHENTICATED' });
    expect(refusalOf(await trips.create({}, trips.tokens.passenger))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await trips.create({}, trips.tokens.admin))).toEqual({ code: 'FORBIDDEN' });
  });

  test("calls users with the driver's token, and refuses when users is unavailable", async () => {
    await trips.create();
    expect(trips.users.lastAuthorization()).toBe(`Bearer ${trips.tokens.driver}`);
    trips.users.fail(true);
    expect(refusalOf(await trips.create())).toEqual({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'users' });
    trips.users.fail(false);
  });
});
