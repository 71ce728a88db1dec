import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { GraphQLSchema } from 'graphql';
import { liveSubscriptions } from '#test-kit/live-subscriptions.ts';
import { startTestPlatform } from '#test-kit/platform.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { defaultPlanner } from '../../gateway/planning/operation-planner.ts';
import { FederatedGraph } from '../../gateway/supergraph/federated-graph.ts';
import { driver, type Federation, passenger, startFederation } from './federation.ts';
import { ComparedSubscriber, generateSelections, type Viewer } from './subscription-property.ts';

// Fixed, so that a failure comes from a change to the code.
const seed = Number(process.env.SEED ?? 11);

let federation: Federation;
let apiSchema: GraphQLSchema;
let viewers: Viewer[];
const subscribers: ComparedSubscriber[] = [];

beforeAll(async () => {
  federation = await startFederation();
  const supergraph = await readFile(new URL('../../supergraph.graphql', import.meta.url), 'utf8');
  ({ apiSchema } = new FederatedGraph(supergraph, { createPlanner: defaultPlanner }));
  const { tokens } = federation;
  viewers = [null, tokens.passenger, tokens.driver, tokens.admin].flatMap((token): Viewer[] => [
    { token, language: 'en' },
    { token, language: 'ar' },
  ]);
});

afterAll(() => federation.stop());

const viewerAt = (at: number, from = viewers): Viewer => from[at % from.length] as Viewer;

/** Resolves when the gateway serves every subscriber, and the subgraph every topic: a log has no event from before. */
const allLive = (gateway: string, subgraph: string): Promise<void> =>
  until(async () => {
    const metrics = await (await fetch(new URL('/metrics', gateway))).text();
    const topics = Number(/^subscription_topics(?:\{[^}]*\})? (\d+)/m.exec(metrics)?.[1]);
    const live = [await liveSubscriptions(gateway), await liveSubscriptions(subgraph)];
    return live[0] === subscribers.length && live[1] === topics;
  });

async function stopAll(): Promise<void> {
  await Promise.all(subscribers.splice(0).map((each) => each.stop()));
  await until(async () => (await liveSubscriptions(federation.url)) === 0);
}

test('tripUpdated is the trip that a query finds: at first, after each change, and for one that joins', async () => {
  const id = await federation.tripOf(driver.id);
  const field = {
    type: 'Trip',
    subscription: `it: tripUpdated(tripId: "${id}")`,
    query: { before: `it: trip(id: "${id}")`, after: '' },
  };
  const selections = generateSelections(apiSchema, field, { seed, count: 60 });
  const join = (count: number, from: number) => {
    const joined = selections
      .slice(0, count)
      .map((selection, at) => new ComparedSubscriber(federation, selection, viewerAt(at + from)));
    subscribers.push(...joined);
    return joined;
  };
  join(60, 0);
  join(60, 1);
  for (const each of subscribers) await each.compare(1);
  await federation.bookSeat(id, 1);
  for (const each of subscribers) await each.compare(2);
  for (const each of join(30, 0)) await each.compare(1);
  await federation.bookSeat(id, 2);
  for (const each of subscribers) await each.compare(2);
  await stopAll();
}, 60_000);

test('bookingUpdated is the booking that a query finds', async () => {
  const id = await federation.tripOf(driver.id);
  const bookingId = await federation.bookSeat(id, 3);
  const booking = generateSelections(
    apiSchema,
    {
      type: 'SeatBooking',
      subscription: `it: bookingUpdated(tripId: "${id}")`,
      query: { before: `it: booking(id: "${bookingId}")`, after: '' },
    },
    { seed, count: 40 },
  );
  const signedIn = viewers.filter(({ token }) => token !== null);
  for (const [at, selection] of booking.entries())
    subscribers.push(new ComparedSubscriber(federation, selection, viewerAt(at, signedIn)));
  await allLive(federation.url, federation.trips.url);
  const { errors } = await federation.query(
    'mutation ($id: ID!) { confirmBooking(input: { bookingId: $id }) { booking { id } } }',
    { id: bookingId },
    federation.tokens.driver,
  );
  expect(errors).toBeUndefined();
  for (const each of subscribers) await each.compare(1);
  await stopAll();
}, 60_000);

test('notificationReceived is the notification that a query finds', async () => {
  const platform = await startTestPlatform();
  try {
    const { accessToken } = await platform.signIn(passenger.phoneNumber, 'PASSENGER');
    const admin = await platform.signInAdmin();
    const query: Federation['query'] = (...request) => requestGraphQL(platform.url, ...request);
    const selections = generateSelections(
      apiSchema,
      {
        type: 'Notification',
        subscription: 'it: notificationReceived',
        query: { before: '__typename me { notifications(first: 1) { edges { it: node', after: '} } }' },
      },
      { seed, count: 20 },
    );

    const newestOf = (data: unknown) =>
      (data as { me?: { notifications?: { edges: { it: unknown }[] } } } | null)?.me?.notifications?.edges[0]?.it;
    for (const [at, selection] of selections.entries()) {
      const viewer: Viewer = { token: accessToken, language: at % 2 ? 'ar' : 'en' };
      subscribers.push(new ComparedSubscriber({ url: platform.url, query }, selection, viewer, newestOf));
    }
    await allLive(platform.url, platform.urlOf('notifications'));
    const announce =
      'mutation { sendAnnouncement(input: { title: "Eid", body: "No trips", audience: [PASSENGER] }) { recipientCount } }';
    expect((await query(announce, {}, admin)).errors).toBeUndefined();
    for (const each of subscribers) await each.compare(1);
    await Promise.all(subscribers.splice(0).map((each) => each.stop()));
  } finally {
    await platform.stop();
  }
}, 60_000);
