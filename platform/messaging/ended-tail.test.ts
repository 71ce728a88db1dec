import { expect, test } from '@jest/globals';
import { limits } from '../limits.ts';
import type { CloudEvent } from './cloud-event.ts';
import { InProcessFeed } from './live-feed.ts';
import { mapTail } from './map-tail.ts';

const event = (id: string): CloudEvent => ({
  specversion: '1.0',
  id,
  source: 'test',
  type: 'test.happened.v1',
  subject: 't_1',
  time: '2030-01-01T00:00:00.000Z',
  datacontenttype: 'application/json',
  data: {},
});
const over = { value: undefined, done: true };

test('a reader that has left gets nothing more, neither what waits nor that something is missing', async () => {
  const feed = new InProcessFeed();
  const tail = feed.subscribe(() => true);
  feed.publish([event('1')]);
  await tail.return();
  expect(await tail.next()).toEqual(over);
  feed.publish([event('2')]);
  expect(await tail.next()).toEqual(over);

  const slow = feed.subscribe(() => true);
  feed.publish(Array.from({ length: limits.feedQueue + 1 }, (_, at) => event(String(at))));
  await slow.return();
  expect(await slow.next()).toEqual(over);
});

test('a tail of a state never overflows, and is told of nothing that it does not want', async () => {
  const feed = new InProcessFeed();
  const tail = feed.subscribe(({ id }) => id !== 'no', { newestOnly: true });
  for (let at = 0; at <= limits.feedQueue; at++) feed.publish([event(String(at)), event('no')]);
  expect((await tail.next()).value?.id).toBe(String(limits.feedQueue));
  const waiting = tail.next();
  feed.publish([event('no')]);
  feed.publish([]);
  feed.publish([event('yes'), event('no')]);
  expect((await waiting).value?.id).toBe('yes');
});

test('a reader that leaves costs the others nothing', async () => {
  const feed = new InProcessFeed();
  const [one, other] = [feed.subscribe(() => true), feed.subscribe(() => true)];
  feed.publish([event('1')]);
  for await (const _ of one) break;
  feed.publish([event('2')]);
  expect([(await other.next()).value?.id, (await other.next()).value?.id]).toEqual(['1', '2']);
  expect(feed.size).toBe(1);
});

test('a mapped tail begins with what comes before, and ends while it waits', async () => {
  const feed = new InProcessFeed();
  const idOf = ({ id }: CloudEvent) => id;
  const mapped = mapTail(
    feed.subscribe(() => true),
    idOf,
    ['first', 'second'],
  );
  feed.publish([event('third')]);
  const values = [await mapped.next(), await mapped.next(), await mapped.next()].map(({ value }) => value);
  expect(values).toEqual(['first', 'second', 'third']);
  const waiting = mapped.next();
  await mapped.return?.();
  expect(await waiting).toEqual(over);

  const left = mapTail(
    feed.subscribe(() => true),
    idOf,
    ['first'],
  );
  await left.return?.();
  expect(await left.next()).toEqual(over);
  expect(feed.size).toBe(0);
});
