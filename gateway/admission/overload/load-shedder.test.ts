import { afterEach, expect, test } from '@jest/globals';
import { Metrics } from '#platform/http/metrics.ts';
import { Limits } from '#platform/limits.ts';
import type { LimitName } from '../../limit-names.ts';
import { LoadShedder } from './load-shedder.ts';

const bound = 50;
let shedder: LoadShedder;
let now = 0;

afterEach(() => shedder.stop());

function start(measured: string[] = []): void {
  now = 0;
  const limits = new Limits<LimitName>(new Metrics('test'), measured);
  const delay = {
    sample: () => {},
    get now() {
      return now;
    },
  };
  shedder = new LoadShedder({ bound, delay, limits });
  // Only the test takes samples.
  void shedder.stop();
}

const samples = (count: number, delay: number) => {
  now = delay;
  for (let at = 0; at < count; at++) shedder.sample(0);
};

test('refuses nothing at its bound, however long', () => {
  start();
  samples(1_000, bound);
  now = bound + 1;
  expect(shedder.refuses()).toBe(false);
});

test('refuses nothing in a burst, and begins with the fifth sample in a row above the bound', () => {
  start();
  samples(4, bound + 1);
  samples(1, 0);
  samples(4, bound + 1);
  expect(shedder.refuses()).toBe(false);
  samples(1, bound + 1);
  expect(shedder.refuses()).toBe(true);
});

test('admits in an overload what waits no longer than the bound', () => {
  start();
  samples(5, 10 * bound);
  now = bound;
  expect(shedder.refuses()).toBe(false);
  now = bound + 0.1;
  expect(shedder.refuses()).toBe(true);
});

test('ends the overload after half a second without a refusal', () => {
  start();
  samples(5, 10 * bound);
  samples(24, 0);
  now = 10 * bound;
  expect(shedder.refuses()).toBe(true);
  // The first sample counts the refusal.
  samples(26, 0);
  now = 10 * bound;
  expect(shedder.refuses()).toBe(false);
});

test('does not end the overload while it refuses requests between the samples', () => {
  start();
  samples(5, 10 * bound);
  for (let at = 0; at < 30; at++) {
    now = 10 * bound;
    expect(shedder.refuses()).toBe(true);
    samples(1, 0);
  }
});

test('is overloaded while it refuses at least every second request', () => {
  start();
  samples(5, 10 * bound);
  for (let at = 0; at < 100; at++) {
    shedder.refuses();
    samples(1, 10 * bound);
  }
  expect(shedder.share).toBeGreaterThan(0.9);
  expect(shedder.isOverloaded).toBe(true);
  for (let at = 0; at < 100; at++) {
    shedder.refuses();
    now = 0;
    shedder.refuses();
    shedder.refuses();
    samples(1, 10 * bound);
  }
  expect(shedder.share).toBeCloseTo(1 / 3, 1);
  expect(shedder.isOverloaded).toBe(false);
});

test('only counts when the limit is measured', () => {
  start(['overload']);
  samples(5, 10 * bound);
  for (let at = 0; at < 100; at++) {
    expect(shedder.refuses()).toBe(false);
    samples(1, 10 * bound);
  }
  expect(shedder.isOverloaded).toBe(false);
});
