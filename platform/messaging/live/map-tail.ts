import type { CloudEvent } from '../cloud-event.ts';
import type { Tail } from './live-feed.ts';

/** The values that come before, then one for each event; `return` ends the tail, also while it waits. */
export function mapTail<Value>(
  tail: Tail,
  map: (event: CloudEvent) => Value,
  before: readonly Value[] = [],
): AsyncIterableIterator<Value, undefined> {
  const first = [...before];
  return {
    async next() {
      const value = first.shift();
      if (value !== undefined) return { value, done: false };
      const event = await tail.next();
      return event.done ? { value: undefined, done: true } : { value: map(event.value), done: false };
    },
    async return() {
      first.length = 0;
      await tail.return();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
