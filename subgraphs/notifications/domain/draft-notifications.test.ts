import { describe, expect, test } from '@jest/globals';
import type { BookingFacts, TripFacts } from '../events/event-schemas.ts';
import { textsIn } from '../texts/render.ts';
import {
  draftBookingCancelled,
  draftBookingConfirmed,
  draftBookingRequested,
  draftTripReminder,
  draftTripTransition,
  draftTripUpdated,
  draftWaitlistBooked,
  type NotificationDraft,
} from './draft-notifications.ts';

const journey = {
  tripId: 't_1',
  driverId: 'd_1',
  fromCity: 'Riyadh',
  toCity: 'Jeddah',
  departureTime: '2026-11-23T12:00:00.000Z',
};
const booking = (change: Partial<BookingFacts> = {}): BookingFacts => ({
  ...journey,
  bookingId: 'b_1',
  passengerId: 'p_1',
  seatNumber: 3,
  actor: { id: 'p_1', role: 'passenger' },
  ...change,
});
const trip = (change: Partial<TripFacts> = {}): TripFacts => ({
  ...journey,
  price: '120.00',
  passengerIds: ['p_1', 'p_2'],
  ...change,
});
const passenger = { id: 'p_1', role: 'passenger' } as const;
const driver = { id: 'd_1', role: 'driver' } as const;
const admin = { id: 'a_1', role: 'admin' } as const;
const system = { id: 'system', role: 'system' } as const;

const recipientsOf = (drafts: readonly NotificationDraft[]) =>
  drafts.map(({ recipientId, type }) => [recipientId, type]);
const render = textsIn('UTC');
const bodiesOf = (drafts: readonly NotificationDraft[]) =>
  drafts.map(({ text, parameters }) => render('EN', text, parameters).body);

describe('a booking', () => {
  test('that is requested by its passenger or an admin notifies the driver', () => {
    for (const actor of [passenger, admin]) {
      expect(draftBookingRequested(booking({ actor }))).toMatchObject([
        {
          recipientId: 'd_1',
          recipientType: 'DRIVER',
          type: 'BOOKING_REQUESTED',
          data: { tripId: 't_1', bookingId: 'b_1' },
        },
      ]);
    }
  });

  test('that is confirmed at once says so to the driver', () => {
    const drafts = draftBookingRequested(booking({ approval: 'INSTANT' }));
    expect(recipientsOf(drafts)).toEqual([['d_1', 'BOOKING_REQUESTED']]);
    expect(bodiesOf(drafts)[0]).toMatch(/is booked\. You do not need to confirm it\.$/);
    expect(bodiesOf(draftBookingRequested(booking()))[0]).toMatch(/is waiting for your confirmation\.$/);
  });

  test('that is confirmed notifies the passenger', () => {
    expect(draftBookingConfirmed(booking({ actor: driver }))).toMatchObject([
      {
        recipientId: 'p_1',
        recipientType: 'PASSENGER',
        type: 'BOOKING_CONFIRMED',
        data: { tripId: 't_1', bookingId: 'b_1' },
      },
    ]);
  });

  const toPassenger = ['p_1', 'BOOKING_CANCELLED'];
  const toDriver = ['d_1', 'BOOKING_CANCELLED'];
  test.each([
    ['by its passenger notifies the driver', { actor: passenger }, [toDriver]],
    ['by the driver notifies the passenger', { actor: driver }, [toPassenger]],
    ['by an admin notifies both', { actor: admin }, [toPassenger, toDriver]],
    ['with its trip, by the driver, notifies nobody', { actor: driver, cause: 'TRIP_CANCELLED' }, []],
    ['with its trip, by the system, notifies nobody', { actor: system, cause: 'TRIP_CANCELLED' }, []],
    ['by the start of its trip notifies the passenger', { actor: driver, cause: 'TRIP_STARTED' }, [toPassenger]],
    ['by an admin who starts its trip notifies the passenger', { actor: admin, cause: 'TRIP_STARTED' }, [toPassenger]],
    ['by expiry notifies the passenger', { actor: system, cause: 'EXPIRED' }, [toPassenger]],
    ["with its passenger's account notifies the driver", { actor: system, cause: 'ACCOUNT_DELETED' }, [toDriver]],
  ] as const)('that is cancelled %s', (_how, change, expected) => {
    expect(recipientsOf(draftBookingCancelled(booking(change)))).toEqual(expected);
  });

  test('that is cancelled notifies with the reason', () => {
    const why = (change: Partial<BookingFacts>) => bodiesOf(draftBookingCancelled(booking(change))).join();
    expect(why({ actor: passenger })).toContain('cancelled by the passenger');
    expect(why({ actor: system, cause: 'ACCOUNT_DELETED' })).toContain('deleted their account');
    expect(why({ actor: system, cause: 'EXPIRED' })).toContain('not confirmed in time');
    expect(why({ actor: driver, cause: 'TRIP_STARTED' })).toContain('before the trip started');
    expect(why({ actor: admin })).toContain('has been cancelled');
  });
});

describe('a trip', () => {
  test.each(['TRIP_STARTED', 'TRIP_COMPLETED', 'TRIP_CANCELLED'] as const)('notifies each passenger of %s', (type) => {
    const drafts = draftTripTransition(type, trip());
    expect(recipientsOf(drafts)).toEqual([
      ['p_1', type],
      ['p_2', type],
    ]);
    expect(drafts[0]).toMatchObject({ recipientType: 'PASSENGER', data: { tripId: 't_1' } });
    expect(draftTripTransition(type, trip({ passengerIds: [] }))).toEqual([]);
  });

  test('that is cancelled notifies with the reason if there is one', () => {
    expect(bodiesOf(draftTripTransition('TRIP_CANCELLED', trip({ reason: 'Sandstorm' })))[0]).toContain(
      'Reason: Sandstorm',
    );
    expect(bodiesOf(draftTripTransition('TRIP_CANCELLED', trip()))[0]).not.toContain('Reason');
  });

  test.each([
    [['departureTime'], 2],
    [['arrivalTime'], 2],
    [['price', 'description'], 2],
    [['description', 'totalSeats', 'stops', 'blockedSeats'], 0],
  ])('whose %s changed notifies %d passengers', (changed, count) => {
    expect(recipientsOf(draftTripUpdated(trip({ changed })))).toHaveLength(count);
  });

  test('that departs soon notifies the driver and the passengers how soon', () => {
    const drafts = draftTripReminder(trip(), new Date('2026-11-23T11:14:40Z'));
    expect(recipientsOf(drafts)).toEqual([
      ['d_1', 'TRIP_REMINDER'],
      ['p_1', 'TRIP_REMINDER'],
      ['p_2', 'TRIP_REMINDER'],
    ]);
    expect(bodiesOf(drafts)[0]).toContain('in 45 minutes with 2 passengers');
    expect(bodiesOf(drafts)[1]).toContain('in 45 minutes');
    expect(bodiesOf(draftTripReminder(trip(), new Date('2026-11-23T13:00:00Z')))[1]).toContain('departs now');
  });
});

test('an entry of a waiting list that is booked notifies its passenger, and says whether the driver has yet to confirm', () => {
  const booked = (status: 'PENDING' | 'CONFIRMED') =>
    draftWaitlistBooked({ ...journey, passengerId: 'p_1', bookingIds: ['b_1', 'b_2'], status });
  expect(booked('PENDING')).toMatchObject([
    { recipientId: 'p_1', type: 'WAITLIST_BOOKED', data: { tripId: 't_1', bookingId: 'b_1' } },
  ]);
  expect(bodiesOf(booked('PENDING'))[0]).toMatch(/The driver has yet to confirm\.$/);
  expect(bodiesOf(booked('CONFIRMED'))[0]).not.toContain('confirm');
});
