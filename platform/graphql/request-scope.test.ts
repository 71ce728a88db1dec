import { expect, test } from '@jest/globals';
import { wellFormedRequestId } from './request-scope.ts';

test.each(['01a21b96-00af-71f8-9dfd-a0334d224f59', '01A21B9600AF71F89DFDA0334D224F59'])('%s is a request id', (id) => {
  expect(wellFormedRequestId(id)).toBe(id);
});

test.each([
  '966500000001',
  'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  'my-request',
  '01a21b96-00af-71f8-9dfd-a0334d224f59a',
  ['01a21b96-00af-71f8-9dfd-a0334d224f59'],
  undefined,
])('%p is none: every log has request ids', (id) => {
  expect(wellFormedRequestId(id)).toBeNull();
});
