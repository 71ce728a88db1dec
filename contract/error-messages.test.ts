import { expect, test } from '@jest/globals';
import { errorCodes } from './error-codes.ts';
import { messageOf } from './error-messages.ts';
import { type RequestFault, requestFaults } from './request-faults.ts';

test.each(errorCodes.filter((code) => code !== 'PERSISTED_QUERY_NOT_FOUND'))(
  '%s has a message in both languages',
  (code) => {
    const details = { field: 'f', from: 'A', to: 'B', limit: 1, seatNumbers: [1] };
    expect(messageOf(code, details, 'en')).toMatch(/^[A-Z].*\.$/);
    expect(messageOf(code, details, 'ar')).toMatch(/[؀-ۿ]/);
  },
);

test.each(Object.keys(requestFaults) as RequestFault[])(
  'the fault %s of a request has a message in both languages',
  (fault) => {
    expect(messageOf('BAD_REQUEST', {}, 'en', fault)).toMatch(/^[A-Z].*\.$/);
    expect(messageOf('BAD_REQUEST', {}, 'ar', fault)).toMatch(/[؀-ۿ]/);
  },
);

test('names the things of an error', () => {
  expect(messageOf('NOT_FOUND', { field: 'vehicleTypeId' }, 'en')).toBe('No vehicle type has this id.');
  expect(messageOf('NOT_FOUND', { field: 'notificationIds' }, 'en')).toBe('No notification has this id.');
  expect(messageOf('SEAT_TAKEN', { seatNumbers: [3] }, 'en')).toBe('Seat 3 is already taken.');
  expect(messageOf('SEAT_TAKEN', { seatNumbers: [1, 2] }, 'en')).toBe('Seats 1, 2 are already taken.');
  expect(messageOf('SEAT_TAKEN', { seatNumbers: [] }, 'en')).toBe('Too few seats are free.');
  expect(messageOf('SEAT_TAKEN', { seatNumbers: [] }, 'ar')).toBe('لا توجد مقاعد شاغرة كافية.');
  expect(messageOf('BAD_USER_INPUT', { field: 'seatNumbers' }, 'en', 'eitherSeats')).toContain('seatCount');
  expect(messageOf('NOT_FOUND', { field: 'tripId' }, 'en', 'notOnWaitlist')).toContain('waiting list');
  expect(messageOf('INVALID_TRANSITION', { from: 'PENDING', to: 'COMPLETED' }, 'en')).toBe(
    'The status cannot change from PENDING to COMPLETED.',
  );
});
