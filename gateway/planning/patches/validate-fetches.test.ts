import type { FetchNode } from '@apollo/query-planner';
import { expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { refusalOf } from './validate-fetches.ts';

const schema = buildSchema('type Query { a: Int b: String }');
const fetch = (operation: string): FetchNode => ({
  kind: 'Fetch',
  serviceName: 'feed',
  operation,
  operationName: undefined,
  operationKind: 'query' as FetchNode['operationKind'],
});

test('says what a subgraph would refuse, for the log', () => {
  expect(refusalOf(fetch('{ a }'), schema)).toBeNull();
  expect(refusalOf(fetch('{ c }'), schema)).toBe(
    'feed: Cannot query field "c" on type "Query". Did you mean "a" or "b"?',
  );
});

test("does not quote the client's aliases", () => {
  expect(refusalOf(fetch('{ mona: a mona: b }'), schema)).toBe('feed: Fields with one response key conflict.');
});
