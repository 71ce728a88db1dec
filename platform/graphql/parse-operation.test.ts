import { expect, test } from '@jest/globals';
import { GraphQLError, Kind } from 'graphql';
import { Refusal } from '../errors/refusal.ts';
import { parseWithin } from './parse-operation.ts';

const bounds = (depth: number) => ({ tokens: 100_000, fields: 100_000, depth, comparisons: 100_000 });

/** A document with this many brackets inside one another. */
const nested = (brackets: number) => `{ a(b: ${'['.repeat(brackets - 2)}${']'.repeat(brackets - 2)}) }`;

test.each([
  ['five for each field of the depth', 100, 500],
  ['a thousand', 10_000, 1_000],
])('a document has at most %s brackets inside one another', (_what, depth, limit) => {
  expect(parseWithin(nested(limit), bounds(depth))).toMatchObject({ kind: Kind.DOCUMENT });
  const refused = parseWithin(nested(limit + 1), bounds(depth));
  expect(refused).toBeInstanceOf(GraphQLError);
  expect((refused as GraphQLError).originalError).toEqual(
    new Refusal('OPERATION_TOO_LARGE', { limit, actual: limit + 1 }),
  );
});

test.each(['[', '{ ... on Query ', '{c:', '"', '('])('no repetition of %j exceeds the stack', (text) => {
  const outcome = parseWithin(`{ a(b: ${text.repeat(30_000)}`, bounds(10_000));
  expect((outcome as GraphQLError).message).not.toContain('stack');
});
