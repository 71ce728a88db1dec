import { expect, test } from '@jest/globals';
import { until } from '#test-kit/until.ts';
import { batchedLog } from './batched-log.ts';
import { createLog } from './log.ts';

function start() {
  const lines: string[] = [];
  const log = createLog({ name: 'test', level: 'info', stream: { write: (line) => void lines.push(line) } });
  return { lines, log };
}

test('writes its lines soon, with the fields that are bound to the log, in order', async () => {
  const { lines, log } = start();
  const batched = batchedLog(log.child({ part: 'gateway' }));
  batched.log.info({ at: 1 }, 'one');
  batched.log.info({ at: 2 }, 'two');
  expect(lines).toEqual([]);
  await until(() => lines.length === 2);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ name: 'test', part: 'gateway', at: 1, msg: 'one', time: expect.stringMatching(/Z$/) }),
    expect.objectContaining({ at: 2, msg: 'two' }),
  ]);
});

test('writes at once what fills a batch, and the rest when it stops', async () => {
  const { lines, log } = start();
  const batched = batchedLog(log);
  batched.log.info({ text: 'x'.repeat(4_096) }, 'long');
  expect(lines).toHaveLength(1);
  batched.log.info('last');
  expect(lines).toHaveLength(1);
  await batched.stop();
  expect(lines).toHaveLength(2);
});

test('has the level of the log', async () => {
  const { lines, log } = start();
  log.level = 'warn';
  const batched = batchedLog(log);
  batched.log.info('no');
  await batched.stop();
  expect(lines).toEqual([]);
});
