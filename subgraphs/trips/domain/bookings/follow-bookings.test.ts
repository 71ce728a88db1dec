import { expect, test } from '@jest/globals';
import type { Role, Viewer } from '#contract/viewer.ts';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import { InProcessFeed } from '#platform/messaging/live/live-feed.ts';
import { driverId, idOf, passengerId } from '../../testing/harness.ts';
import { followBookings } from './follow-bookings.ts';

const viewer = (id: string, role: Role): Viewer => ({
  id,
  role,
  sid: 's',
  name: null,
  phoneNumber: null,
  expiresAt: 0,
});
const trip = idOf('t', '1');
const otherTrip = idOf('t', '2');
const event = (bookingId: string, change: Partial<CloudEvent> = {}, data: object = {}): CloudEvent =>
  ({
    id: bookingId,
    type: 'trips.booking-confirmed.v1',
    subject: trip,
    ...change,
    data: { bookingId, passengerId, driverId, ...data },
  }) as CloudEvent;

/** The bookings of which a viewer is notified. */
async function follow(who: Viewer | null, tripId: string | null, events: CloudEvent[]): Promise<string[]> {
  const feed = new InProcessFeed();
  const changes = followBookings(feed, who, tripId);
  feed.publish([...events, event('end', {}, { passengerId: who?.id, driverId: who?.id })]);
  const seen: string[] = [];
  for await (const { data } of changes) {
    const { bookingId } = data;
    if (bookingId === 'end') break;
    seen.push(bookingId);
  }
  expect(feed.size).toBe(0);
  return seen;
}

const events = [
  event('own'),
  event('of another passenger', {}, { passengerId: idOf('p', '2') }),
  event('of another driver', {}, { driverId: idOf('d', '2') }),
  event('of strangers', {}, { passengerId: idOf('p', '2'), driverId: idOf('d', '2') }),
];

test.each([
  ['a passenger', viewer(passengerId, 'passenger'), ['own', 'of another driver']],
  ['a driver', viewer(driverId, 'driver'), ['own', 'of another passenger']],
  ['an admin', viewer(idOf('a', '1'), 'admin'), ['own', 'of another passenger', 'of another driver', 'of strangers']],
])('notifies %s of the bookings they may read', async (_name, who, expected) => {
  expect(await follow(who, null, events)).toEqual(expected);
});

test('notifies of bookings on the selected trip only', async () => {
  const all = [event('here'), event('elsewhere', { subject: otherTrip })];
  expect(await follow(viewer(passengerId, 'passenger'), trip, all)).toEqual(['here']);
});

test('ignores events of the trip itself', async () => {
  const all = [event('none', { type: 'trips.trip-started.v1' }), event('one')];
  expect(await follow(viewer(passengerId, 'passenger'), null, all)).toEqual(['one']);
});

test('all followers get the same event, so that they can share what they read for it', async () => {
  const feed = new InProcessFeed();
  const followers = [viewer(passengerId, 'passenger'), viewer(driverId, 'driver')].map((who) =>
    followBookings(feed, who, null),
  );
  const published = event('own');
  feed.publish([published]);
  for (const changes of followers) expect((await changes.next()).value).toBe(published);
});

test('rejects with EVENTS_LOST when events are missing', async () => {
  const feed = new InProcessFeed();
  const changes = followBookings(feed, viewer(idOf('a', '1'), 'admin'), null);
  const next = changes.next();
  feed.interrupt();
  await expect(next).rejects.toMatchObject({ code: 'EVENTS_LOST' });
});

test('refuses the id of another type', () => {
  expect(() => followBookings(new InProcessFeed(), null, idOf('b', '1'))).toThrow(
    expect.objectContaining({ code: 'BAD_USER_INPUT' }),
  );
});
