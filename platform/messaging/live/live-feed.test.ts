import { expect, test } from '@jest/globals';
import type { CloudEvent } from '../cloud-event.ts';
import { Gap, InProcessFeed, recognizedEvents, tailCapacity } from './live-feed.ts';

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

const isLost = { code: 'EVENTS_LOST' };

test('a log has the wanted events in order', async () => {
  const feed = new InProcessFeed();
  const tail = feed.events(({ subject }) => subject === 't_1');
  feed.publish([event('1'), event('2', 't_2'), event('3')]);
  feed.publish([event('4')]);
  const ids = [await tail.next(), await tail.next(), await tail.next()].map(({ value }) => value?.id);
  expect(ids).toEqual(['1', '3', '4']);
});

test('a state has the last event of a publication, and of those that wait', async () => {
  const feed = new InProcessFeed();
  const tail = feed.changesOf('t_1');
  const waiting = tail.next();
  feed.publish([event('1'), event('2'), event('no', 't_2')]);
  expect((await waiting).value).toMatchObject({ id: '2' });
  feed.publish([event('3')]);
  feed.publish([event('4')]);
  expect((await tail.next()).value).toMatchObject({ id: '4' });
  const nothing = tail.next();
  await tail.return();
  expect(await nothing).toEqual({ value: undefined, done: true });
});

test('a resent event is a change of its aggregate, and no new event of a log', async () => {
  const feed = new InProcessFeed();
  const [log, state] = [feed.events(all), feed.changesOf('t_1')];
  feed.publish([{ ...event('old'), resent: true }]);
  expect((await state.next()).value).toMatchObject({ id: 'old' });
  feed.publish([event('new')]);
  expect((await log.next()).value?.id).toBe('new');
});

test('a log has an event once that is published again, beside new ones', async () => {
  const feed = new InProcessFeed();
  const tail = feed.events(all);
  feed.publish([event('1'), event('2')]);
  feed.publish([event('1'), event('2'), event('3')]);
  feed.publish([event('3')]);
  feed.publish([event('4')]);
  const ids = [];
  for (let read = 0; read < 4; read++) ids.push((await tail.next()).value?.id);
  expect(ids).toEqual(['1', '2', '3', '4']);
});

test('a feed recognizes a bounded number of events', async () => {
  const feed = new InProcessFeed();
  const many = Array.from({ length: recognizedEvents + 1 }, (_, at) => event(String(at)));
  feed.publish(many);
  const tail = feed.events(all);
  feed.publish([event('1'), event('0'), event(String(recognizedEvents))]);
  feed.publish([event('last')]);
  expect((await tail.next()).value?.id).toBe('0');
  expect((await tail.next()).value?.id).toBe('last');
});

test('all readers get the same event', async () => {
  const feed = new InProcessFeed();
  const tails = [feed.events(all), feed.events(all), feed.changesOf('t_1'), feed.changesOf('t_1')];
  const published = event('1');
  feed.publish([published]);
  for (const tail of tails) expect((await tail.next()).value).toBe(published);
});

test('return settles a pending next and removes the tail from the feed', async () => {
  const feed = new InProcessFeed();
  const tail = feed.events(all);
  expect(feed.size).toBe(1);
  const waiting = tail.next();
  await tail.return();
  expect(await waiting).toEqual({ value: undefined, done: true });
  expect(feed.size).toBe(0);
});

test('a reader of a log that is too slow gets the queued events, then EVENTS_LOST', async () => {
  const feed = new InProcessFeed();
  const tail = feed.events(all);
  for (let at = 0; at <= tailCapacity; at++) feed.publish([event(String(at))]);
  expect(feed.size).toBe(0);
  for (let at = 0; at < tailCapacity; at++) expect((await tail.next()).value?.id).toBe(String(at));
  await expect(tail.next()).rejects.toMatchObject(isLost);
});

test('stop ends every tail', async () => {
  const feed = new InProcessFeed();
  const waiting = [feed.events(all), feed.changesOf('t_1')].map((tail) => tail.next());
  await feed.stop();
  expect((await Promise.all(waiting)).every(({ done }) => done)).toBe(true);
});

test('a reader that has returned gets neither the queued events nor EVENTS_LOST', async () => {
  const feed = new InProcessFeed();
  const tail = feed.events(all);
  feed.publish([event('1')]);
  await tail.return();
  expect(await tail.next()).toEqual(over);
  feed.publish([event('2')]);
  expect(await tail.next()).toEqual(over);

  const slow = feed.events(all);
  feed.publish(Array.from({ length: tailCapacity + 1 }, (_, at) => event(String(at))));
  await slow.return();
  expect(await slow.next()).toEqual(over);
});

test('a state never overflows', async () => {
  const feed = new InProcessFeed();
  const tail = feed.changesOf('t_1');
  for (let at = 0; at <= tailCapacity; at++) feed.publish([event(String(at)), event('no', 't_2')]);
  expect((await tail.next()).value).toMatchObject({ id: String(tailCapacity) });
  const waiting = tail.next();
  feed.publish([event('no', 't_2')]);
  feed.publish([]);
  feed.publish([event('yes'), event('no', 't_2')]);
  expect((await waiting).value).toMatchObject({ id: 'yes' });
});

test('an interruption ends each log with EVENTS_LOST after the queued events', async () => {
  const feed = new InProcessFeed();
  const [waits, lags] = [feed.events(all), feed.events(all)];
  feed.publish([event('1')]);
  await waits.next();
  const pending = waits.next();
  feed.interrupt();
  await expect(pending).rejects.toMatchObject(isLost);
  expect((await lags.next()).value?.id).toBe('1');
  await expect(lags.next()).rejects.toMatchObject(isLost);
  expect(feed.size).toBe(0);
});

test('an interruption gives every state one and the same gap, after which it goes on', async () => {
  const feed = new InProcessFeed();
  const tails = [feed.changesOf('t_1'), feed.changesOf('t_2')];
  const pending = tails[0]?.next();
  feed.publish([event('dropped', 't_2')]);
  feed.interrupt();
  const gaps = [(await pending)?.value, (await tails[1]?.next())?.value];
  expect(gaps[0]).toBeInstanceOf(Gap);
  expect(gaps[1]).toBe(gaps[0]);
  feed.publish([event('1')]);
  expect((await tails[0]?.next())?.value).toMatchObject({ id: '1' });
  expect(feed.size).toBe(2);
});

test('a state that returns leaves the others of its aggregate, and a later one begins anew', async () => {
  const feed = new InProcessFeed();
  const [one, other] = [feed.changesOf('t_1'), feed.changesOf('t_1')];
  await one.return();
  feed.publish([event('1')]);
  expect((await other.next()).value).toMatchObject({ id: '1' });
  await other.return();
  await one.return();
  const later = feed.changesOf('t_1');
  expect(feed.size).toBe(1);
  feed.publish([event('2')]);
  expect((await later.next()).value).toMatchObject({ id: '2' });
});

test('a reader that returns does not affect the others', async () => {
  const feed = new InProcessFeed();
  const [one, other] = [feed.events(all), feed.events(all)];
  feed.publish([event('1')]);
  for await (const _ of one) break;
  feed.publish([event('2')]);
  expect([(await other.next()).value?.id, (await other.next()).value?.id]).toEqual(['1', '2']);
  expect(feed.size).toBe(1);
});
