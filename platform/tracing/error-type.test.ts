import { expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { Refusal } from '../errors/refusal.ts';
import { errorTypeOf } from './error-type.ts';

test.each([
  [new Refusal('NOT_FOUND'), 'NOT_FOUND'],
  [new GraphQLError('x', { extensions: { code: 'FORBIDDEN' } }), 'FORBIDDEN'],
  [Object.assign(new Error('x'), { code: '23505' }), '23505'],
  [new TypeError('of +966500000001'), 'TypeError'],
  [{ extensions: { code: 'of +966500000001' }, name: 'not a name' }, 'Error'],
  [{ extensions: { code: 'a_token_of_a_subgraph' }, code: 'a_token', name: 'a_token' }, 'Error'],
  ['of +966500000001', 'Error'],
  [null, 'Error'],
])('the type of %p is %s', (error, type) => {
  expect(errorTypeOf(error)).toBe(type);
});
