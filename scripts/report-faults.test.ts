import { afterAll, expect, test } from '@jest/globals';
import { command, killCommands } from '#test-kit/process.ts';

afterAll(killCommands);

/** Runs `reportFaults` in a process of its own. */
async function report(faults: string[]): Promise<[code: unknown, output: string]> {
  const code = `
    const { reportFaults } = await import('./scripts/report-faults.ts');
    reportFaults(${JSON.stringify(faults)}, 'no fault');`;
  const child = command(process.execPath, ['--input-type=module', '--eval', code]);
  return [await child.exited(), child.output()];
}

test('prints each fault on a line and exits with 1', async () => {
  expect(await report(['a.ts: too long', 'b.ts: too long'])).toEqual([1, 'a.ts: too long\nb.ts: too long\n']);
});

test('exits with 0 when there is no fault', async () => {
  expect(await report([])).toEqual([0, 'no fault\n']);
});
