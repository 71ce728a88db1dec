import { beforeEach, describe, expect, test } from '@jest/globals';
import { type SubgraphResponse, TransportFailure } from '../upstream/subgraph-response.ts';
import { dropChangesOf, dropOwnChanges } from './drop-changes.ts';

let dropped: unknown[];

beforeEach(() => {
  dropped = [];
});

const cache = {
  drop: (subgraph: string, ids: Iterable<string>) => void dropped.push([subgraph, ...ids]),
  clear: () => void dropped.push('everything'),
};
const { signal } = new AbortController();
const send = (query: string, response: () => SubgraphResponse) =>
  dropOwnChanges(async () => response(), cache)('trips', { query, operationName: undefined, variables: {} }, signal);

test('drops what the subgraph says that a mutation changed', async () => {
  const response = { data: {}, extensions: { changedIds: ['t_1', 'd_1'] } };
  expect(await send('mutation { a }', () => response)).toBe(response);
  expect(dropped).toEqual([['trips', 't_1', 'd_1']]);
});

test.each<[string, SubgraphResponse]>([
  ['does not say what it changed', { data: {} }],
  ['says it in another form', { data: {}, extensions: { changedIds: 't_1' } }],
  ['names what is no id', { data: {}, extensions: { changedIds: ['t_1', 1] } }],
])('drops everything when the subgraph %s', async (_name, response) => {
  await send('mutation { a }', () => response);
  expect(dropped).toEqual(['everything']);
});

describe('a request that fails', () => {
  const failure = (mayHaveArrived: boolean) =>
    new TransportFailure('SUBGRAPH_UNAVAILABLE', new Error('lost'), { mayHaveArrived });

  test.each<[string, Error, unknown[]]>([
    ['after it may have arrived drops everything', failure(true), ['everything']],
    ['for a reason that is not known drops everything', new Error('lost'), ['everything']],
    ['before it was sent drops nothing', failure(false), []],
  ])('%s', async (_when, error, expected) => {
    const fail = () => {
      throw error;
    };
    await expect(send('mutation { a }', fail)).rejects.toBe(error);
    expect(dropped).toEqual(expected);
  });
});

test('drops what an event of a subscription says it is of, and nothing for another event', () => {
  dropChangesOf({ data: {}, extensions: { changedIds: ['t_1'] } }, 'trips', cache);
  dropChangesOf({ data: {} }, 'trips', cache);
  expect(dropped).toEqual([['trips', 't_1']]);
});

test('drops nothing for a mutation that changed nothing, or for the queries of its result', async () => {
  await send('mutation { a }', () => ({ data: {}, extensions: { changedIds: [] } }));
  await send('query { a }', () => ({ data: {} }));
  expect(dropped).toEqual([]);
});
