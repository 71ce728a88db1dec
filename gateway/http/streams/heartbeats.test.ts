import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Heartbeats, heartbeatInterval } from './heartbeats.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('each connection is called once in an interval, by one timer, whenever it was added', () => {
  const heartbeats = new Heartbeats();
  const beating = [0, 1, 2].map(() => ({
    beats: 0,
    beat() {
      this.beats++;
    },
  }));
  const removals = beating.map((each) => {
    const remove = heartbeats.add(each);
    jest.advanceTimersByTime(1_300);
    return remove;
  });
  expect(jest.getTimerCount()).toBe(1);
  jest.advanceTimersByTime(heartbeatInterval * 10 - 3 * 1_300);
  for (const { beats } of beating) expect([9, 10]).toContain(beats);
  for (const remove of removals) remove();
  expect(jest.getTimerCount()).toBe(0);
});

test('a connection waits a whole interval at most, also one that is added again', () => {
  const heartbeats = new Heartbeats();
  for (let turn = 0; turn < 3; turn++) {
    let beats = 0;
    const remove = heartbeats.add({ beat: () => void beats++ });
    jest.advanceTimersByTime(heartbeatInterval - 1);
    expect(beats).toBe(0);
    jest.advanceTimersByTime(1);
    expect(beats).toBe(1);
    remove();
    remove();
    jest.advanceTimersByTime(heartbeatInterval);
    expect(beats).toBe(1);
  }
});

test('connections that were added at different times are not called at the same time', () => {
  const heartbeats = new Heartbeats();
  const beats: string[] = [];
  const removals = ['first', 'second'].map((name) => {
    const remove = heartbeats.add({ beat: () => void beats.push(name) });
    jest.advanceTimersByTime(heartbeatInterval / 2);
    return remove;
  });
  expect(beats).toEqual(['first']);
  jest.advanceTimersByTime(heartbeatInterval / 2);
  expect(beats).toEqual(['first', 'second']);
  for (const remove of removals) remove();
});
