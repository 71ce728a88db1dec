import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { CombinedProtocolErrors } from '@apollo/client/errors';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient, NetworkError } from 'graphql-sse';
import { EventSource } from 'undici';
import { clockSkew } from '#platform/security/clock-skew.ts';
import { until } from '#test-kit/until.ts';
import { startTickingGraph, type TickingGraph } from '../../testing/ticking-graph.ts';

let graph: TickingGraph;
let expiresAt = Number.MAX_SAFE_INTEGER;
const cleanups: (() => void)[] = [];

beforeAll(async () => {
  graph = await startTickingGraph({
    settings: { streams: { perProcess: 100, perAddress: 3 } },
    expiresAt: () => expiresAt,
  });
});

afterEach(async () => {
  for (const each of cleanups.splice(0)) each();
  expiresAt = Number.MAX_SAFE_INTEGER;
  await graph.close();
});

afterAll(() => graph.stop());

const query = 'subscription { ticks { n text item { fact } } }';
const secret = 'subscription { secret { n } }';
/** Arrives in many chunks, which split characters. */
const long = 'مقعد'.repeat(100_000);
const event = (n: number, text: string | null = null) => ({ ticks: { n, text, item: { fact: `fact i${n}` } } });
/** A token whose session ends in a second. It is accepted for the clock skew after its expiry. */
const expiring = () => {
  expiresAt = Date.now() / 1_000 - clockSkew + 1;
  return { authorization: 'Bearer a.b.c' };
};
const codesOf = (errors: readonly { extensions?: Record<string, unknown> }[] = []) =>
  errors.map(({ extensions }) => extensions?.code);

describe('graphql-sse', () => {
  function client(headers: Record<string, string> = {}, retryAttempts = 0) {
    const created = createClient({ url: graph.url, retryAttempts, retry: async () => {}, headers });
    cleanups.push(() => created.dispose());
    return created;
  }

  test('reads the events of a subscription, and its unsubscribe ends it', async () => {
    const results = client().iterate({ query });
    const first = results.next();
    await graph.listening();
    graph.tick(1, { text: long });
    expect((await first).value).toEqual({ data: event(1, long) });
    graph.tick(2);
    expect((await results.next()).value).toEqual({ data: event(2) });
    await results.return?.();
    await graph.listening(0);
  });

  test('completes when the subgraph does', async () => {
    const results = client().iterate({ query });
    const first = results.next();
    await graph.listening();
    graph.complete();
    expect(await first).toEqual({ value: undefined, done: true });
  });

  test('reads the result of a query and of a mutation', async () => {
    for (const [operation, data] of [
      ['{ hello }', { hello: 'hello you' }],
      ['mutation { ping }', { ping: expect.any(Number) }],
    ] as const) {
      const results = client().iterate({ query: operation });
      expect(await results.next()).toEqual({ value: { data }, done: false });
      expect(await results.next()).toEqual({ value: undefined, done: true });
    }
  });

  test('reads the errors of an operation that cannot run, and of a session that has ended', async () => {
    for (const [results, code] of [
      [client().iterate({ query: 'subscription { nothing }' }), 'GRAPHQL_VALIDATION_FAILED'],
      [client().iterate({ query: secret }), 'UNAUTHENTICATED'],
      [client(expiring()).iterate({ query: secret }), 'UNAUTHENTICATED'],
    ] as const) {
      const { value } = await results.next();
      expect(codesOf(value?.errors)).toEqual([code]);
      expect(await results.next()).toEqual({ value: undefined, done: true });
    }
  });

  test('retries above the bound of an address, until one has left', async () => {
    const open = [1, 2, 3].map(() => client().iterate({ query }));
    for (const each of open) void each.next();
    await graph.listening(3);
    await expect(client().iterate({ query }).next()).rejects.toThrow(NetworkError);
    const fourth = client({}, 10_000).iterate({ query });
    let first: unknown;
    void fourth.next().then(({ value }) => {
      first = value;
    });
    await open[0]?.return?.();
    await until(() => {
      graph.tick(4);
      return first !== undefined;
    });
    expect(first).toEqual({ data: event(4) });
  });
});

describe('EventSource', () => {
  function open(parameters: Record<string, string>) {
    const source = new EventSource(`${graph.url}?${new URLSearchParams(parameters)}`);
    const results: unknown[] = [];
    let completed = 0;
    source.addEventListener('next', (message) => results.push(JSON.parse((message as MessageEvent).data)));
    source.addEventListener('complete', () => {
      completed++;
      source.close();
    });
    cleanups.push(() => source.close());
    return { source, results, completed: () => completed };
  }

  test('reads the events of a subscription by GET, and its close ends it', async () => {
    const { source, results } = open({
      query: 'subscription ($s: Int) { ticks(step: $s) { n text item { fact } } }',
      variables: '{"s":1}',
    });
    await until(() => source.readyState === EventSource.OPEN);
    await graph.listening();
    graph.tick(1, { text: long });
    await until(() => results.length === 1);
    expect(results).toEqual([{ data: event(1, long) }]);
    source.close();
    await graph.listening(0);
  });

  test('dispatches the complete event, and the errors of a subscription that cannot run', async () => {
    const live = open({ query });
    await graph.listening();
    graph.complete();
    await until(() => live.completed() === 1);
    const invalid = open({ query: 'subscription { nothing }' });
    await until(() => invalid.completed() === 1);
    expect(invalid.results).toMatchObject([{ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] }]);
  });

  test('fails for good on a query, which it could send for another site', async () => {
    const { source } = open({ query: '{ hello }' });
    await until(() => source.readyState === EventSource.CLOSED);
  });
});

describe('Apollo Client', () => {
  function client(headers: Record<string, string> = {}) {
    const created = new ApolloClient({
      cache: new InMemoryCache(),
      link: ApolloLink.from([new HttpLink({ uri: graph.url, headers })]),
    });
    cleanups.push(() => created.stop());
    return created;
  }

  function subscribe(text: string, headers?: Record<string, string>) {
    const results: { data?: unknown; error?: unknown }[] = [];
    let ended = false;
    const subscription = client(headers)
      .subscribe({ query: gql(text), fetchPolicy: 'no-cache' })
      .subscribe({
        next: (result) => results.push(result),
        complete: () => {
          ended = true;
        },
        error: (error) => results.push({ error }),
      });
    cleanups.push(() => subscription.unsubscribe());
    return { results, subscription, ended: () => ended };
  }

  test('reads each event when it arrives, and its unsubscribe ends the subscription', async () => {
    const { results, subscription } = subscribe(query);
    await graph.listening();
    graph.tick(1, { text: long });
    await until(() => results.length === 1);
    graph.tick(2);
    await until(() => results.length === 2);
    expect(results.map(({ data }) => data)).toMatchObject([event(1, long), event(2)]);
    subscription.unsubscribe();
    await graph.listening(0);
  });

  test('completes when the subgraph does', async () => {
    const { results, ended } = subscribe(query);
    await graph.listening();
    graph.complete();
    await until(ended);
    expect(results).toEqual([]);
  });

  test('distinguishes an operation that cannot run from a session that has ended', async () => {
    const refused = [subscribe('subscription { nothing { n } }'), subscribe(secret)];
    for (const { results } of refused) await until(() => results.length === 1);
    const errors = refused.map(({ results }) => results[0]?.error);
    expect(errors.map((error) => CombinedGraphQLErrors.is(error) && codesOf(error.errors))).toEqual([
      ['GRAPHQL_VALIDATION_FAILED'],
      ['UNAUTHENTICATED'],
    ]);
    const expired = subscribe(secret, expiring());
    await until(() => expired.results.length === 1);
    const [{ error }] = expired.results as [{ error: unknown }];
    expect(CombinedProtocolErrors.is(error) && codesOf(error.errors)).toEqual(['UNAUTHENTICATED']);
  });

  test('sends queries as before', async () => {
    const { data } = await client().query({ query: gql('{ hello }') });
    expect(data).toEqual({ hello: 'hello you' });
  });
});
