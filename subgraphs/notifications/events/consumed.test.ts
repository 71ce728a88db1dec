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
const toldTo = async ({ id }: Person): Promise<string[]> =>
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

describe("trips' events", () => {
  test.each([
    ['requested', {}, [['BOOKING_REQUESTED'], []]],
    ['confirmed', {}, [[], ['BOOKING_CONFIRMED']]],
    ['cancelled', {}, [['BOOKING_CANCELLED'], []]],
    ['cancelled', { cause: 'EXPIRED', actor: { id: 'system', role: 'system' } }, [[], ['BOOKING_CANCELLED']]],
    ['cancelled', { cause: 'ACCOUNT_DELETED', actor: { id: 'system', role: 'system' } }, [['BOOKING_CANCELLED'], []]],
    ['cancelled', { cause: 'TRIP_CANCELLED', actor: { id: 'system', role: 'system' } }, [[], []]],
    ['completed', {}, [[], []]],
  ])('of a booking tell its driver and its passenger: %s %j', async (type, change, [toDriver, toPassenger]) => {
    await notifications.arrive([booking(type, change)]);
    expect(await toldTo(driver)).toEqual(toDriver);
    expect(await toldTo(passenger)).toEqual(toPassenger);
  });

  test.each([
    ['updated', { changed: ['price'] }, 'TRIP_UPDATED', false],
    ['started', {}, 'TRIP_STARTED', false],
    ['completed', {}, 'TRIP_COMPLETED', false],
    ['cancelled', { reason: 'A flat tyre' }, 'TRIP_CANCELLED', false],
    ['reminder-due', {}, 'TRIP_REMINDER', true],
  ])('of a trip tell every passenger: %s', async (type, change, told, theDriverToo) => {
    await notifications.arrive([trip(type, change)]);
    expect([await toldTo(passenger), await toldTo(other)]).toEqual([[told], [told]]);
    expect(await toldTo(driver)).toEqual(theDriverToo ? [told] : []);
  });

  test('tell each once, however often and beside whatever they arrive', async () => {
    const [first, second] = [booking('confirmed'), booking('confirmed')];
    await notifications.arrive([first]);
    await Promise.all([first, second, first].map((each) => notifications.arrive([each]).catch(() => {})));
    await notifications.arrive([first, second, second]);
    expect(await toldTo(passenger)).toEqual(['BOOKING_CONFIRMED', 'BOOKING_CONFIRMED']);
  });

  test('that arrive together are told in few statements', async () => {
    const events = Array.from({ length: 100 }, () => booking('requested'));
    notifications.statements();
    await notifications.arrive(events);
    // Their languages, and all that is stored; the workers' own statements are beside them.
    expect(notifications.statements().filter((sql) => /recipients|with message as/.test(sql))).toHaveLength(2);
    expect(await toldTo(driver)).toHaveLength(100);
  });

  test('tell each recipient in their language, and in Arabic whoever is not known yet', async () => {
    await notifications.arrive([account('created', passenger)]);
    await notifications.arrive([trip('started')]);
    expect(await titlesOf(passenger)).toEqual([{ title: 'Your trip has started' }]);
    expect(await titlesOf(other)).toEqual([{ title: 'بدأت رحلتك' }]);
  });

  test('of which one is malformed keep the others of other trips from nobody', async () => {
    await notifications.arrive([booking('confirmed', { seatNumber: 'three' }), booking('confirmed')]);
    await until(async () => (await toldTo(passenger)).length === 1);
    expect(
      await notifications.sql(`select subject from messaging.envelope where attempts > 0 and status = 'PENDING'`),
    ).toHaveLength(1);
  });
});

describe("users' events", () => {
  const copyOf = async ({ id }: Person) =>
    (
      await notifications.sql<object>(
        'select account_type, full_name, is_active, locale from recipients where account_id = ?',
        [id],
      )
    )[0];

  test('keep a copy of each account, as it is after the last of them', async () => {
    await notifications.arrive([account('created', passenger, { fullName: null, locale: 'AR' })]);
    await notifications.arrive([account('updated', passenger), account('deactivated', passenger, { isActive: false })]);
    expect(await copyOf(passenger)).toEqual({
      account_type: 'PASSENGER',
      full_name: 'Mona',
      is_active: false,
      locale: 'EN',
    });
    await notifications.arrive([account('activated', passenger)]);
    expect(await copyOf(passenger)).toMatchObject({ is_active: true });
    await notifications.arrive([account('deleted', passenger, { isActive: false, fullName: null })]);
    expect(await copyOf(passenger)).toMatchObject({ is_active: false, full_name: null });
  });

  test('that come again change nothing that came after them', async () => {
    const first = account('created', passenger);
    await notifications.arrive([first]);
    await notifications.arrive([account('deactivated', passenger, { isActive: false })]);
    await notifications.arrive([first]);
    expect(await copyOf(passenger)).toMatchObject({ is_active: false });
  });
});

describe("auth's events", () => {
  test('make the devices of an ended session inactive, and no others', async () => {
    const register = async (token: string, sid: string) =>
      notifications.request(
        'mutation ($token: String!) { registerDevice(input: { token: $token }) { device { id } } }',
        { token },
        await notifications.keys.sign({ sub: passenger.id, scope: 'passenger', sid }),
      );
    const [ended, living] = [newId('az'), newId('az')];
    await register('one', ended);
    await register('two', living);
    const over = { accountId: passenger.id, sid: ended, reason: 'SIGNED_OUT' };
    await notifications.arrive([event('auth.session-ended', passenger.id, over)]);
    const active = 'select device_token from device_tokens where user_id = ? and is_active';
    expect(await notifications.sql(active, [passenger.id])).toEqual([{ device_token: 'two' }]);
  });
});
