import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import { until } from '#test-kit/until.ts';
import { type NotificationsHarness, newId, type Person, startNotifications } from '../testing/harness.ts';

let notifications: NotificationsHarness;
let driver: Person;
let passenger: Person;
let other: Person;
beforeAll(async () => {
  notifications = await startNotifications();
});
beforeEach(async () => {
  driver = await notifications.newPerson('driver');
  passenger = await notifications.newPerson();
  other = await notifications.newPerson();
});
afterAll(() => notifications.stop());

const event = (type: string, subject: string, data: object): CloudEvent => ({
  specversion: '1.0',
  id: newId('e'),
  source: type.slice(0, type.indexOf('.')),
  type: `${type}.v1`,
  subject,
  time: notifications.clock.now().toISOString(),
  datacontenttype: 'application/json',
  data,
});
const journey = () => ({
  tripId: newId('t'),
  driverId: driver.id,
  fromCity: 'Riyadh',
  toCity: 'Jeddah',
  departureTime: new Date(notifications.clock.now().getTime() + 60 * 60_000).toISOString(),
});
const booking = (type: string, change: object = {}): CloudEvent => {
  const trip = journey();
  const actor = { id: passenger.id, role: 'passenger' };
  const data = { ...trip, bookingId: newId('b'), passengerId: passenger.id, seatNumber: 3, actor, ...change };
  return event(`trips.booking-${type}`, trip.tripId, data);
};
const trip = (type: string, change: object = {}): CloudEvent => {
  const facts = { ...journey(), price: '120.00', passengerIds: [passenger.id, other.id] };
  return event(`trips.trip-${type}`, facts.tripId, { ...facts, actor: { id: driver.id, role: 'driver' }, ...change });
};
const account = (step: string, { id }: Person, change: object = {}): CloudEvent =>
  event(`users.account-${step}`, id, {
    accountId: id,
    accountType: 'PASSENGER',
    fullName: 'Mona',
    locale: 'EN',
    isActive: true,
    ...change,
  });
const typesOf = async ({ id }: Person): Promise<string[]> =>
  (
    await notifications.sql<{ type: string }>(
      'select notification_type as type from notifications where recipient_id = ? order by sent_at_utc',
      [id],
    )
  ).map(({ type }) => type);
const titlesOf = ({ id }: Person) =>
  notifications.sql<{ title: string }>('select title from notifications where recipient_id = ? order by sent_at_utc', [
    id,
  ]);

describe('events of trips', () => {
  test.each([
    ['requested', {}, [['BOOKING_REQUESTED'], []]],
    ['confirmed', {}, [[], ['BOOKING_CONFIRMED']]],
    ['cancelled', {}, [['BOOKING_CANCELLED'], []]],
    ['cancelled', { cause: 'EXPIRED', actor: { id: 'system', role: 'system' } }, [[], ['BOOKING_CANCELLED']]],
    ['cancelled', { cause: 'ACCOUNT_DELETED', actor: { id: 'system', role: 'system' } }, [['BOOKING_CANCELLED'], []]],
    ['cancelled', { cause: 'TRIP_CANCELLED', actor: { id: 'system', role: 'system' } }, [[], []]],
    ['completed', {}, [[], []]],
  ])('notify the driver and the passenger of a booking: %s %j', async (type, change, [toDriver, toPassenger]) => {
    await notifications.deliver([booking(type, change)]);
    expect(await typesOf(driver)).toEqual(toDriver);
    expect(await typesOf(passenger)).toEqual(toPassenger);
  });

  test.each([
    ['updated', { changed: ['price'] }, 'TRIP_UPDATED', false],
    ['started', {}, 'TRIP_STARTED', false],
    ['completed', {}, 'TRIP_COMPLETED', false],
    ['cancelled', { reason: 'A flat tyre' }, 'TRIP_CANCELLED', false],
    ['reminder-due', {}, 'TRIP_REMINDER', true],
  ])('notify every passenger of a trip: %s', async (type, change, notified, theDriverToo) => {
    await notifications.deliver([trip(type, change)]);
    expect([await typesOf(passenger), await typesOf(other)]).toEqual([[notified], [notified]]);
    expect(await typesOf(driver)).toEqual(theDriverToo ? [notified] : []);
  });

  test('notify a passenger once whose entry on a waiting list is booked', async () => {
    const data = { ...journey(), passengerId: passenger.id, bookingIds: [newId('b'), newId('b')], status: 'PENDING' };
    const booked = event('trips.waitlist-booked', data.tripId, data);
    await notifications.deliver([account('created', passenger), booked, booked]);
    await notifications.deliver([booked]);
    const rows = await notifications.sql(
      'select notification_type, body, data from notifications where recipient_id = ?',
      [passenger.id],
    );
    expect(rows).toEqual([
      {
        notification_type: 'WAITLIST_BOOKED',
        body: expect.stringContaining('2 seats from Riyadh to Jeddah are booked for you.'),
        data: { tripId: data.tripId, bookingId: data.bookingIds[0] },
      },
    ]);
    expect(await typesOf(driver)).toEqual([]);
  });

  test('notify each recipient once, however often they are delivered', async () => {
    const [first, second] = [booking('confirmed'), booking('confirmed')];
    await notifications.deliver([first]);
    await Promise.all([first, second, first].map((each) => notifications.deliver([each]).catch(() => {})));
    await notifications.deliver([first, second, second]);
    expect(await typesOf(passenger)).toEqual(['BOOKING_CONFIRMED', 'BOOKING_CONFIRMED']);
  });

  test('that are delivered together notify in few statements', async () => {
    const events = Array.from({ length: 100 }, () => booking('requested'));
    notifications.statements();
    await notifications.deliver(events);
    // One for the locales and one that stores everything. The workers' statements are excluded.
    expect(notifications.statements().filter((sql) => /recipients|with message as/.test(sql))).toHaveLength(2);
    expect(await typesOf(driver)).toHaveLength(100);
  });

  test("use the recipient's language, and Arabic for an unknown recipient", async () => {
    await notifications.deliver([account('created', passenger)]);
    await notifications.deliver([trip('started')]);
    expect(await titlesOf(passenger)).toEqual([{ title: 'Your trip has started' }]);
    expect(await titlesOf(other)).toEqual([{ title: 'بدأت رحلتك' }]);
  });

  test('are handled despite a malformed event of another trip', async () => {
    await notifications.deliver([booking('confirmed', { seatNumber: 'three' }), booking('confirmed')]);
    await until(async () => (await typesOf(passenger)).length === 1);
    expect(
      await notifications.sql(`select subject from messaging.envelope where attempts > 0 and status = 'PENDING'`),
    ).toHaveLength(1);
  });
});

describe('events of users', () => {
  const copyOf = async ({ id }: Person) =>
    (
      await notifications.sql<object>(
        'select account_type, full_name, is_active, locale from recipients where account_id = ?',
        [id],
      )
    )[0];

  test('save the latest state of each account', async () => {
    await notifications.deliver([account('created', passenger, { fullName: null, locale: 'AR' })]);
    await notifications.deliver([
      account('updated', passenger),
      account('deactivated', passenger, { isActive: false }),
    ]);
    expect(await copyOf(passenger)).toEqual({
      account_type: 'PASSENGER',
      full_name: 'Mona',
      is_active: false,
      locale: 'EN',
    });
    await notifications.deliver([account('activated', passenger)]);
    expect(await copyOf(passenger)).toMatchObject({ is_active: true });
    await notifications.deliver([account('deleted', passenger, { isActive: false, fullName: null })]);
    expect(await copyOf(passenger)).toMatchObject({ is_active: false, full_name: null });
  });

  test('do not overwrite later ones when they are delivered again', async () => {
    const first = account('created', passenger);
    await notifications.deliver([first]);
    await notifications.deliver([account('deactivated', passenger, { isActive: false })]);
    await notifications.deliver([first]);
    expect(await copyOf(passenger)).toMatchObject({ is_active: false });
  });
});

describe('events of auth', () => {
  test('deactivate the devices of an ended session, and no others', async () => {
    const register = async (token: string, sid: string) =>
      notifications.request(
        'mutation ($token: String!) { registerDevice(input: { token: $token }) { device { id } } }',
        { token },
        await notifications.keys.sign({ sub: passenger.id, scope: 'passenger', sid }),
      );
    const [ended, active] = [newId('az'), newId('az')];
    await register('one', ended);
    await register('two', active);
    const data = { accountId: passenger.id, sid: ended, reason: 'SIGNED_OUT' };
    await notifications.deliver([event('auth.session-ended', passenger.id, data)]);
    const query = 'select device_token from device_tokens where user_id = ? and is_active';
    expect(await notifications.sql(query, [passenger.id])).toEqual([{ device_token: 'two' }]);
  });
});
