import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import { Gap, InProcessFeed } from '#platform/messaging/live/live-feed.ts';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { idOf } from '../../testing/harness.ts';
import { openTripsDatabase } from '../../testing/open-trips-database.ts';
import { storeTrips } from '../../testing/stored-trips.ts';
import { followTrip } from './follow-trip.ts';

let database: TestDatabase;
let orm: MikroORM;
let tripId: string;

beforeAll(async () => {
  database = await testDatabase('trips');
  orm = await openTripsDatabase(database.url);
  [tripId = ''] = await storeTrips(orm, [{ departure: new Date() }]);
});

afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

const event = (subject: string) => ({ subject }) as CloudEvent;
const isPending = async (promise: Promise<unknown>) =>
  (await Promise.race([promise, new Promise((resolve) => setImmediate(resolve, 'pending'))])) === 'pending';

test('returns the trip, then merged changes of that trip only', async () => {
  const feed = new InProcessFeed();
  const changes = await followTrip(orm.em.fork(), feed, tripId);
  expect(await changes.next()).toMatchObject({ value: { trip: { id: tripId } } });
  feed.publish([event(tripId)]);
  const newest = event(tripId);
  feed.publish([newest, event(idOf('t', '9'))]);
  expect((await changes.next()).value).toBe(newest);
  const next = changes.next();
  feed.publish([event(idOf('t', '9'))]);
  expect(await isPending(next)).toBe(true);
  await changes.return?.();
  expect(await next).toEqual({ value: undefined, done: true });
});

test('returns a change that happens while the trip is read', async () => {
  const feed = new InProcessFeed();
  const following = followTrip(orm.em.fork(), feed, tripId);
  const change = event(tripId);
  feed.publish([change]);
  const changes = await following;
  expect((await changes.next()).value).toHaveProperty('trip');
  expect((await changes.next()).value).toBe(change);
  await changes.return?.();
});

test('returns a change when events may be missing', async () => {
  const feed = new InProcessFeed();
  const changes = await followTrip(orm.em.fork(), feed, tripId);
  await changes.next();
  feed.interrupt();
  expect(await changes.next()).toEqual({ value: new Gap(), done: false });
  await changes.return?.();
});

test('refuses an unknown trip and the id of another type, and keeps no subscription', async () => {
  const feed = new InProcessFeed();
  const notFound = { code: 'NOT_FOUND', details: { field: 'tripId' } };
  await expect(followTrip(orm.em.fork(), feed, idOf('t', '9'))).rejects.toMatchObject(notFound);
  await expect(followTrip(orm.em.fork(), feed, idOf('b', '9'))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  expect(feed.size).toBe(0);
});
