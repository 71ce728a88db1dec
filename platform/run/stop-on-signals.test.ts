import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { type Command, command, killCommands } from '#test-kit/process.ts';

afterAll(killCommands);

/** A process that takes this long to stop. */
async function stopping(milliseconds: number): Promise<Command> {
  const script = `
    import { stopOnSignals } from './platform/run/lifecycle.ts';
    import { createLog } from './platform/log.ts';
    const keepsRunning = setInterval(() => {}, 1_000);
    const stop = async () => {
      console.log('stopping now');
      await new Promise((resolve) => setTimeout(resolve, ${milliseconds}));
      console.log('has stopped');
    };
    stopOnSignals({ stop }, createLog({ name: 'test', level: 'info' }));
    console.log('runs');
  `;
  const child = command(process.execPath, ['--input-type=module', '--eval', script]);
  await child.prints('runs');
  return child;
}

test.each(['SIGINT', 'SIGTERM'] as const)('%s stops the process, which exits with 0', async (signal) => {
  const child = await stopping(0);
  child.signalGroup(signal);
  expect(await child.exited()).toBe(0);
  expect(child.output()).toContain('has stopped');
});

test('signals within two seconds count as one', async () => {
  const child = await stopping(500);
  child.signalGroup('SIGINT');
  await child.prints('stopping now');
  child.signalGroup('SIGINT');
  child.signalGroup('SIGTERM');
  expect(await child.exited()).toBe(0);
  expect(child.output().match(/stopping now/g)).toHaveLength(1);
  expect(child.output()).toContain('has stopped');
});

test('a later second signal exits with 1 at once', async () => {
  const child = await stopping(60_000);
  child.signalGroup('SIGINT');
  await child.prints('stopping now');
  await sleep(2_050);
  child.signalGroup('SIGINT');
  expect(await child.exited()).toBe(1);
  expect(child.output()).not.toContain('has stopped');
});
