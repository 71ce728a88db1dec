import { expect, test } from '@jest/globals';
import type { Role, Viewer } from '#contract/viewer.ts';
import { requestedDebug } from './debug-header.ts';

const viewer = (role: Role): Viewer => ({ id: 'a_1', role, sid: 's', name: null, phoneNumber: null, expiresAt: 0 });
const requested = (header: string | string[] | undefined, by: Viewer | null): string[] => [
  ...requestedDebug(header === undefined ? {} : { 'x-masar-debug': header }, by),
];

test.each([
  ['cost', ['cost']],
  ['query-plan , Cost', ['cost', 'query-plan']],
  [
    ['cost', 'query-plan'],
    ['cost', 'query-plan'],
  ],
  ['costs, else', []],
  ['', []],
  [undefined, []],
])('reads the names in %j', (header, parts) => {
  expect(requested(header, viewer('admin'))).toEqual(parts);
});

test.each([null, viewer('driver'), viewer('passenger'), viewer('service')])('is ignored of other viewers: %j', (by) => {
  expect(requested('cost,query-plan', by)).toEqual([]);
});
