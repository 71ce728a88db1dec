import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { until } from '#test-kit/until.ts';
import { firstRound, type TripState, tripId, tripOf } from './trips.ts';
import { startTripsSubgraph, type TripsSubgraph } from './trips-subgraph.ts';

let subgraph: TripsSubgraph;
const [one, other] = [1, 2];
const query =
  'subscription ($id: ID!) { trip: tripUpdated(tripId: $id) { id seats: availableSeats revision driver { id } } }';
const resultOf = (state: TripState) => {
  const { id, availableSeats, revision, driver } = tripOf(state);
  return { data: { trip: { id, seats: availableSeats, revision, driver } } };
};

beforeAll(async () => {
  subgraph = await startTripsSubgraph();
  for (const trip of [one, other]) subgraph.publish({ trip, round: firstRound });
});

afterAll(() => subgraph.stop());

async function subscriber(trips: readonly number[]) {
  const sockets: WebSocket[] = [];
  const results: unknown[] = [];
  const client = createClient({
    url: subgraph.url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    on: { connected: (socket) => void sockets.push(socket as WebSocket) },
  });
  const ends = trips.map((trip) =>
    client.subscribe(
      { query, variables: { id: tripId(trip) } },
      { next: (result) => results.push(result), error: () => {}, complete: () => {} },
    ),
  );
  await until(() => results.length === trips.length);
  return { client, results, ends, terminate: () => sockets[0]?.terminate() };
}

test('sends the present and each event of a trip, as the query selects it', async () => {
  const { client, results } = await subscriber([one]);
  subgraph.takeEventCount();
  for (const trip of [other, one]) subgraph.publish({ trip, round: firstRound + 1 });
  await until(() => results.length === 2);
  expect(results).toEqual([0, 1].map((at) => resultOf({ trip: one, round: firstRound + at })));
  expect(subgraph.takeEventCount()).toBe(1);
  await client.dispose();
  await until(() => subgraph.live() === 0);
});

test('counts a subscription until it is completed or its socket has closed, once', async () => {
  const [{ client, ends }, { terminate }, kept] = [
    await subscriber([one, other]),
    await subscriber([one]),
    await subscriber([one]),
  ];
  expect(subgraph.live()).toBe(4);
  ends[0]?.();
  await until(() => subgraph.live() === 3);
  await client.dispose();
  await until(() => subgraph.live() === 2);
  terminate();
  await until(() => subgraph.live() === 1);
  kept.terminate();
  await until(() => subgraph.live() === 0);
});
