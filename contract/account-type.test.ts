import { expect, test } from '@jest/globals';
import { accountTypeOf } from './account-type.ts';

test.each([
  ['d_1', 'DRIVER'],
  ['p_1', 'PASSENGER'],
  ['a_1', 'ADMIN'],
  ['t_1', null],
  ['dx_1', null],
  ['d', null],
  ['', null],
])('the id %j is of an account of type %s', (id, type) => {
  expect(accountTypeOf(id)).toBe(type);
});
