import { describe, expect, test } from '@jest/globals';
import { decideRequests, type SeatRequest } from './decide-requests.ts';
import type { Findings } from './write-bookings.ts';

const now = new Date('2031-01-01T00:00:00Z');
const nothing: Findings = {
  status: 'SCHEDULED',
  departure_time_utc: '2031-01-02T00:00:00Z',
  total_seats: 12,
  taken: null,
  priors: null,
  loads: null,
};
const request = (passenger: string, seats: number[], key: string | null = null): SeatRequest => ({
  seats,
  accountId: passenger,
  key: key === null ? null : { key, hash: () => 'hash' },
  limitedPassenger: passenger,
});
const prior = { account_id: 'p_1', key: 'k', request_hash: 'hash', result_ids: ['b_1'] };

/** What becomes of one request alone. */
function fateOf(findings: Partial<Findings>, asked: SeatRequest): unknown {
  const { refused, repeated, free, later } = decideRequests({ ...nothing, ...findings }, [asked], now);
  expect([...refused, ...repeated, ...free, ...later]).toHaveLength(1);
  if (refused[0]) return { code: refused[0].refusal.code, ...refused[0].refusal.details };
  return repeated[0] ? repeated[0].ids : free.length === 1;
}

describe('what stands against a request, in the order in which it is told', () => {
  const everything: Partial<Findings> = {
    priors: [{ ...prior, request_hash: 'another' }],
    status: 'CANCELLED',
    total_seats: 3,
    taken: [3],
    loads: [{ passenger_id: 'p_1', on_trip: 10, pending: 20 }],
  };
  test.each<[string, Partial<Findings>, unknown]>([
    ['the same key with another input', {}, { code: 'IDEMPOTENCY_CONFLICT' }],
    ['no such trip', { priors: null, status: null }, { code: 'NOT_FOUND', field: 'tripId' }],
    ['no such seat', { priors: null }, { code: 'BAD_USER_INPUT', field: 'seatNumbers' }],
    ['the trip', { priors: null, total_seats: 12 }, { code: 'TRIP_NOT_BOOKABLE', reason: 'CANCELLED' }],
    [
      'the time',
      { priors: null, total_seats: 12, status: 'SCHEDULED', departure_time_utc: now.toISOString() },
      { code: 'TRIP_NOT_BOOKABLE', reason: 'DEPARTED' },
    ],
    ['a seat', { priors: null, total_seats: 12, status: 'SCHEDULED' }, { code: 'SEAT_TAKEN', seatNumbers: [3] }],
    ['the limits', { priors: null, total_seats: 12, status: 'SCHEDULED', taken: [5] }, { code: 'RATE_LIMITED' }],
    ['nothing', { priors: null, total_seats: 12, status: 'SCHEDULED', taken: null, loads: null }, true],
  ])('%s', (_name, change, fate) => {
    expect(fateOf({ ...everything, ...change }, request('p_1', [3, 4], 'k'))).toEqual(fate);
  });

  test('a request that was carried out before has its first result, whatever has become of the trip', () => {
    const gone: Partial<Findings> = { status: 'CANCELLED', taken: [3, 4], priors: [prior] };
    expect(fateOf(gone, request('p_1', [3, 4], 'k'))).toEqual(['b_1']);
  });

  test("another account's key is another key", () => {
    expect(fateOf({ priors: [prior] }, request('p_2', [3], 'k'))).toBe(true);
  });
});

describe('ten seats on a trip and twenty pending', () => {
  test.each([
    [8, 8, true],
    [9, 9, { code: 'RATE_LIMITED' }],
    [0, 18, true],
    [0, 19, { code: 'RATE_LIMITED' }],
  ])('with %i on the trip and %i pending, two more', (on_trip, pending, fate) => {
    expect(fateOf({ loads: [{ passenger_id: 'p_1', on_trip, pending }] }, request('p_1', [1, 2]))).toEqual(fate);
  });

  test('do not bind an admin', () => {
    const asked = { ...request('p_1', [1]), limitedPassenger: null };
    expect(fateOf({ loads: [{ passenger_id: 'p_1', on_trip: 10, pending: 20 }] }, asked)).toBe(true);
  });
});

test('of those that do not go together the first is free, and the others are decided later', () => {
  const first = request('p_1', [1, 2], 'k');
  const sameSeat = request('p_2', [2, 3]);
  const sameKey = request('p_1', [5], 'k');
  const apart = request('p_3', [3]);
  const { free, later, refused } = decideRequests(nothing, [first, sameSeat, sameKey, apart], now);
  expect([free, later, refused]).toEqual([[first, apart], [sameSeat, sameKey], []]);
});

test("a passenger's requests together are too many: the last waits for what becomes of the others", () => {
  const findings = { ...nothing, loads: [{ passenger_id: 'p_1', on_trip: 8, pending: 8 }] };
  const asked = [request('p_1', [1]), request('p_1', [2]), request('p_1', [3])];
  const { free, later, refused } = decideRequests(findings, asked, now);
  expect([free, later, refused]).toEqual([asked.slice(0, 2), asked.slice(2), []]);
});
