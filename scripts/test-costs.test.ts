import { expect, test } from '@jest/globals';
import { testCosts } from './test-costs.ts';

const result = (name: string, seconds: number) => ({
  name: `/project/${name}`,
  startTime: 1_000,
  endTime: 1_000 + seconds * 1_000,
});

test('lists the slowest files first, and sums all of them', () => {
  const report = { testResults: [result('a.test.ts', 1.24), result('tests/b.test.ts', 12), result('c.test.ts', 0.04)] };
  expect(testCosts(report, '/project')).toBe(
    [
      ' seconds  test file',
      '    12.0  tests/b.test.ts',
      '     1.2  a.test.ts',
      '     0.0  c.test.ts',
      '    13.3  all 3 files',
    ].join('\n'),
  );
});

test('lists 25 files at most', () => {
  const testResults = Array.from({ length: 30 }, (_, at) => result(`${at}.test.ts`, at));
  const lines = testCosts({ testResults }, '/project').split('\n');
  expect(lines).toHaveLength(27);
  expect(lines.at(1)).toContain('29.test.ts');
  expect(lines.at(-1)).toBe('   435.0  all 30 files');
});
