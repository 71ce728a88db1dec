import { expect, test } from '@jest/globals';
import { caseOf } from './cases.ts';
import { type Figures, Measurements } from './figures.ts';
import { productRatio } from './product.ts';
import { ratiosOf } from './ratios.ts';

const cases = [
  caseOf(500, 'one trip', 'primary'),
  caseOf(1_000, 'one trip', 'primary'),
  caseOf(500, 'own trips', 'primary'),
];
const [small, large, own] = cases.map(({ name }) => name);

function measurements(figures: Record<string, Figures[]>): Measurements {
  const measured = new Measurements();
  for (const [row, rounds] of Object.entries(figures)) for (const each of rounds) measured.add(row, each);
  return measured;
}

test('a ratio is the least favourable of its cases, and the median of the rounds', () => {
  const cpu = (...rounds: number[]) => rounds.map((cpuMicroseconds) => ({ cpuMicroseconds }));
  const measured = measurements({
    [`${small}: ours`]: cpu(10, 20, 10),
    [`${small}: floor`]: cpu(9, 9, 9),
    [`${large}: ours`]: cpu(10, 10, 10),
    [`${large}: floor`]: cpu(8, 7, 1),
    [`${own}: ours`]: cpu(10, 10, 10),
    [`${own}: floor`]: cpu(5, 5, 5),
    [`${own}: hive`]: cpu(60, 70, 80),
  });
  expect(ratiosOf(cases, measured)).toEqual({
    floor: 0.7,
    hive: 7,
    [`${small}: floor`]: 0.9,
    [`${large}: floor`]: 0.7,
    [`${own}: floor`]: 0.5,
    [`${own}: hive`]: 7,
  });
});

test('memory is compared where there are most sockets, and only there', () => {
  const memory = (kilobytesPerSocket: number) => [{ kilobytesPerSocket }, {}];
  const measured = measurements({
    [`${small}: ours`]: memory(90),
    [`${small}: floor`]: memory(1),
    [`${large}: ours`]: memory(12),
    [`${large}: floor`]: memory(8),
  });
  expect(ratiosOf(cases, measured)).toEqual({ memory: 1.5 });
});

test('the product is compared beside the frames', () => {
  const cpu = (cpuMicrosecondsPerEvent: number) => [{ cpuMicrosecondsPerEvent }];
  const measured = measurements({
    'product, 10: ours': cpu(5_100),
    'product, 10: floor': cpu(100),
    'product, 500: ours': cpu(10_000),
    'product, 500: floor': cpu(4_000),
  });
  expect(productRatio(measured)).toEqual({ product500To10: 1.2 });
  expect(productRatio(new Measurements())).toEqual({});
});
