import { expect, test } from '@jest/globals';
import type { CloudEvent } from '../cloud-event.ts';
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
