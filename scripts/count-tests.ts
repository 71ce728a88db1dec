import { type JestReport, readJestReport } from './jest-report.ts';

/** The tests that passed, and those that did not: failed, skipped, or in a file that could not run. */
export function countTests(report: Omit<JestReport, 'testResults'>): {
  passed: number;
  failed: number;
  skipped: number;
} {
  const skipped = report.numPendingTests + report.numTodoTests;
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites + skipped;
  return { passed: report.numPassedTests, failed, skipped };
}

if (import.meta.main) {
  const { passed, failed, skipped } = countTests(await readJestReport());
  if (skipped > 0) console.error(`${skipped} tests were skipped; CI runs all of them`);
  console.log(passed, failed);
}
