import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import type { Refusal } from '#platform/errors/refusal.ts';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import type { OperationRequest } from '../run-operation.ts';
import type { SubgraphResponse } from '../upstream/subgraph-response.ts';
import type { Sink, UpstreamEnd } from '../upstream/upstream-socket.ts';
import type { UpstreamSockets } from '../upstream/upstream-sockets.ts';
import { maxPendingEvents } from './group.ts';
import type { PreparedSubscription } from './prepare-subscription.ts';
import { maxOutage } from './retry-pause.ts';
import { SharedResult } from './shared-result.ts';
import { Subscriber } from './subscriber.ts';
import { Topic, type TopicOptions } from './topic.ts';

/** The subscriptions that the topic started, and those of them that it ended. */
const sinks: Sink[] = [];
let ended = 0;
const upstream = {
  subscribe: (_source: unknown, sink: Sink) => {
    sinks.push(sink);
    return () => void ended++;
  },
} as unknown as UpstreamSockets;

/** Executions wait for it. */
let mayExecute: Promise<void> = Promise.resolve();
let executed: unknown[] = [];
/** Of each event its number, its subgraph, and the events executed before. */
let received: string[] = [];
let topicsEnded = 0;

const prepared = (isState: boolean, key = 'group'): PreparedSubscription =>
  ({
    request: {} as OperationRequest,
    topic: 'topic',
    group: key,
    source: {},
    subgraph: 'trips',
    isState,
    graph: prepared,
    execute: async ({ data }: SubgraphResponse) => {
      executed.push(data?.n);
      await mayExecute;
      if (data?.n === 'fails') throw new Error('no plan');
      return new SharedResult(String(data?.n), { isIncomplete: data?.n === 'incomplete' });
    },
    errorsOf: async ({ errors = [] }: SubgraphResponse) =>
      errors.map(({ message, extensions }) => new GraphQLError(message, { extensions: { ...extensions } })),
  }) as unknown as PreparedSubscription;

interface Client {
  got: string[];
  end: string | null;
  leave: () => void;
}

function start(isState: boolean): Topic {
  const onEnd = () => void topicsEnded++;
  const onEvent: TopicOptions['onEvent'] = ({ data }, subgraph) =>
    void received.push(`${data?.n} of ${subgraph} after ${executed.length}`);
  return new Topic({ prepared: prepared(isState), upstream, log: silent, onEvent, onEnd });
}

function join(topic: Topic, isState: boolean, key?: string): Client {
  const client: Client = { got: [], end: null, leave: () => subscriber.cancel() };
  const subscriber = new Subscriber(
    {} as OperationRequest,
    {
      buffered: 0,
      next: ({ json }) => client.got.push(json),
      end: (errors = []) => {
        client.end = errors.map(codeOf).join() || 'complete';
      },
      expire: () => {
        client.end = 'expired';
      },
      onDrain: () => () => {},
    },
    isState,
  );
  subscriber.since = topic.number + 1;
  topic.groupOf(prepared(isState, key)).add(subscriber);
  return client;
}

const codeOf = ({ originalError, extensions, message }: GraphQLError) =>
  (originalError as Refusal | undefined)?.code ?? extensions.code ?? message;
const send = (...names: (string | number)[]) => {
  for (const n of names) sinks.at(-1)?.next({ data: { n } });
};
const lose = (kind: Exclude<UpstreamEnd['kind'], 'refused'> = 'lost') => sinks.at(-1)?.end({ kind });

beforeEach(() => {
  sinks.length = 0;
  ended = 0;
  executed = [];
  received = [];
  topicsEnded = 0;
  mayExecute = Promise.resolve();
});

afterEach(() => {
  jest.useRealTimers();
});

test('reports each event before it is executed', () => {
  const topic = start(true);
  join(topic, true);
  send(1, 2);
  expect(received).toEqual(['1 of trips after 0', '2 of trips after 1']);
});

describe('a log', () => {
  test('gives a burst whole and in order, executing one event at a time', async () => {
    const topic = start(false);
    const client = join(topic, false);
    const gate = Promise.withResolvers<void>();
    mayExecute = gate.promise;
    send(...Array.from({ length: 700 }, (_, at) => at));
    expect(executed).toEqual([0]);
    gate.resolve();
    await until(() => client.got.length === 700);
    expect(client.got).toEqual(Array.from({ length: 700 }, (_, at) => String(at)));
  });

  test('gives a client that joins the events from then on', async () => {
    const topic = start(false);
    const [first, gate] = [join(topic, false), Promise.withResolvers<void>()];
    mayExecute = gate.promise;
    send(1, 2);
    const second = join(topic, false);
    send(3);
    gate.resolve();
    await until(() => first.got.length === 3 && second.got.length === 1);
    expect([first.got, second.got]).toEqual([['1', '2', '3'], ['3']]);
  });

  test.each([
    ['lost', 'EVENTS_LOST'],
    ['unreachable', 'SUBGRAPH_UNAVAILABLE'],
    ['forbidden', 'expired'],
    ['complete', 'complete'],
  ] as const)('that is %s ends with %s, after the events before', async (kind, code) => {
    const client = join(start(false), false);
    send(1);
    await until(() => client.got.length === 1);
    lose(kind);
    await until(() => client.end !== null);
    expect([client.got, client.end, sinks.length, topicsEnded]).toEqual([['1'], code, 1, 1]);
  });

  test('ends with the errors that the subgraph ended it with', async () => {
    const client = join(start(false), false);
    sinks[0]?.end({ kind: 'refused', errors: [{ message: 'gone', extensions: { code: 'NOT_FOUND' } }] });
    await until(() => client.end === 'NOT_FOUND');
  });

  test('keeps the pending events up to a bound; one more ends it with EVENTS_LOST after them', async () => {
    const gate = Promise.withResolvers<void>();
    mayExecute = gate.promise;
    const client = join(start(false), false);
    // One is being executed.
    send(...Array.from({ length: maxPendingEvents + 1 }, (_, at) => at));
    expect(client.end).toBeNull();
    send('one more');
    gate.resolve();
    await until(() => client.end !== null);
    expect([client.got.length, client.got.at(-1), client.end]).toEqual([
      maxPendingEvents + 1,
      String(maxPendingEvents),
      'EVENTS_LOST',
    ]);
  });
});

describe('a state', () => {
  test('executes only the newest of the events that are pending', async () => {
    const gate = Promise.withResolvers<void>();
    mayExecute = gate.promise;
    const client = join(start(true), true);
    send(1, 2, 3, 4);
    gate.resolve();
    await until(() => client.got.at(-1) === '4');
    expect(client.got).toEqual(['1', '4']);
  });

  test('gives a client that joins the present, executed for it alone', async () => {
    const topic = start(true);
    const first = join(topic, true);
    send(1);
    await until(() => first.got.length === 1);
    const [second, third] = [join(topic, true), join(topic, true)];
    await until(() => second.got.length === 1 && third.got.length === 1);
    expect([first.got, second.got, third.got, executed.length <= 3]).toEqual([['1'], ['1'], ['1'], true]);
  });

  test('gives a client that joins during an execution a result of a later one', async () => {
    const gate = Promise.withResolvers<void>();
    mayExecute = gate.promise;
    const topic = start(true);
    join(topic, true);
    send(1);
    const second = join(topic, true);
    gate.resolve();
    await until(() => second.got.length > 0);
    expect(executed).toEqual([1, 1]);
    expect(second.got).toEqual(['1']);
  });

  test.each(['lost', 'unreachable'] as const)(
    'that is %s is subscribed to again, and no client notices',
    async (kind) => {
      const client = join(start(true), true);
      send(1);
      lose(kind);
      await until(() => sinks.length === 2);
      send(2);
      await until(() => client.got.at(-1) === '2');
      expect([client.got, client.end, topicsEnded]).toEqual([['1', '2'], null, 0]);
    },
  );

  test('is subscribed to again when the subgraph says that events are lost', async () => {
    const client = join(start(true), true);
    sinks[0]?.end({ kind: 'refused', errors: [{ message: 'gap', extensions: { code: 'EVENTS_LOST' } }] });
    await until(() => sinks.length === 2);
    expect(client.end).toBeNull();
  });

  test.each(['forbidden', 'complete'] as const)('that is %s ends', async (kind) => {
    const client = join(start(true), true);
    lose(kind);
    await until(() => client.end !== null);
    expect(sinks).toHaveLength(1);
  });

  test('tries again at growing random intervals, and ends after the longest outage', async () => {
    jest.useFakeTimers();
    const client = join(start(true), true);
    lose('unreachable');
    const pauses: number[] = [];
    for (let before = performance.now(); performance.now() - before <= maxOutage; ) {
      const [at, count] = [performance.now(), sinks.length];
      while (sinks.length === count) await jest.advanceTimersByTimeAsync(10);
      pauses.push(performance.now() - at);
      lose('unreachable');
    }
    await jest.advanceTimersByTimeAsync(10_000);
    expect(client.end).toBe('SUBGRAPH_UNAVAILABLE');
    expect(Math.max(...pauses)).toBeLessThanOrEqual(5_010);
    expect(Math.max(...pauses.slice(0, 2))).toBeLessThanOrEqual(410);
    expect(new Set(pauses).size).toBeGreaterThan(10);
    expect(topicsEnded).toBe(1);
  });
});

test('a state that stays incomplete is executed again for as long as an outage may take, and anew after an event', async () => {
  jest.useFakeTimers();
  const client = join(start(true), true);
  send('incomplete');
  await jest.advanceTimersByTimeAsync(maxOutage + 10_000);
  const count = executed.length;
  expect(count).toBeGreaterThan(maxOutage / 5_000);
  await jest.advanceTimersByTimeAsync(maxOutage);
  expect(executed).toHaveLength(count);
  send(1, 'incomplete');
  await jest.advanceTimersByTimeAsync(10_000);
  expect(executed.length).toBeGreaterThan(count + 2);
  expect([new Set(client.got), client.end]).toEqual([new Set(['1', 'incomplete']), null]);
  client.leave();
  expect(jest.getTimerCount()).toBe(0);
});

describe.each([true, false])('with isState %s', (isState) => {
  test('an event that cannot be executed ends the group, and the others go on', async () => {
    const topic = start(isState);
    const [one, other] = [join(topic, isState), join(topic, isState, 'other')];
    other.leave();
    send('fails');
    await until(() => one.end !== null);
    expect(topicsEnded).toBe(1);
  });

  test('the last client that leaves ends the subscription at the subgraph, also while it is away', async () => {
    const topic = start(isState);
    const clients = [join(topic, isState), join(topic, isState), join(topic, isState, 'other')];
    for (const client of clients) client.leave();
    expect([ended, topicsEnded]).toEqual([1, 1]);
    const again = join(start(true), true);
    lose('unreachable');
    again.leave();
    const started = sinks.length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([sinks.length, topicsEnded]).toEqual([started, 2]);
  });
});
