import { buildSubgraphSchema } from '@apollo/subgraph';
import { describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type ExecutionArgs, type ExecutionResult, type GraphQLError, parse } from 'graphql';
import { shapeError } from '../errors/shape.ts';
import { Decimal } from '../graphql/scalars.ts';
import { createLog } from '../log.ts';
import type { CloudEvent } from '../messaging/cloud-event.ts';
import { InProcessFeed } from '../messaging/live/live-feed.ts';
import { EventLoaders } from './event-loaders.ts';
import { RequestContext } from './request-context.ts';
import type { BatchLoad } from './row-loader.ts';
import { operationRunner, prepareOperation } from './run-operation.ts';

const logged: string[] = [];
const log = createLog({ name: 'test', level: 'error', stream: { write: (line) => void logged.push(line) } });

let returned = false;
let wake: (() => void) | undefined;
const ticks = () => ({
  at: 0,
  async next() {
    if (this.at === 2)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    this.at += 1;
    return { value: { tick: this.at }, done: false };
  },
  async return() {
    returned = true;
    wake?.();
    return { value: undefined, done: true };
  },
  [Symbol.asyncIterator]() {
    return this;
  },
});

const units: unknown[] = [];
const feed = new InProcessFeed();
let loads = 0;
const countLoads: BatchLoad<string, number> = async (_em, keys) => new Map(keys.map((key) => [key, ++loads]));
const schema = buildSubgraphSchema([
  {
    typeDefs: parse(`
    scalar Decimal
    input Stop { price: Decimal!, tags: [Int!] }
    input Route { price: Decimal!, stops: [Stop!] }
    type Query { f(input: Route, n: Int! = 1, id: ID): Int }
    type Subscription { tick(n: Int): Int, shared: Int, broken: Int }
  `),
    resolvers: {
      Decimal,
      Query: { f: () => 1 },
      Subscription: {
        tick: {
          subscribe: ticks,
          resolve: ({ tick }: { tick: number }, _args: unknown, context: RequestContext) => {
            units.push(context.em);
            return tick;
          },
        },
        shared: {
          subscribe: () => feed.changesOf('s'),
          resolve: (_change: unknown, _args: unknown, context: RequestContext) => context.load(countLoads, 'key'),
        },
        broken: {
          subscribe: () => {
            throw new Error('select 1');
          },
        },
      },
    },
  },
]);
const em = { fork: () => ({}) } as unknown as EntityManager;
const runner = operationRunner(new EventLoaders(em));
const contextOf = () =>
  new RequestContext(
    { viewer: null, token: null, address: '', requestId: 'r', acceptLanguage: undefined, traceparent: undefined },
    {
      em,
      clock: { now: () => new Date() },
      newId: (prefix) => prefix,
      feed: new InProcessFeed(),
      wake: () => {},
    },
    new AbortController().signal,
  );

type Payload = { query: string; variables?: Record<string, unknown>; operationName?: string };
const prepare = (payload: Payload) => prepareOperation(schema, payload, contextOf());
const shape = (errors: readonly GraphQLError[] | undefined) =>
  errors?.map((error) => shapeError(error, { requestId: 'r', language: 'en' }, log).extensions);

async function errorsOf(payload: Payload) {
  const prepared = prepare(payload);
  if (!('schema' in prepared)) return shape(prepared);
  return shape(((await runner.execute(prepared)) as ExecutionResult).errors);
}

describe('an invalid value over a WebSocket', () => {
  const query = 'query ($input: Route, $n: Int = 1, $id: ID) { f(input: $input, n: $n, id: $id) }';
  test.each([
    ['a number for an amount', { input: { price: 150 } }, 'price'],
    ['deep in lists', { input: { price: '1', stops: [{ price: '1', tags: [1, 'x'] }] } }, 'tags'],
    ['an amount in a list', { input: { price: '1', stops: [{ price: '1' }, { price: 'at "x"' }] } }, 'price'],
    ['a number for an object', { input: 7 }, 'input'],
    ['null for a non-null type', { n: null }, 'n'],
    ['an id that is a list', { id: ['x'] }, 'id'],
  ])('is BAD_USER_INPUT: %s', async (_name, variables, field) => {
    logged.length = 0;
    expect(await errorsOf({ query, variables })).toEqual([{ code: 'BAD_USER_INPUT', field, requestId: 'r' }]);
    expect(logged).toEqual([]);
  });

  test('is BAD_USER_INPUT when it is missing', async () => {
    const required = 'query ($input: Route!) { f(input: $input) }';
    for (const variables of [{}, { input: null }])
      expect(await errorsOf({ query: required, variables })).toMatchObject([
        { code: 'BAD_USER_INPUT', field: 'input' },
      ]);
  });

  test('is BAD_USER_INPUT however many there are', async () => {
    const variables = { input: { price: '1', stops: Array(200).fill({ price: 1 }) } };
    const errors = (await errorsOf({ query, variables })) ?? [];
    expect(errors.every((extensions) => extensions?.code === 'BAD_USER_INPUT')).toBe(true);
    expect(errors.at(-1)).toMatchObject({ field: 'variables' });
  });
});

describe('an operation that cannot run', () => {
  test.each([
    ['a syntax error', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ g }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['two operations and no name', { query: 'query A { f } query B { f }' }, 'OPERATION_RESOLUTION_FAILURE'],
    ['an unknown operation name', { query: 'query A { f }', operationName: 'C' }, 'OPERATION_RESOLUTION_FAILURE'],
    ['only fragments', { query: 'fragment F on Query { f }' }, 'GRAPHQL_VALIDATION_FAILED'],
  ])('%s', async (_name, payload, code) => {
    logged.length = 0;
    expect(await errorsOf(payload)).toMatchObject([{ code }]);
    expect(logged).toEqual([]);
  });

  test('the error of a failing source is only logged', async () => {
    logged.length = 0;
    const result = (await runner.subscribe(
      prepare({ query: 'subscription { broken }' }) as ExecutionArgs,
    )) as ExecutionResult;
    expect(shape(result.errors)).toEqual([{ code: 'INTERNAL_SERVER_ERROR', requestId: 'r' }]);
    expect(logged.join()).toContain('select 1');
  });
});

test('each event has a unit of work of its own, and return ends a waiting source', async () => {
  const results = (await runner.subscribe(
    prepare({ query: 'subscription { tick }' }) as ExecutionArgs,
  )) as AsyncIterableIterator<ExecutionResult>;
  expect((await results.next()).value.data).toEqual({ tick: 1 });
  expect((await results.next()).value.data).toEqual({ tick: 2 });
  expect(new Set(units).size).toBe(2);
  const waiting = results.next();
  expect(await results.return?.()).toEqual({ value: undefined, done: true });
  expect(returned).toBe(true);
  await waiting;
});

test('subscriptions load the rows of an event once among them, and those of the next event anew', async () => {
  const subscribe = async () =>
    (await runner.subscribe(
      prepare({ query: 'subscription { shared }' }) as ExecutionArgs,
    )) as AsyncIterableIterator<ExecutionResult>;
  const all = await Promise.all(Array.from({ length: 50 }, subscribe));
  const change = () => ({ subject: 's' }) as CloudEvent;
  for (const expected of [1, 2]) {
    feed.publish([change()]);
    const results = await Promise.all(all.map((each) => each.next()));
    expect(new Set(results.map(({ value }) => value.data.shared))).toEqual(new Set([expected]));
  }
  // A slow one shares, too.
  const [quick, slow] = all;
  feed.publish([change()]);
  expect((await quick?.next())?.value.data).toEqual({ shared: 3 });
  expect((await slow?.next())?.value.data).toEqual({ shared: 3 });
  for (const each of all) await each.return?.();
});

test('an event of a subscription names its subject in its result', async () => {
  const subscribe = async (query: string) =>
    (await runner.subscribe(prepare({ query }) as ExecutionArgs)) as AsyncIterableIterator<ExecutionResult>;
  const shared = await subscribe('subscription { shared }');
  feed.publish([{ subject: 's' } as CloudEvent]);
  expect((await shared.next()).value.extensions).toEqual({ changedIds: ['s'] });
  await shared.return?.();
  const other = await subscribe('subscription { tick }');
  expect((await other.next()).value.extensions).toBeUndefined();
  await other.return?.();
});
