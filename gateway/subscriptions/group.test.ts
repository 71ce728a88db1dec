import { describe, expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { until } from '#test-kit/until.ts';
import type { OperationRequest } from '../run-operation.ts';
import type { SubgraphResponse } from '../upstream/subgraph-response.ts';
import { Group, type PendingEvent } from './group.ts';
import type { PreparedSubscription } from './prepare-subscription.ts';
import { SharedResult } from './shared-result.ts';
import { Subscriber } from './subscriber.ts';

interface TestGroup {
  group: Group;
  /** Sends an event, which is executed when the gate is open. */
  send(n: number): void;
  open(): void;
  join(): { got: string[]; ended: string | null };
}

function start(isState: boolean): TestGroup {
  const gate = Promise.withResolvers<void>();
  let latest: { number: number; event: SubgraphResponse } | null = null;
  const prepared = {
    isState,
    execute: async ({ data }: SubgraphResponse) => {
      await gate.promise;
      return new SharedResult(String(data?.n));
    },
    errorsOf: async () => {
      await gate.promise;
      await new Promise(setImmediate);
      return [new GraphQLError('refused')];
    },
  } as unknown as PreparedSubscription;
  const group = new Group({ prepared, latest: () => latest, onEmpty: () => {} });
  return {
    group,
    send: (n) => {
      const numbered = { number: n, event: { data: { n } } };
      if (isState) latest = numbered;
      group.push({ ...numbered, only: null });
    },
    open: () => gate.resolve(),
    join: () => {
      const client: ReturnType<TestGroup['join']> = { got: [], ended: null };
      const channel = {
        buffered: 0,
        next: ({ json }: SharedResult) => void client.got.push(json),
        end: (errors: readonly GraphQLError[] = []) => {
          client.ended = errors.map(({ message }) => message).join() || 'complete';
        },
        expire: () => {},
        onDrain: () => () => {},
      };
      const subscriber = new Subscriber({} as OperationRequest, channel, isState);
      subscriber.since = (latest?.number ?? 0) + 1;
      group.add(subscriber);
      return client;
    },
  };
}

test('a client that joins a state while an event is pending gets that event', async () => {
  const { send, open, join } = start(true);
  const first = join();
  send(1);
  send(2);
  const second = join();
  open();
  await until(() => first.got.length === 2 && second.got.length > 0);
  expect([first.got, second.got]).toEqual([['1', '2'], ['2']]);
});

describe.each([true, false])('a group that ends, with isState %s,', (isState) => {
  test('ends its subscriptions after the pending events, though the supergraph changes meanwhile', async () => {
    const { group, send, open, join } = start(isState);
    const client = join();
    send(1);
    group.refuse([{ message: 'upstream' }]);
    const moved: (readonly PendingEvent[])[] = [];
    group.handOver((pending) => moved.push(pending));
    open();
    await until(() => client.ended !== null);
    expect([client.got, client.ended, moved]).toEqual([['1'], 'refused', []]);
  });

  test('lets other work go on while it ends thousands', async () => {
    const { group, open, join } = start(isState);
    const clients = Array.from({ length: 2_000 }, join);
    open();
    group.end();
    const counts = new Set<number>();
    while (clients.some(({ ended }) => ended === null)) {
      counts.add(clients.filter(({ ended }) => ended !== null).length);
      await new Promise(setImmediate);
    }
    expect(counts.size).toBeGreaterThan(2);
    expect(new Set(clients.map(({ ended }) => ended))).toEqual(new Set(['complete']));
  });
});
