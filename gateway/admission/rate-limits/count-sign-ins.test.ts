import { expect, test } from '@jest/globals';
import { type OperationDefinitionNode, parse } from 'graphql';
import { countSignIns } from './count-sign-ins.ts';

const signIns = (text: string) => {
  const document = parse(text);
  return countSignIns(document, document.definitions[0] as OperationDefinitionNode);
};

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
