import { beforeEach, describe, expect, test } from '@jest/globals';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { unnamedClient } from '#platform/graphql/client-name.ts';
import { silent } from '#test-kit/templates.ts';
import { documentBounds } from '../admission/document-bounds.ts';
import { OperationCache, PreparedOperation } from '../admission/operation-cache.ts';
import { defaultPlanner } from '../planning/operation-planner.ts';
import { type ClientRequest, type DebugPart, type GatewayContext, upstreamHeaders } from '../request-context.ts';
import { responseJson } from '../response-json.ts';
import { composeSupergraph } from '../supergraph/compose.ts';
import { FederatedGraph } from '../supergraph/federated-graph.ts';
import { unlimited } from '../testing/unlimited.ts';
import { QuerySharing, type RunContext, type Sharing } from './query-sharing.ts';

const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"])
  type Query { open(a: Int): String secret: String @authenticated }
  type Mutation { change: String }`;
const graph = new FederatedGraph(
  composeSupergraph([{ name: 'things', url: 'http://things.test/graphql', typeDefs }]).supergraphSdl,
  { createPlanner: defaultPlanner },
);
const operations = new OperationCache(graph, {
  authBySubgraphs: false,
  bounds: documentBounds,
  knownOperations: new Map(),
});

interface Client extends Partial<ClientRequest> {
  debug?: ReadonlySet<DebugPart>;
  signal?: AbortSignal;
}

const scope = { requestId: 'r', language: 'en' as const };
const contextOf = ({ debug, signal = new AbortController().signal, ...client }: Client): GatewayContext => ({
  viewer: null,
  client: unnamedClient,
  scope,
  log: silent,
  allowance: unlimited,
  signal,
  ...(debug ? { debug } : {}),
  deadline: Number.POSITIVE_INFINITY,
  upstreamHeaders: upstreamHeaders({ token: null, address: '203.0.113.1', headers: {}, scope, ...client }),
});

interface BegunRun {
  context: RunContext;
  end: (result: ExecutionResult) => void;
  fail: (error: Error) => void;
}

let begun: BegunRun[];

beforeEach(() => {
  begun = [];
});

const turn = () => new Promise(setImmediate);

interface Query {
  source: string;
  client?: Client;
  variables?: Record<string, unknown>;
}

function arrive(sharing: QuerySharing, { source, client = {}, variables = {} }: Query) {
  const operation = operations.prepare(source, undefined);
  if (!(operation instanceof PreparedOperation)) throw operation[0];
  const run = sharing.runnerOf(operation, contextOf(client));
  return () => {
    const result = run(variables, (context) => {
      const { promise, resolve, reject } = Promise.withResolvers<ExecutionResult>();
      begun.push({ context, end: resolve, fail: reject });
      return promise;
    });
    result.catch(() => {});
    return result;
  };
}

/** Starts two queries behind identical ones in flight, and waits until their runs have begun. */
async function startBoth(kind: Sharing, ...queries: [Query, Query]) {
  const sharing = new QuerySharing(kind);
  for (const query of queries) arrive(sharing, query)();
  await turn();
  const earlier = begun.splice(0);
  const results = queries.map((query) => arrive(sharing, query)());
  for (const { end } of earlier) end({ data: { open: 'earlier' } });
  await turn();
  return results;
}

const open = { source: '{ open }' };
const by = (client: Client): Query => ({ ...open, client });

describe('public queries', () => {
  test('that are identical share one run, which has no token', async () => {
    const results = await startBoth('public', by({ token: 'one' }), by({ token: 'other' }));
    expect(begun).toHaveLength(1);
    expect(begun[0]?.context.upstreamHeaders).not.toHaveProperty('authorization');
    begun[0]?.end({ data: { open: 'yes' } });
    const [one, other] = await Promise.all(results);
    expect(one).toMatchObject({ data: { open: 'yes' } });
    expect(other).toBe(one);
  });

  test.each<[string, Query, Query]>([
    ['with a field under an auth directive', { source: '{ open secret }' }, { source: '{ open secret }' }],
    ['that are mutations', { source: 'mutation { change }' }, { source: 'mutation { change }' }],
    ['in two languages', open, by({ scope: { requestId: 'r', language: 'ar' } })],
    ['of different documents', open, { source: '{ open(a: 1) }' }],
    [
      'with different variables',
      { source: 'query ($a: Int) { open(a: $a) }', variables: { a: 1 } },
      { source: 'query ($a: Int) { open(a: $a) }', variables: { a: 2 } },
    ],
    ['of which one reads its plan', open, by({ debug: new Set(['query-plan'] as const) })],
  ])('%s run alone', async (_name, one, other) => {
    await startBoth('public', one, other);
    expect(begun).toHaveLength(2);
  });

  test('share only runs that begin after they have arrived', async () => {
    const sharing = new QuerySharing('public');
    const early = arrive(sharing, open);
    early();
    await turn();
    const late = arrive(sharing, open)();
    expect(begun).toHaveLength(1);
    begun[0]?.end({ data: { open: 'old' } });
    await turn();
    expect(begun).toHaveLength(2);
    // It arrived before the second run began.
    const again = early();
    begun[1]?.end({ data: { open: 'new' } });
    expect(await Promise.all([late, again])).toMatchObject([{ data: { open: 'new' } }, { data: { open: 'new' } }]);
    expect(begun).toHaveLength(2);
  });

  test('run until the last caller leaves', async () => {
    const callers = [new AbortController(), new AbortController()] as const;
    const results = await startBoth('public', by({ signal: callers[0].signal }), by({ signal: callers[1].signal }));
    callers[0].abort(new Error('first'));
    await expect(results[0]).rejects.toThrow('first');
    expect(begun[0]?.context.signal.aborted).toBe(false);
    callers[1].abort(new Error('last'));
    await expect(results[1]).rejects.toThrow('last');
    expect(begun[0]?.context.signal.aborted).toBe(true);
  });

  test('reject for every caller', async () => {
    const results = await startBoth('public', open, open);
    begun[0]?.fail(new Error('no'));
    for (const result of results) await expect(result).rejects.toThrow('no');
  });
});

describe('queries with the same headers', () => {
  test('share one run, which has them', async () => {
    const query = { source: '{ open secret }', client: { token: 'one' } };
    await startBoth('same-headers', query, query);
    expect(begun.map(({ context }) => context.upstreamHeaders.authorization)).toEqual(['Bearer one']);
  });

  test.each<[string, Client]>([
    ['token', { token: 'other' }],
    ['address', { address: '203.0.113.2' }],
    ['language', { scope: { requestId: 'r', language: 'ar' } }],
  ])('but another %s run alone', async (_name, other) => {
    await startBoth('same-headers', by({ token: 'one' }), by({ token: 'one', ...other }));
    expect(begun).toHaveLength(2);
  });
});

test('without sharing each query runs with its own headers', async () => {
  await startBoth('none', by({ token: 'one' }), by({ token: 'one' }));
  expect(begun.map(({ context }) => context.upstreamHeaders.authorization)).toEqual(['Bearer one', 'Bearer one']);
});

test('the JSON of a shared result is that of its data and of the errors of each caller', async () => {
  const data = { open: '"yes"', none: null };
  const error = new GraphQLError('no', { path: ['none'] });
  for (const result of [{ data }, { data, errors: [error] }, { errors: [error] }, { data: null, errors: [error] }]) {
    begun = [];
    const results = await startBoth('public', open, open);
    begun[0]?.end(result);
    for (const [at, shared] of (await Promise.all(results)).entries()) {
      const format = () => ({ message: `for ${at}` });
      expect(responseJson(shared, format)).toBe(responseJson(result, format));
    }
  }
});
