import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { command, killCommands } from '#test-kit/process.ts';
import { countTests } from './count-tests.ts';

afterAll(killCommands);

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

test('prints the counts of a report, and requires its name', async () => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-report-'));
  try {
    const file = path.join(folder, 'report.json');
    await fs.writeFile(file, JSON.stringify(report));
    const counting = command(process.execPath, ['scripts/count-tests.ts', file]);
    expect([await counting.exited(), counting.output()]).toEqual([0, '7 3\n']);
    const unnamed = command(process.execPath, ['scripts/count-tests.ts']);
    expect([await unnamed.exited(), unnamed.output()]).toEqual([1, expect.stringContaining('name the file')]);
  } finally {
    await fs.rm(folder, { recursive: true });
  }
});
