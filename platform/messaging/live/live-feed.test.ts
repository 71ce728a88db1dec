import { expect, test } from '@jest/globals';
import type { CloudEvent } from '../cloud-event.ts';
import { InProcessFeed, TailOverflow, tailCapacity } from './live-feed.ts';

const event = (id: string, subject = 't_1'): CloudEvent => ({
  specversion: '1.0',
  id,
  source: 'test',
  type: 'test.happened.v1',
  subject,
  time: '2030-01-01T00:00:00.000Z',
  datacontenttype: 'application/json',
  data: {},
});
const over = { value: undefined, done: true };
const all = () => true;

test('a tail has the selected events in order', async () => {
  const feed = new InProcessFeed();
  const tail = feed.subscribe(({ subject }) => subject === 't_1');
  feed.publish([event('1'), event('2', 't_2'), event('3')]);
  feed.publish([event('4')]);
  const ids = [await tail.next(), await tail.next(), await tail.next()].map(({ value }) => value?.id);
  expect(ids).toEqual(['1', '3', '4']);
});

test('a tail of the newest only has the last event of a publication, and of those that wait', async () => {
  const feed = new InProcessFeed();
  const tail = feed.subscribe(all, { newestOnly: true });
  const waiting = tail.next();
  feed.publish([event('1'), event('2')]);
  expect((await waiting).value?.id).toBe('2');
  feed.publish([event('3')]);
  feed.publish([event('4')]);
  expect((await tail.next()).value?.id).toBe('4');
  const nothing = tail.next();
  await tail.return();
  expect(await nothing).toEqual({ value: undefined, done: true });
});

test('return settles a pending next and removes the tail from the feed', async () => {
  const feed = new InProcessFeed();
  const tail = feed.subscribe(all);
  expect(feed.size).toBe(1);
  const waiting = tail.next();
  await tail.return();
  expect(await waiting).toEqual({ value: undefined, done: true });
  expect(feed.size).toBe(0);
});

test('a reader that is too slow gets the queued events, then TailOverflow', async () => {
  const feed = new InProcessFeed();
  const tail = feed.subscribe(all);
  for (let at = 0; at <= tailCapacity; at++) feed.publish([event(String(at))]);
  expect(feed.size).toBe(0);
  for (let at = 0; at < tailCapacity; at++) expect((await tail.next()).value?.id).toBe(String(at));
  await expect(tail.next()).rejects.toThrow(TailOverflow);
});

test('stop ends every tail', async () => {
  const feed = new InProcessFeed();
  const waiting = [feed.subscribe(all), feed.subscribe(all)].map((tail) => tail.next());
  await feed.stop();
  expect((await Promise.all(waiting)).every(({ done }) => done)).toBe(true);
});

test('a reader that has returned gets neither the queued events nor TailOverflow', async () => {
  const feed = new InProcessFeed();
  const tail = feed.subscribe(() => true);
  feed.publish([event('1')]);
  await tail.return();
  expect(await tail.next()).toEqual(over);
  feed.publish([event('2')]);
  expect(await tail.next()).toEqual(over);

  const slow = feed.subscribe(() => true);
  feed.publish(Array.from({ length: tailCapacity + 1 }, (_, at) => event(String(at))));
  await slow.return();
  expect(await slow.next()).toEqual(over);
});

test('a tail of the newest only never overflows, and has only selected events', async () => {
  const feed = new InProcessFeed();
  const tail = feed.subscribe(({ id }) => id !== 'no', { newestOnly: true });
  for (let at = 0; at <= tailCapacity; at++) feed.publish([event(String(at)), event('no')]);
  expect((await tail.next()).value?.id).toBe(String(tailCapacity));
  const waiting = tail.next();
  feed.publish([event('no')]);
  feed.publish([]);
  feed.publish([event('yes'), event('no')]);
  expect((await waiting).value?.id).toBe('yes');
});

test('a reader that returns does not affect the others', async () => {
  const feed = new InProcessFeed();
  const [one, other] = [feed.subscribe(() => true), feed.subscribe(() => true)];
  feed.publish([event('1')]);
  for await (const _ of one) break;
  feed.publish([event('2')]);
  expect([(await other.next()).value?.id, (await other.next()).value?.id]).toEqual(['1', '2']);
  expect(feed.size).toBe(1);
});
