import { expect, test } from '@jest/globals';
import { Refusal } from '#platform/errors/refusal.ts';
import { BoundedQueue } from '#platform/run/bounded-queue.ts';
import { executionResults } from './execution-results.ts';

const complete = async (n: number) => ({ data: { n } });

function resultsOf(capacity: number, completeEvent = complete) {
  let closed = 0;
  const queue = new BoundedQueue<number>(capacity, {
    overflow: () => new Refusal('RATE_LIMITED'),
    onClose: () => closed++,
  });
  return { queue, results: executionResults(queue, completeEvent), closed: () => closed };
}

test('completes each event in order, and ends with the source', async () => {
  const { queue, results } = resultsOf(10);
  queue.push(1);
  queue.push(2);
  expect(await results.next()).toEqual({ value: { data: { n: 1 } }, done: false });
  expect(await results.next()).toEqual({ value: { data: { n: 2 } }, done: false });
  queue.end();
  expect(await results.next()).toEqual({ value: undefined, done: true });
});

test('a slow reader gets the queued events, then RATE_LIMITED as the last result', async () => {
  const { queue, results, closed } = resultsOf(2);
  for (const n of [1, 2, 3, 4]) queue.push(n);
  expect(closed()).toBe(1);
  expect((await results.next()).value).toEqual({ data: { n: 1 } });
  expect((await results.next()).value).toEqual({ data: { n: 2 } });
  const { value } = await results.next();
  expect(value?.data).toBeNull();
  expect(value?.errors?.[0]?.originalError).toMatchObject({ code: 'RATE_LIMITED' });
  expect((await results.next()).done).toBe(true);
});

test('the failure of a lost subgraph is the last result', async () => {
  const { queue, results } = resultsOf(2);
  queue.push(1);
  queue.end(new Refusal('SUBGRAPH_UNAVAILABLE', { subgraph: 'trips' }));
  expect((await results.next()).value).toEqual({ data: { n: 1 } });
  const { value } = await results.next();
  expect(value?.errors?.[0]?.originalError).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
  expect((await results.next()).done).toBe(true);
});

test('return settles a pending next and releases the source', async () => {
  const { results, closed } = resultsOf(2);
  const pending = results.next();
  expect(await results.return?.()).toEqual({ value: undefined, done: true });
  expect(await pending).toEqual({ value: undefined, done: true });
  expect(closed()).toBe(1);
});

test('an event that cannot be completed rejects next and releases the source', async () => {
  const failing = resultsOf(2, async () => {
    throw new Error('no plan');
  });
  failing.queue.push(1);
  await expect(failing.results.next()).rejects.toThrow('no plan');
  expect(failing.closed()).toBe(1);
  expect((await failing.results.next()).done).toBe(true);
});
