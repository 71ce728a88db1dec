import { ApolloServer } from '@apollo/server';
import { expect, test } from '@jest/globals';
import { changedIdsExtension, maxChangedIds } from '#contract/changed-ids.ts';
import { requestScope } from '../graphql/request-scope.ts';
import { reportChanges } from './report-changes.ts';

const server = new ApolloServer({
  typeDefs: 'type Query { change(count: Int!): Int } type Mutation { change(count: Int!): Int fail: Int }',
  resolvers: {
    Query: { change: (_: unknown, { count }: { count: number }) => change(count) },
    Mutation: {
      change: (_: unknown, { count }: { count: number }) => change(count),
      fail: () => {
        change(1);
        throw new Error('failed');
      },
    },
  },
  plugins: [reportChanges],
});

function change(count: number): number {
  for (let at = 0; at < count; at++) requestScope.changed(`t_${at}`);
  requestScope.changed('t_0');
  return count;
}

const changedBy = (query: string) =>
  requestScope.run({ requestId: 'r', language: 'en' }, async () => {
    const { body } = await server.executeOperation({ query });
    if (body.kind !== 'single') throw new Error('a response in parts');
    return body.singleResult.extensions?.[changedIdsExtension];
  });

test('a mutation names what it changed, once, also when it failed', async () => {
  expect(await changedBy('mutation { change(count: 2) }')).toEqual(['t_0', 't_1']);
  expect(await changedBy('mutation { a: change(count: 1) b: change(count: 2) }')).toEqual(['t_0', 't_1']);
  expect(await changedBy('mutation { fail }')).toEqual(['t_0']);
});

test('a query names nothing', async () => {
  expect(await changedBy('{ change(count: 2) }')).toBeUndefined();
});

test('a mutation that changed too much names nothing', async () => {
  expect(await changedBy(`mutation { change(count: ${maxChangedIds}) }`)).toHaveLength(maxChangedIds);
  expect(await changedBy(`mutation { change(count: ${maxChangedIds + 1}) }`)).toBeUndefined();
});
