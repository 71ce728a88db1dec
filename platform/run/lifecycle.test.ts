import { expect, test } from '@jest/globals';
import { createLog } from '../log.ts';
import { Lifecycle } from './lifecycle.ts';

const lines: string[] = [];
const log = createLog({ name: 'test', level: 'error', stream: { write: (line) => void lines.push(line) } });

test('stops the last part first, and each once, however often it is called', async () => {
  const stopped: string[] = [];
  const lifecycle = new Lifecycle(log);
  for (const name of ['database', 'server', 'socket'])
    lifecycle.add(name, { stop: async () => void stopped.push(name) });
  await Promise.all([lifecycle.stop(), lifecycle.stop()]);
  expect(stopped).toEqual(['socket', 'server', 'database']);
});

test('logs a part that hangs or fails, and stops the others', async () => {
  lines.length = 0;
  let reached = false;
  const lifecycle = new Lifecycle(log, 20);
  lifecycle.add('last', {
    stop: async () => {
      reached = true;
    },
  });
  lifecycle.add('failing', { stop: () => Promise.reject(new Error('no')) });
  lifecycle.add('hanging', { stop: () => new Promise(() => {}) });
  await lifecycle.stop();
  expect(reached).toBe(true);
  expect(lines.map((line) => JSON.parse(line)).map(({ part, msg }) => [part, msg])).toEqual([
    ['hanging', 'did not stop in time'],
    ['failing', 'failed to stop'],
  ]);
});

test('gives all parts one deadline, of which each has a share', async () => {
  lines.length = 0;
  const lifecycle = new Lifecycle(log, 100);
  for (const name of ['third', 'second', 'first']) lifecycle.add(name, { stop: () => new Promise(() => {}) });
  await lifecycle.stop();
  expect(lines.map((line) => JSON.parse(line)).map(({ part, time }) => [part, time])).toEqual([
    ['first', expect.any(Number)],
    ['second', 20],
    ['third', 20],
  ]);
});
