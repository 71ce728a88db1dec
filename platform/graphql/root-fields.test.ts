import { expect, test } from '@jest/globals';
import { getOperationAST, parse } from 'graphql';
import { isMutationOf } from './root-fields.ts';

const names = ['signIn', 'refresh'];
const isSignIn = (text: string, name?: string) => {
  const document = parse(text);
  const operation = getOperationAST(document, name);
  if (!operation) throw new Error('no operation');
  return isMutationOf(names, document, operation);
};

test.each([
  'mutation { signIn { token } }',
  'mutation { a: signIn { token } b: signIn { token } refresh }',
  'mutation { __typename t: __typename signIn }',
  'mutation ($on: Boolean!) { ... on Mutation @include(if: $on) { ... { signIn } } }',
  'mutation { ...A } fragment A on Mutation { ...B refresh } fragment B on Mutation { signIn ...A }',
  'mutation { signIn { other } }',
])('%s has these fields alone', (document) => {
  expect(isSignIn(document)).toBe(true);
});

test.each([
  'mutation { signIn other }',
  'mutation { signIn: other }',
  'mutation { __typename }',
  'mutation { ...A } fragment A on Mutation { signIn ...B } fragment B on Mutation { other }',
  'mutation ($on: Boolean!) { signIn other @include(if: $on) }',
  'mutation { ...Missing }',
  'query { signIn }',
  'subscription { signIn }',
])('%s has none of them, or others too', (document) => {
  expect(isSignIn(document)).toBe(false);
});

test('of a document with several operations, the one with the name counts', () => {
  const document = 'mutation A { signIn } mutation B { signIn other }';
  expect(isSignIn(document, 'A')).toBe(true);
  expect(isSignIn(document, 'B')).toBe(false);
});
