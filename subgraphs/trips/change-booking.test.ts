import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refusalOf } from '../../tests/support/refusal.ts';
import { idOf, startTrips, type TripsHarness } from './testing/harness.ts';

let trips: TripsHarness;

beforeAll(async () => {
  trips = await startTrips();
});

afterAll(() => trips.stop());

describe('confirmBooking and cancelBooking', () => {
  test("the trip's driver confirms, once", async () => {
    const tripId = await trips.newTrip();
    const bookingId = await trips.bookOne(tripId, 1);
    expect(
      (await trips.stepOfBooking('confirmBooking', bookingId, trips.tokens.driver)).data.confirmBooking.booking,
    ).toMatchObject({
      status: 'CONFIRMED',
      confirmedAt: expect.any(String),
    });
    expect(refusalOf(await trips.stepOfBooking('confirmBooking', bookingId, trips.tokens.driver))).toEqual({
      code: 'INVALID_TRANSITION',
      from: 'CONFIRMED',
      to: 'CONFIRMED',
    });
    expect((await trips.told(tripId)).at(-1)).toBe('booking-confirmed');
  });

  test('the passenger cancels a confirmed booking, and its seat is free again', async () => {
    const tripId = await trips.newTrip();
    const bookingId = await trips.bookOne(tripId, 1);
    await trips.stepOfBooking('confirmBooking', bookingId, trips.tokens.driver);
    const { booking } = (await trips.stepOfBooking('cancelBooking', bookingId, trips.tokens.passenger)).data
      .cancelBooking;
    expect(booking).toMatchObject({ status: 'CANCELLED', trip: { availableSeats: 12 } });
    expect(refusalOf(await trips.stepOfBooking('cancelBooking', bookingId, trips.tokens.passenger))).toMatchObject({
      code: 'INVALID_TRANSITION',
    });
    expect(
      (await trips.book({ tripId, seatNumbers: [1] }, trips.tokens.stranger)).data.bookSeats.trip.availableSeats,
    ).toBe(11);
  });

  test('strangers may do neither', async () => {
    const bookingId = await trips.bookOne(await trips.newTrip(), 1);
    expect(refusalOf(await trips.stepOfBooking('confirmBooking', bookingId, trips.tokens.otherDriver))).toEqual({
      code: 'FORBIDDEN',
    });
    expect(refusalOf(await trips.stepOfBooking('confirmBooking', bookingId, trips.tokens.passenger))).toEqual({
      code: 'FORBIDDEN',
    });
    expect(refusalOf(await trips.stepOfBooking('cancelBooking', bookingId, trips.tokens.stranger))).toEqual({
      code: 'FORBIDDEN',
    });
    expect(refusalOf(await trips.stepOfBooking('cancelBooking', bookingId, null))).toEqual({ code: 'UNAUTHENTICATED' });
    expect(refusalOf(await trips.stepOfBooking('cancelBooking', idOf('b', '9'), trips.tokens.passenger))).toEqual({
      code: 'NOT_FOUND',
      field: 'bookingId',
    });
  });

  test('each mutation of one document sees what the one before it did', async () => {
    const tripId = await trips.newTrip();
    const [first, second] = [await trips.bookOne(tripId, 1), await trips.bookOne(tripId, 2)];
    const { data } = await trips.ask(
      `mutation ($a: ID!, $b: ID!) {
        a: cancelBooking(input: { bookingId: $a }) { booking { trip { availableSeats } } }
        b: cancelBooking(input: { bookingId: $b }) { booking { trip { availableSeats seats { status } } } }
      }`,
      { a: first, b: second },
      trips.tokens.passenger,
    );
    expect(data.a.booking.trip.availableSeats).toBe(11);
    expect(data.b.booking.trip.availableSeats).toBe(12);
  });
});
