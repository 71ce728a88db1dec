import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { liveSubscriptions } from '#test-kit/live-subscriptions.ts';
import { until } from '#test-kit/until.ts';
import { watch } from '#test-kit/watch.ts';
import { driver, type Federation, otherDriver, passenger, startFederation } from './federation.ts';

let federation: Federation;

beforeAll(async () => {
  federation = await startFederation();
});

afterAll(() => federation.stop());

const tripUpdated =
  'subscription ($id: ID!) { tripUpdated(tripId: $id) { availableSeats seats { number status } driver { fullName } } }';
const bookingUpdated =
  'subscription ($id: ID) { bookingUpdated(tripId: $id) { id status seatNumber passenger { fullName } trip { fromCity } } }';

test('tripUpdated sends the current trip, then each change, with the name of the driver', async () => {
  const id = await federation.tripOf(driver.id);
  const live = watch(federation.url, tripUpdated, { variables: { id } });
  const before = (await live.next()).data.tripUpdated;
  expect(before.driver).toEqual({ fullName: driver.fullName });
  const bookingId = await federation.bookSeat(id, 2);
  const booked = (await live.next()).data.tripUpdated;
  expect(booked.availableSeats).toBe(before.availableSeats - 1);
  expect(booked.seats[1]).toEqual({ number: 2, status: 'PENDING' });
  await federation.query(
    'mutation ($id: ID!) { confirmBooking(input: { bookingId: $id }) { booking { id } } }',
    { id: bookingId },
    federation.tokens.driver,
  );
  expect((await live.next()).data.tripUpdated).toMatchObject({
    seats: expect.arrayContaining([{ number: 2, status: 'CONFIRMED' }]),
    driver: { fullName: driver.fullName },
  });
  await live.stop();
});

test('bookingUpdated sends a booking only to the viewers who may see it', async () => {
  const id = await federation.tripOf(otherDriver.id);
  const mine = watch(federation.url, bookingUpdated, { token: federation.tokens.passenger });
  const drivers = watch(federation.url, bookingUpdated, { token: federation.tokens.otherDriver, variables: { id } });
  const admins = watch(federation.url, bookingUpdated, { token: federation.tokens.admin });
  const strangers = watch(federation.url, bookingUpdated, { token: federation.tokens.stranger });
  const anonymous = watch(federation.url, bookingUpdated);
  expect((await anonymous.next()).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  // A booking made before the subgraph serves all four would not be sent.
  await until(async () => (await liveSubscriptions(federation.trips.url)) >= 4);

  const bookingId = await federation.bookSeat(id, 3);
  for (const each of [mine, drivers, admins]) {
    expect((await each.next()).data.bookingUpdated).toMatchObject({
      id: bookingId,
      status: 'PENDING',
      passenger: { fullName: passenger.fullName },
    });
  }
  const own = await federation.bookSeat(id, 4, federation.tokens.stranger);
  expect((await strangers.next()).data.bookingUpdated.id).toBe(own);
  expect(strangers.events).toHaveLength(1);
  for (const each of [mine, drivers, admins, strangers, anonymous]) await each.stop();
  await until(async () => (await liveSubscriptions(federation.trips.url)) === 0);
});

test('an unknown trip is NOT_FOUND, and an invalid operation ends with an error message', async () => {
  const unknown = watch(federation.url, tripUpdated, { variables: { id: `t_${'0'.repeat(32)}` } });
  expect((await unknown.next()).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', field: 'tripId' });
  await unknown.stop();
  const invalid = watch(federation.url, 'subscription { tripUpdated { id } }');
  await until(() => invalid.ended() !== null);
  expect(invalid.ended()).toMatchObject({ error: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
  await invalid.stop();
});

test('a subgraph takes the id of a request from the gateway, and the gateway from nobody', async () => {
  const idOfCaller = randomUUID();
  const options = { variables: { id: `t_${'0'.repeat(32)}` }, extensions: { requestId: idOfCaller } };
  const requestIds = [];
  for (const url of [federation.trips.url, federation.url]) {
    const live = watch(url, 'subscription ($id: ID!) { tripUpdated(tripId: $id) { id } }', options);
    requestIds.push((await live.next()).errors?.[0]?.extensions.requestId);
    await live.stop();
  }
  expect(requestIds).toEqual([idOfCaller, expect.stringMatching(/^[\da-f-]{36}$/)]);
  expect(requestIds[1]).not.toBe(idOfCaller);
});

test('an invalid token closes the socket with code 4403', async () => {
  const live = watch(federation.url, tripUpdated, {
    token: 'nonsense',
    variables: { id: await federation.tripOf(driver.id) },
  });
  expect((await live.closed).code).toBe(4403);
});

test('queries run over the socket, too', async () => {
  const live = watch(federation.url, '{ vehicleTypes { name } me { id } }', { token: federation.tokens.passenger });
  expect((await live.next()).data).toMatchObject({ vehicleTypes: expect.any(Array), me: { id: passenger.id } });
  await live.stop();
});
