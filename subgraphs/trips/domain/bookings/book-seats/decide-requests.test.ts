import { describe, expect, test } from '@jest/globals';
import { decideRequests, type SeatRequest } from './decide-requests.ts';
import type { SeatAvailability } from './read-seat-availability.ts';

const now = new Date('2031-01-01T00:00:00Z');
const available: SeatAvailability = {
  status: 'SCHEDULED',
  departure_time_utc: '2031-01-02T00:00:00Z',
  total_seats: 12,
  booking_approval: 'DRIVER',
  taken_seats: null,
  used_keys: null,
  active_seats: null,
};
/** A request for these seats, or for so many of any number. */
const request = (passenger: string, seats: number[] | number, key: string | null = null): SeatRequest => ({
  requested: typeof seats === 'number' ? { count: seats } : { numbers: seats },
  accountId: passenger,
  key: key === null ? null : { key, hash: () => 'hash' },
  limitedPassenger: passenger,
});
const usedKey = { account_id: 'p_1', key: 'k', request_hash: 'hash', result_ids: ['b_1'] };

const requestsOf = (free: readonly { request: SeatRequest }[]): SeatRequest[] => free.map((each) => each.request);

/** Decides a single request: its refusal, its earlier result, or whether it is free. */
function decide(change: Partial<SeatAvailability>, single: SeatRequest): unknown {
  const { refused, repeated, free, deferred } = decideRequests({ ...available, ...change }, [single], now);
  expect([...refused, ...repeated, ...free, ...deferred]).toHaveLength(1);
  if (refused[0]) return { code: refused[0].refusal.code, ...refused[0].refusal.details };
  return repeated[0] ? repeated[0].ids : free.length === 1;
}

describe('refuses a request for the first of', () => {
  const everything: Partial<SeatAvailability> = {
    used_keys: [{ ...usedKey, request_hash: 'another' }],
    status: 'CANCELLED',
    total_seats: 3,
    taken_seats: [3],
    active_seats: [{ passenger_id: 'p_1', on_trip: 10, pending: 20 }],
  };
  test.each<[string, Partial<SeatAvailability>, unknown]>([
    ['the same key with another input', {}, { code: 'IDEMPOTENCY_CONFLICT' }],
    ['an unknown trip', { used_keys: null, status: null }, { code: 'NOT_FOUND', field: 'tripId' }],
    ['an unknown seat', { used_keys: null }, { code: 'BAD_USER_INPUT', field: 'seatNumbers' }],
    [
      'a trip that is not scheduled',
      { used_keys: null, total_seats: 12 },
      { code: 'TRIP_NOT_BOOKABLE', reason: 'CANCELLED' },
    ],
    [
      'a departed trip',
      { used_keys: null, total_seats: 12, status: 'SCHEDULED', departure_time_utc: now.toISOString() },
      { code: 'TRIP_NOT_BOOKABLE', reason: 'DEPARTED' },
    ],
    [
      'a taken seat',
      { used_keys: null, total_seats: 12, status: 'SCHEDULED' },
      { code: 'SEAT_TAKEN', seatNumbers: [3] },
    ],
    [
      'exceeded limits',
      { used_keys: null, total_seats: 12, status: 'SCHEDULED', taken_seats: [5] },
      { code: 'RATE_LIMITED' },
    ],
    [
      'none of these',
      { used_keys: null, total_seats: 12, status: 'SCHEDULED', taken_seats: null, active_seats: null },
      true,
    ],
  ])('%s', (_name, change, decision) => {
    expect(decide({ ...everything, ...change }, request('p_1', [3, 4], 'k'))).toEqual(decision);
  });

  test('returns the first result of a repeated request, whatever the state of the trip', () => {
    const changed: Partial<SeatAvailability> = { status: 'CANCELLED', taken_seats: [3, 4], used_keys: [usedKey] };
    expect(decide(changed, request('p_1', [3, 4], 'k'))).toEqual(['b_1']);
  });

  test("ignores another account's key", () => {
    expect(decide({ used_keys: [usedKey] }, request('p_2', [3], 'k'))).toBe(true);
  });
});

describe('the limits of ten seats on a trip and twenty pending seats', () => {
  test.each([
    [8, 8, true],
    [9, 9, { code: 'RATE_LIMITED' }],
    [0, 18, true],
    [0, 19, { code: 'RATE_LIMITED' }],
  ])('apply to two more seats with %i on the trip and %i pending', (on_trip, pending, decision) => {
    expect(decide({ active_seats: [{ passenger_id: 'p_1', on_trip, pending }] }, request('p_1', [1, 2]))).toEqual(
      decision,
    );
  });

  test.each([
    [8, 20, true],
    [9, 0, { code: 'RATE_LIMITED' }],
  ])(
    'count no pending seat where bookings are confirmed at once: %i on the trip, %i pending',
    (on_trip, pending, decision) => {
      const active_seats = [{ passenger_id: 'p_1', on_trip, pending }];
      expect(decide({ booking_approval: 'INSTANT', active_seats }, request('p_1', [1, 2]))).toEqual(decision);
    },
  );

  test('do not apply to an admin', () => {
    const single = { ...request('p_1', [1]), limitedPassenger: null };
    expect(decide({ active_seats: [{ passenger_id: 'p_1', on_trip: 10, pending: 20 }] }, single)).toBe(true);
  });
});

test('frees the first of conflicting requests and defers the others', () => {
  const first = request('p_1', [1, 2], 'k');
  const sameSeat = request('p_2', [2, 3]);
  const sameKey = request('p_1', [5], 'k');
  const apart = request('p_3', [3]);
  const { free, deferred, refused } = decideRequests(available, [first, sameSeat, sameKey, apart], now);
  expect([requestsOf(free), deferred, refused]).toEqual([[first, apart], [sameSeat, sameKey], []]);
});

test("defers a passenger's request that exceeds the limits together with the earlier ones", () => {
  const limited = { ...available, active_seats: [{ passenger_id: 'p_1', on_trip: 8, pending: 8 }] };
  const requests = [request('p_1', [1]), request('p_1', [2]), request('p_1', [3])];
  const { free, deferred, refused } = decideRequests(limited, requests, now);
  expect([requestsOf(free), deferred, refused]).toEqual([requests.slice(0, 2), requests.slice(2), []]);
});

describe('a request for seats of any number', () => {
  /** The seats of each request that is free, and the number of deferred requests. */
  const seatsOf = (availability: SeatAvailability, ...requests: SeatRequest[]) => {
    const { free, deferred, refused } = decideRequests(availability, requests, now);
    expect(refused).toEqual([]);
    return { free: free.map(({ seats }) => seats), deferred: deferred.map((each) => requests.indexOf(each)) };
  };

  test.each([
    [2, true],
    [3, { code: 'SEAT_TAKEN', seatNumbers: [] }],
  ])('for %i seats of which two are free', (count, decision) => {
    const taken_seats = [1, 2, 3, 4, 6, 7, 8, 9, 10, 12];
    expect(decide({ taken_seats }, request('p_1', count))).toEqual(decision);
  });

  test.each([
    [2, true],
    [3, { code: 'RATE_LIMITED' }],
  ])('for %i seats when the limits leave two', (count, decision) => {
    const active_seats = [{ passenger_id: 'p_1', on_trip: 8, pending: 8 }];
    expect(decide({ active_seats }, request('p_1', count))).toEqual(decision);
  });

  test('gets seats that neither the trip nor an earlier request of the batch has', () => {
    const requests = [request('p_1', 2), request('p_2', [5]), request('p_3', 3), request('p_4', 1)];
    expect(seatsOf({ ...available, taken_seats: [3] }, ...requests)).toEqual({
      free: [[1, 2], [5], [6, 7, 8], [4]],
      deferred: [],
    });
  });

  test('is deferred when earlier requests of the batch leave too few seats, and so is a request for a chosen seat', () => {
    const requests = [request('p_1', 9), request('p_2', 4), request('p_3', [9]), request('p_4', 3)];
    expect(seatsOf(available, ...requests)).toEqual({
      free: [
        [1, 2, 3, 4, 5, 6, 7, 8, 9],
        [10, 11, 12],
      ],
      deferred: [1, 2],
    });
  });
});
