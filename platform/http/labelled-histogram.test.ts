import { expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { LabelledHistogram } from './labelled-histogram.ts';

const create = (labelNames: readonly string[], bounds: readonly number[] = [1, 2.5]) => {
  const registry = new Registry();
  return { registry, histogram: new LabelledHistogram({ name: 'times', help: 'Times', labelNames, bounds, registry }) };
};

const linesOf = async (registry: Registry) =>
  (await registry.metrics()).split('\n').filter((line) => line.startsWith('times'));

test('counts each value in the buckets from the first bound that it does not exceed', async () => {
  const { registry, histogram } = create(['subgraph', 'status']);
  for (const value of [0, 1, 1.1, 2.5, 2.6, 100]) histogram.observe(['users', '200'], value);
  histogram.observe(['trips', '200'], 2);
  expect(await linesOf(registry)).toEqual([
    'times_bucket{le="1",subgraph="users",status="200"} 2',
    'times_bucket{le="2.5",subgraph="users",status="200"} 4',
    'times_bucket{le="+Inf",subgraph="users",status="200"} 6',
    'times_sum{subgraph="users",status="200"} 107.2',
    'times_count{subgraph="users",status="200"} 6',
    'times_bucket{le="1",subgraph="trips",status="200"} 0',
    'times_bucket{le="2.5",subgraph="trips",status="200"} 1',
    'times_bucket{le="+Inf",subgraph="trips",status="200"} 1',
    'times_sum{subgraph="trips",status="200"} 2',
    'times_count{subgraph="trips",status="200"} 1',
  ]);
  expect(await registry.metrics()).toContain('# HELP times Times\n# TYPE times histogram\n');
});

test('without labels has values from the start', async () => {
  const { registry, histogram } = create([], [1]);
  const zeros = ['times_bucket{le="1"} 0', 'times_bucket{le="+Inf"} 0', 'times_sum 0', 'times_count 0'];
  expect(await linesOf(registry)).toEqual(zeros);
  histogram.observer([]).observe(1);
  expect(await linesOf(registry)).toEqual(zeros.map((line) => line.replace(/0$/, '1')));
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, '1' as unknown as number])('refuses the value %p', async (value) => {
  const { registry, histogram } = create([], [1]);
  expect(() => histogram.observe([], value)).toThrow(TypeError);
  expect(await linesOf(registry)).toContain('times_sum 0');
});

test('refuses too few labels and too many', () => {
  const { histogram } = create(['status']);
  expect(() => histogram.observe([], 1)).toThrow(TypeError);
  expect(() => histogram.observe(['a', 'b'], 1)).toThrow('expected the labels status');
});
