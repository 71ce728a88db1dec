import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { changedIdsExtension } from '#contract/changed-ids.ts';
import { mutationText } from '#test-kit/mutation-text.ts';
import type { GraphQLAnswer } from '#test-kit/subgraph.ts';
import { inDays, startTrips, type TripsHarness } from '../testing/harness.ts';

let trips: TripsHarness;

beforeAll(async () => {
  trips = await startTrips();
});

afterAll(() => trips.stop());

type Send = () => Promise<GraphQLAnswer>;

const waitlist = (mutation: 'joinWaitlist' | 'leaveWaitlist', input: Record<string, unknown>) =>
  trips.request(mutationText(mutation, '{ entry { id } }'), { input }, trips.tokens.stranger);
const join = (tripId: string, idempotencyKey?: string) =>
  waitlist('joinWaitlist', { tripId, seatCount: 1, ...(idempotencyKey ? { idempotencyKey } : {}) });

/** Each returns a request that a client repeats because it has got no response. */
const repeated: Record<string, (tripId: string) => Promise<Send> | Send> = {
  updateTrip: (tripId) => () => trips.changeTrip('updateTrip', { tripId, price: '77.00' }),
  startTrip: (tripId) => () => trips.changeTrip('startTrip', { tripId }),
  blockSeats: (tripId) => () => trips.changeTrip('blockSeats', { tripId, seatNumbers: [2] }),
  'bookSeats with a key': (tripId) => () => trips.book({ tripId, seatNumbers: [2], idempotencyKey: tripId }),
  'bookSeats by an admin': async (tripId) => {
    const passengerId = `p_${tripId.slice(2)}`;
    trips.users.set('Passenger', passengerId, { isActive: true, fullName: null, phoneNumber: '+966500000003' });
    return () => trips.book({ tripId, seatNumbers: [2], passengerId, idempotencyKey: tripId }, trips.tokens.admin);
  },
  cancelBooking: async (tripId) => {
    const bookingId = await trips.bookOne(tripId, 3);
    return () => trips.changeBooking('cancelBooking', bookingId, trips.tokens.passenger);
  },
  joinWaitlist: (tripId) => () => join(tripId),
  'joinWaitlist with a key': (tripId) => () => join(tripId, tripId),
  leaveWaitlist: async (tripId) => {
    await join(tripId);
    return () => waitlist('leaveWaitlist', { tripId });
  },
};

const changedIdsOf = (answer: GraphQLAnswer) =>
  (answer as { extensions?: Record<string, unknown> }).extensions?.[changedIdsExtension];

test.each(Object.entries(repeated))('%s names the trip also when it finds its change made', async (name, prepare) => {
  const tripId = await trips.newTrip({ totalSeats: 4 });
  await trips.bookOne(tripId, 1);
  if (name.includes('Waitlist')) await trips.changeTrip('blockSeats', { tripId, seatNumbers: [2, 3, 4] });
  const send = await prepare(tripId);
  expect((await send()).errors).toBeUndefined();
  expect(changedIdsOf(await send())).toEqual([tripId]);
});

test('createTrip names the trip also when it finds it created', async () => {
  const input = { departureTime: inDays(3), idempotencyKey: 'repeated' };
  const { data } = await trips.create(input);
  expect(changedIdsOf(await trips.create(input))).toEqual([data.createTrip.trip.id]);
});

test('bookSeats names nothing when it is refused as one of a crowd is', async () => {
  const tripId = await trips.newTrip({ totalSeats: 4 });
  await trips.bookOne(tripId, 1);
  const answer = await trips.book({ tripId, seatNumbers: [1] }, trips.tokens.stranger);
  expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['SEAT_TAKEN']);
  expect(changedIdsOf(answer)).toEqual([]);
});
