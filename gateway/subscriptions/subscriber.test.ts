import { describe, expect, test } from '@jest/globals';
import type { GraphQLError } from 'graphql';
import type { Refusal } from '#platform/errors/refusal.ts';
import type { OperationRequest } from '../run-operation.ts';
import type { Channel } from './channel.ts';
import { SharedResult } from './shared-result.ts';
import { maxKeptResults, Subscriber, writableBytes } from './subscriber.ts';

/** A channel whose client reads when the test says so. */
class TestChannel implements Channel {
  buffered = 0;
  sent: string[] = [];
  ended: readonly GraphQLError[] | null = null;
  expired = false;
  listeners = new Set<() => void>();

  next({ json }: SharedResult): void {
    this.sent.push(json);
  }

  end(errors: readonly GraphQLError[] = []): void {
    this.ended = errors;
  }

  expire(): void {
    this.expired = true;
  }

  onDrain(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The client stops reading. */
  fill(): void {
    this.buffered = writableBytes + 1;
  }

  /** The client has read everything. */
  drain(): void {
    this.buffered = 0;
    for (const listener of [...this.listeners]) listener();
  }
}

const request = {} as OperationRequest;

function subscribed(isState: boolean) {
  const channel = new TestChannel();
  const subscriber = new Subscriber(request, channel, isState);
  let left = 0;
  subscriber.leave = () => left++;
  const deliver = (...names: (number | string)[]) => {
    for (const name of names) subscriber.deliver(new SharedResult(String(name)));
  };
  return { channel, subscriber, deliver, left: () => left };
}

const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, at) => from + at);
const codeOf = (errors: readonly GraphQLError[] | null) => (errors?.[0]?.originalError as Refusal | undefined)?.code;

describe.each([true, false])('with isState %s', (isState) => {
  test('a client that reads gets each result at once', () => {
    const { channel, deliver } = subscribed(isState);
    channel.buffered = writableBytes;
    deliver(1, 2, 3);
    expect(channel.sent).toEqual(['1', '2', '3']);
    expect(channel.listeners.size).toBe(0);
  });

  test('the end comes after the results that were kept back, and only once', () => {
    const { channel, subscriber, deliver } = subscribed(isState);
    channel.fill();
    deliver(1);
    subscriber.end();
    subscriber.end([]);
    expect([channel.sent, channel.ended]).toEqual([[], null]);
    deliver(2);
    channel.drain();
    expect([channel.sent, channel.ended]).toEqual([['1'], []]);
    expect(channel.listeners.size).toBe(0);
  });

  test('a client that leaves gets nothing more, and is forgotten', () => {
    const { channel, subscriber, deliver, left } = subscribed(isState);
    channel.fill();
    deliver(1);
    subscriber.cancel();
    deliver(2);
    channel.drain();
    subscriber.end();
    expect([channel.sent, channel.ended, channel.listeners.size, left() > 0]).toEqual([[], null, 0, true]);
  });

  test('an expired client gets nothing more', () => {
    const { channel, subscriber, deliver } = subscribed(isState);
    subscriber.expire();
    deliver(1);
    expect([channel.sent, channel.ended, channel.expired]).toEqual([[], null, true]);
  });
});

test('a slow client of a state gets the newest result when it reads again', () => {
  const { channel, deliver } = subscribed(true);
  deliver(1);
  channel.fill();
  deliver(...numbers(maxKeptResults * 2), 'newest');
  expect(channel.sent).toEqual(['1']);
  channel.drain();
  expect(channel.sent).toEqual(['1', 'newest']);
  deliver('after');
  expect(channel.sent.at(-1)).toBe('after');
});

test('a slow client of a log gets every result in order, up to the bound', () => {
  const { channel, deliver } = subscribed(false);
  channel.fill();
  deliver(...numbers(maxKeptResults));
  channel.drain();
  expect(channel.sent).toEqual(numbers(maxKeptResults).map(String));
  deliver('after');
  expect(channel.sent.at(-1)).toBe('after');
  expect(channel.ended).toBeNull();
});

test('one result beyond the bound ends a log with EVENTS_LOST, after the results that were kept back', () => {
  const { channel, deliver, left } = subscribed(false);
  channel.fill();
  deliver(...numbers(maxKeptResults + 1));
  expect([left(), channel.ended]).toEqual([1, null]);
  channel.drain();
  expect(channel.sent).toHaveLength(maxKeptResults);
  expect(codeOf(channel.ended)).toBe('EVENTS_LOST');
});

test('kept results are sent only as far as the client reads', () => {
  const { channel, deliver } = subscribed(false);
  channel.fill();
  deliver(1, 2, 3);
  const next = channel.next.bind(channel);
  channel.next = (result) => {
    next(result);
    channel.fill();
  };
  channel.drain();
  expect(channel.sent).toEqual(['1']);
  deliver(4);
  channel.drain();
  channel.drain();
  channel.drain();
  expect(channel.sent).toEqual(['1', '2', '3', '4']);
});
