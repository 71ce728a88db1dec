import { expect, test } from '@jest/globals';
import { countTests } from './count-tests.ts';

const report = {
  numPassedTests: 7,
  numFailedTests: 1,
  numRuntimeErrorTestSuites: 2,
  numPendingTests: 0,
  numTodoTests: 0,
};

test('counts a file that could not run as a failure', () => {
  expect(countTests(report)).toEqual({ passed: 7, failed: 3, skipped: 0 });
});

test('counts a skipped test and a test to do as failures', () => {
  expect(countTests({ ...report, numPendingTests: 3, numTodoTests: 1 })).toEqual({ passed: 7, failed: 7, skipped: 4 });
});
