import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { projectRoot } from '#platform/settings.ts';
import { scaleDocument } from '../../bench/scale/document.ts';
import { points, tolerances } from '../../bench/scale/points.ts';
import { simulate } from '../../bench/scale/simulate.ts';

test.each(points().map((point) => [`${point.name}, ${point.clients} clients: ${point.figure}`, point] as const))(
  'the simulation reproduces %s',
  (_, { figure, measured, simulated }) => {
    expect(Math.abs(simulated / measured - 1)).toBeLessThanOrEqual(tolerances[figure]);
  },
);

test('a queue with random arrivals has the mean number of answers, and the times of a queue that is 60 % busy', () => {
  const kind = { name: 'one', route: [{ station: 'one', milliseconds: 1 }] };
  const { perSecond, p50, p99 } = simulate(
    [{ name: 'one', instances: 1, servers: 1 }],
    { perSecond: new Map([[kind, 600]]) },
    200_000,
  );
  expect(perSecond).toBeGreaterThan(580);
  expect(perSecond).toBeLessThan(620);
  expect(p50).toBeGreaterThan(1);
  expect(p99).toBeGreaterThan(10);
});

test('the document has what the simulation gives: npm run bench:scale -- --write', () => {
  expect(readFileSync(path.join(projectRoot, 'docs/generated/scale.md'), 'utf8')).toBe(scaleDocument());
});
