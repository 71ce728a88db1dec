import { getEventListeners } from 'node:events';
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { getIntrospectionQuery, graphqlSync, parse } from 'graphql';
import { until } from '#test-kit/until.ts';
import { defaultPlanner } from '../planning/operation-planner.ts';
import type { Planner } from '../planning/planner.ts';
import { FederatedGraph } from '../supergraph/federated-graph.ts';
import { errorPaths, localGraph } from '../testing/local-graph.ts';
import type { SubgraphResponse } from '../upstream/subgraph-response.ts';

const graph = localGraph({
  feed: {
    typeDefs: `
      type Query { now: Int things: [Thing!]! must: Thing! }
      type Mutation { go: Thing }
      type Subscription { ticks: Tick plain: Int }
      type Tick { n: Int! things: [Thing!] }
      type Thing @key(fields: "id") { id: ID! }`,
    resolvers: { Query: { now: () => 1, things: () => [{ id: 'a' }], must: () => ({ id: 'm' }) } },
  },
  facts: {
    typeDefs: 'type Thing @key(fields: "id") { id: ID! fact(short: Boolean): String sure: Int! next: Thing }',
    resolvers: { Thing: { fact: ({ id }: { id: string }) => `fact ${id}`, sure: () => null } },
  },
});

beforeEach(() => graph.reset());

test('plans an operation without the fragments that only other operations of its document use', async () => {
  const document = `
    query Wanted { now }
    query Other($flag: Boolean) { must { ...F } }
    fragment F on Thing { fact(short: $flag) }`;
  expect(await graph.run(document, {}, { operationName: 'Wanted' })).toEqual({ data: { now: 1 } });
});

describe('an abort', () => {
  test('before the run sends no request', async () => {
    const reason = new Error('gone');
    await expect(graph.run('{ now }', {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(graph.requests).toEqual([]);
  });

  test('during a fetch rejects at once, aborts the fetch, and prevents later fetches', async () => {
    const signals: AbortSignal[] = [];
    const response = Promise.withResolvers<SubgraphResponse>();
    graph.stubs.set('feed', (_, signal) => {
      signals.push(signal);
      return response.promise;
    });
    const disconnect = new AbortController();
    const run = graph.run('{ things { fact } }', {}, { signal: disconnect.signal });
    await until(() => signals.length === 1);
    const reason = new Error('gone');
    disconnect.abort(reason);
    // The fetch itself ignores the signal.
    await expect(run).rejects.toBe(reason);
    expect(signals[0]?.aborted).toBe(true);
    response.resolve({ data: { things: [{ __typename: 'Thing', id: 'a' }] } });
    await response.promise;
    await new Promise(setImmediate);
    expect(graph.requests).toHaveLength(1);
  });

  test('while the operation is planned rejects at once, and sends no request', async () => {
    const { planner } = graph.graph;
    const planned = Promise.withResolvers<void>();
    const plan = jest.spyOn(planner, 'plan').mockImplementation(async (request) => {
      await planned.promise;
      plan.mockRestore();
      return planner.plan(request);
    });
    const query = '{ now later: now }';
    const disconnect = new AbortController();
    const run = graph.run(query, {}, { signal: disconnect.signal });
    await until(() => plan.mock.calls.length === 1);
    const reason = new Error('gone');
    disconnect.abort(reason);
    await expect(run).rejects.toBe(reason);
    planned.resolve();
    expect((await graph.run(query)).data).toEqual({ now: 1, later: 1 });
    expect(graph.requests).toHaveLength(1);
  });

  test('has no listener after the run', async () => {
    const { signal } = new AbortController();
    expect((await graph.run('{ now }', {}, { signal })).data).toEqual({ now: 1 });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

test('rejects with a failure that is not a subgraph’s, and sends no more requests', async () => {
  const failure = new Error('a defect');
  graph.stubs.set('facts', async () => {
    throw failure;
  });
  await expect(graph.run('{ things { fact next { fact } } }')).rejects.toBe(failure);
  expect(graph.requests).toHaveLength(2);
});

describe('an event of a subscription', () => {
  const query = 'subscription { t: ticks { things { fact } n } }';

  test('is the response to the first fetch, is completed by the others, and is not changed', async () => {
    const primary = { data: { t: { n: 1, things: [{ __typename: 'Thing', id: 'a' }] } } };
    const before = structuredClone(primary);
    for (let round = 0; round < 2; round++) {
      expect(await graph.run(query, {}, { primary })).toEqual({ data: { t: { things: [{ fact: 'fact a' }], n: 1 } } });
      expect(primary).toEqual(before);
    }
    expect(graph.requestedSubgraphs()).toEqual(['facts', 'facts']);
    expect(await graph.run('subscription { plain }', {}, { primary: { data: { plain: 2 } } })).toEqual({
      data: { plain: 2 },
    });
  });

  test('may have errors, and values of wrong types', async () => {
    const failed = await graph.run(query, {}, { primary: { data: null, errors: [{ message: 'no', path: ['t'] }] } });
    expect([failed.data, errorPaths(failed), failed.errors?.[0]?.extensions]).toEqual([
      { t: null },
      ['t'],
      { serviceName: 'feed' },
    ]);
    const wrong = await graph.run(query, {}, { primary: { data: { t: { n: 'x', things: 7 } } } });
    expect([wrong.data, errorPaths(wrong)]).toEqual([{ t: null }, ['t.things', 't.n']]);
  });

  test('is required to run a subscription', async () => {
    await expect(graph.run(query)).rejects.toThrow('needs an event');
  });
});

describe('introspection', () => {
  const schema = graph.graph.apiSchema;

  test('returns the API schema, and sends no request', async () => {
    const { data } = await graph.run(getIntrospectionQuery());
    expect(data).toEqual(JSON.parse(JSON.stringify(graphqlSync({ schema, source: getIntrospectionQuery() }).data)));
    expect(graph.requests).toEqual([]);
  });

  test('works beside other fields, in the operation’s order, with fragments, conditions and variables', async () => {
    const query = `query ($type: String!, $deep: Boolean!, $yes: Boolean!) {
      b: __type(name: $type) { ...T } now ...R __schema @include(if: $yes) { queryType { name } }
      c: __type(name: "Nothing") { name }
    }
    fragment R on Query { a: __type(name: "Tick") { name } b: __type(name: $type) { kind } }
    fragment T on __Type { name fields @include(if: $deep) { name } }`;
    const run = async (variables: object) => JSON.stringify((await graph.run(query, { ...variables })).data);
    expect(await run({ type: 'Thing', deep: false, yes: false })).toBe(
      '{"b":{"name":"Thing","kind":"OBJECT"},"now":1,"a":{"name":"Tick"},"c":null}',
    );
    expect(await run({ type: 'Tick', deep: false, yes: false })).toContain('"b":{"name":"Tick"');
    expect(await run({ type: 'Tick', deep: true, yes: true })).toBe(
      '{"b":{"name":"Tick","fields":[{"name":"n"},{"name":"things"}],"kind":"OBJECT"},"now":1,"a":{"name":"Tick"},"__schema":{"queryType":{"name":"Query"}},"c":null}',
    );
  });
});

describe('a null in a non-null position', () => {
  test('is reported when no error explains it', async () => {
    graph.stubs.set('facts', () => ({ data: { _entities: [null] } }));
    const result = await graph.run('{ things { id sure } now }');
    expect([result.data, errorPaths(result)]).toEqual([null, ['things.0.sure']]);
  });

  test.each([
    ['at its path', ['_entities', 0, 'sure'], ['things.0.sure']],
    ['above it', ['_entities', 0], ['things.0']],
    ['below it', ['_entities', 0, 'sure', 'deep'], ['things.0.sure.deep']],
    ['of the whole response', undefined, ['(no path)']],
    ['elsewhere', ['_entities', 0, 'fact'], ['things.0.fact', 'things.0.sure']],
  ])('is reported once when there is an error %s', async (_, path, reported) => {
    graph.stubs.set('facts', () => ({
      data: { _entities: [null] },
      errors: [{ message: 'no', ...(path ? { path } : {}) }],
    }));
    const result = await graph.run('{ things { fact sure } }');
    expect([result.data, errorPaths(result)]).toEqual([null, reported]);
  });

  test('is not reported for a field that an error of its neighbour nulled in the subgraph', async () => {
    graph.stubs.set('feed', () => ({ data: null, errors: [{ message: 'no', path: ['wrong', 'id'] }] }));
    const result = await graph.run('{ right: must { id } wrong: must { id } }');
    expect([result.data, errorPaths(result)]).toEqual([null, ['wrong.id']]);
  });
});

test('runs the named operation of a document', async () => {
  const query = 'query A { now } query B { now things { id } }';
  expect((await graph.run(query, {}, { operationName: 'A' })).data).toEqual({ now: 1 });
  expect((await graph.run(query, {}, { operationName: 'B' })).data).toEqual({ now: 1, things: [{ id: 'a' }] });
});

describe('a null for a variable of @skip or @include', () => {
  test.each([
    ['query ($off: Boolean = false) { now @skip(if: $off) }', '@skip'],
    ['query ($off: Boolean = false) { ...F } fragment F on Query { ... @include(if: $off) { now } }', '@include'],
    ['mutation ($off: Boolean = false) { go { id @skip(if: $off) } }', '@skip'],
    ['subscription ($off: Boolean = false) { ticks { n things { id @include(if: $off) } } }', '@include'],
  ])('in %s names the argument, and sends no request', async (query, directive) => {
    const { data, errors } = await graph.run(query, { off: null }, { primary: { data: { ticks: { n: 1 } } } });
    const message = `Argument "if" of "${directive}" must not be null (variable "$off").`;
    expect(errors).toEqual([expect.objectContaining({ message, extensions: { code: 'BAD_USER_INPUT', field: 'if' } })]);
    expect([data, graph.requests]).toEqual([undefined, []]);
  });
});

test('fetches that subgraphs would refuse are reported when an operation is compiled, and only then', async () => {
  const supergraph = graph.graph.sdl;
  const reported: string[] = [];
  const planner = defaultPlanner(supergraph);
  const plan: Planner['plan'] = async (query) => ({
    ...(await planner.plan(query)),
    invalidFetches: ['feed: no field x'],
  });
  const faulty = new FederatedGraph(supergraph, {
    createPlanner: () => ({ plan, stop: async () => {} }),
    onInvalidFetch: (fault) => reported.push(fault),
  });
  const executable = faulty.compile(parse('{ things { id } }'), undefined);
  const request = {
    variables: {},
    coerced: {},
    fetch: async () => ({ data: null }),
    signal: new AbortController().signal,
  };
  for (let run = 0; run < 2; run++) await executable.run(request);
  expect(reported).toEqual(['feed: no field x']);
});
