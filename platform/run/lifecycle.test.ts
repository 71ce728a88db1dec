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
  expect(lines.map((line) => JSON.parse(line)).map(({ stopping, msg }) => [stopping, msg])).toEqual([
    ['hanging', 'did not stop in time'],
    ['failing', 'failed to stop'],
  ]);
});

test('stops the parts that remain at the deadline without waiting for them', async () => {
  // A timer fires early now and then.
  for (let time = 0; time < 100; time++) {
    lines.length = 0;
    const begun: string[] = [];
    const lifecycle = new Lifecycle(log, 5 + Math.random());
    for (const name of ['third', 'second', 'first']) {
      const stop = () => {
        begun.push(name);
        return new Promise<void>(() => {});
      };
      lifecycle.add(name, { stop });
    }
    await lifecycle.stop();
    expect(begun).toEqual(['first', 'second', 'third']);
    expect(lines.map((line) => JSON.parse(line).stopping)).toEqual(['first']);
  }
});

test('gives its deadline to its parts, and takes that of the lifecycle to which it belongs', async () => {
  const ends: (number | undefined)[] = [];
  const inner = new Lifecycle(log);
  inner.add('part', { stop: async (end) => void ends.push(end) });
  const outer = new Lifecycle(log);
  outer.add('inner', inner);
  await outer.stop(12_345);
  expect(ends).toEqual([12_345]);
});
