import { describe, expect, test } from '@jest/globals';
import type { BookingFacts, TripFacts } from '../events/event-schemas.ts';
import { textsIn } from '../texts/render.ts';
import {
  type Told,
  toldOfCancellation,
  toldOfConfirmation,
  toldOfReminder,
  toldOfRequest,
  toldOfStep,
  toldOfUpdate,
} from './event-notifications.ts';

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

const whoIsTold = (told: readonly Told[]) => told.map(({ recipientId, type }) => [recipientId, type]);
const render = textsIn('UTC');
const words = (told: readonly Told[]) => told.map(({ text, parameters }) => render('EN', text, parameters).body);

describe('of a booking', () => {
  test('that was asked for, the driver is told, by its passenger or by an admin', () => {
    for (const actor of [passenger, admin]) {
      expect(toldOfRequest(booking({ actor }))).toMatchObject([
        {
          recipientId: 'd_1',
          recipientType: 'DRIVER',
          type: 'BOOKING_REQUESTED',
          data: { tripId: 't_1', bookingId: 'b_1' },
        },
      ]);
    }
  });

  test('that was confirmed, the passenger is told', () => {
    expect(toldOfConfirmation(booking({ actor: driver }))).toMatchObject([
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
    ['by its passenger: the driver', { actor: passenger }, [toDriver]],
    ['by the driver: the passenger', { actor: driver }, [toPassenger]],
    ['by an admin: both', { actor: admin }, [toPassenger, toDriver]],
    ['with its trip, by the driver: nobody', { actor: driver, cause: 'TRIP_CANCELLED' }, []],
    ['with its trip, by the system: nobody', { actor: system, cause: 'TRIP_CANCELLED' }, []],
    ['by the start of its trip: the passenger', { actor: driver, cause: 'TRIP_STARTED' }, [toPassenger]],
    ['by the start that an admin made: the passenger', { actor: admin, cause: 'TRIP_STARTED' }, [toPassenger]],
    ['by time: the passenger', { actor: system, cause: 'EXPIRED' }, [toPassenger]],
    ["with its passenger's account: the driver", { actor: system, cause: 'ACCOUNT_DELETED' }, [toDriver]],
  ] as const)('that was cancelled %s is told', (_how, change, expected) => {
    expect(whoIsTold(toldOfCancellation(booking(change)))).toEqual(expected);
  });

  test('that was cancelled, everyone is told why', () => {
    const why = (change: Partial<BookingFacts>) => words(toldOfCancellation(booking(change))).join();
    expect(why({ actor: passenger })).toContain('cancelled by its passenger');
    expect(why({ actor: system, cause: 'ACCOUNT_DELETED' })).toContain('closed their account');
    expect(why({ actor: system, cause: 'EXPIRED' })).toContain('not confirmed in time');
    expect(why({ actor: driver, cause: 'TRIP_STARTED' })).toContain('before the trip started');
    expect(why({ actor: admin })).toContain('has been cancelled');
  });
});

describe('of a trip', () => {
  test.each(['TRIP_STARTED', 'TRIP_COMPLETED', 'TRIP_CANCELLED'] as const)(
    '%s tells each of its passengers',
    (type) => {
      const told = toldOfStep(type, trip());
      expect(whoIsTold(told)).toEqual([
        ['p_1', type],
        ['p_2', type],
      ]);
      expect(told[0]).toMatchObject({ recipientType: 'PASSENGER', data: { tripId: 't_1' } });
      expect(toldOfStep(type, trip({ passengerIds: [] }))).toEqual([]);
    },
  );

  test('that was cancelled, the passengers are told the reason, where there is one', () => {
    expect(words(toldOfStep('TRIP_CANCELLED', trip({ reason: 'Sandstorm' })))[0]).toContain('Reason: Sandstorm');
    expect(words(toldOfStep('TRIP_CANCELLED', trip()))[0]).not.toContain('Reason');
  });

  test.each([
    [['departureTime'], 2],
    [['arrivalTime'], 2],
    [['price', 'description'], 2],
    [['description', 'totalSeats', 'stops'], 0],
  ])('whose %s changed, %d are told', (changed, count) => {
    expect(whoIsTold(toldOfUpdate(trip({ changed })))).toHaveLength(count);
  });

  test('that departs soon, the driver and the passengers are told how soon, when they are told', () => {
    const told = toldOfReminder(trip(), new Date('2026-11-23T11:14:40Z'));
    expect(whoIsTold(told)).toEqual([
      ['d_1', 'TRIP_REMINDER'],
      ['p_1', 'TRIP_REMINDER'],
      ['p_2', 'TRIP_REMINDER'],
    ]);
    expect(words(told)[0]).toContain('in 45 minutes with 2 passengers');
    expect(words(told)[1]).toContain('in 45 minutes');
    expect(words(toldOfReminder(trip(), new Date('2026-11-23T13:00:00Z')))[1]).toContain('departs now');
  });
});
