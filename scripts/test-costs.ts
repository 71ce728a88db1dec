import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '#platform/settings.ts';

/** The part of Jest's JSON report that the costs are read from. Times are milliseconds. */
export interface JestReport {
  testResults: { name: string; startTime: number; endTime: number }[];
}

const maxRows = 25;

/** A table of the slowest test files with their seconds, and the sum over all files. */
export function testCosts({ testResults }: JestReport, root: string): string {
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

if (import.meta.main) {
  const [report] = process.argv.slice(2);
  if (!report) throw new Error("usage: test-costs.ts REPORT, the file that Jest's --json --outputFile wrote");
  console.log(testCosts(JSON.parse(await readFile(report, 'utf8')), projectRoot));
}
