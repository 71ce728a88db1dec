import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { operationParts } from '../../graphql/operation-parts.ts';
import { countSignIns } from './count-sign-ins.ts';

const signIns = (document: string) => countSignIns(operationParts(parse(document), undefined));

test.each([
  ['mutation { requestOtp { expiresAt } }', 1],
  ['mutation { a: signInWithOtp { accessToken } b: signInWithPassword { accessToken } refreshTokens { scope } }', 3],
  [
    'mutation { a: signInWithOtp { accessToken } ... on Mutation { a: signInWithOtp { scope } } ...F ...F } fragment F on Mutation { b: signInWithOtp { scope } }',
    2,
  ],
  ['mutation ($on: Boolean!) { a: requestOtp @include(if: $on) { expiresAt } }', 1],
  ['mutation { signOut { accountId } }', 0],
  ['query { requestOtp { expiresAt } }', 0],
])('%s makes %i attempts to sign in', (document, count) => {
  expect(signIns(document)).toBe(count);
});
