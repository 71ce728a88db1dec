import path from 'node:path';
import { projectRoot } from '#platform/settings.ts';
import { type JestReport, readJestReport } from './jest-report.ts';

const maxRows = 25;

/** A table of the slowest test files with their seconds, and the sum over all files. */
export function testCosts({ testResults }: Pick<JestReport, 'testResults'>, root: string): string {
  const costs = testResults.map(({ name, startTime, endTime }) => ({
    file: path.relative(root, name),
    seconds: Math.max(endTime - startTime, 0) / 1_000,
  }));
  const slowest = costs.toSorted((a, b) => b.seconds - a.seconds).slice(0, maxRows);
  const sum = costs.reduce((total, { seconds }) => total + seconds, 0);
  const row = (seconds: number, text: string) => `${seconds.toFixed(1).padStart(8)}  ${text}`;
  return [
    ' seconds  test file',
    ...slowest.map(({ file, seconds }) => row(seconds, file)),
    row(sum, `all ${costs.length} files`),
  ].join('\n');
}

if (import.meta.main) console.log(testCosts(await readJestReport(), projectRoot));
