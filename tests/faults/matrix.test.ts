import { expect, test } from '@jest/globals';
import { killCommands } from '#test-kit/process.ts';
import { hasRedis } from '#test-kit/redis.ts';
import { allCells, runCells, someCells } from './matrix.ts';

const testWithRedis = hasRedis('faults of services under subscriptions') ? test : test.skip;

testWithRedis(
  'every client of a subscription becomes right by itself after a service has failed',
  async () => {
    // FAULTS_SEED repeats a run. `npm run soak -- subscriptions` has all cells, and longer times.
    const seed = Number(process.env.FAULTS_SEED ?? Math.floor(Math.random() * 2 ** 31));
    const lines = [`FAULTS_SEED=${seed}`];
    try {
      const wrong = await runCells(someCells(seed), { restart: 200, frozen: 2_000 }, (line) => lines.push(line));
      expect(wrong).toEqual([]);
    } finally {
      process.stderr.write(`${lines.join('\n')}\n`);
      await killCommands();
    }
  },
  300_000,
);

test('a seed chooses a third of all faults, with each service once and each signal twice', () => {
  const chosen = someCells(1);
  expect(chosen).toHaveLength(allCells.length / 3);
  expect(new Set(chosen.map(({ service }) => service)).size).toBe(6);
  expect(chosen.map(({ fault }) => fault).sort()).toEqual([
    'SIGKILL',
    'SIGKILL',
    'SIGSTOP',
    'SIGSTOP',
    'SIGTERM',
    'SIGTERM',
  ]);
  expect(someCells(1)).toEqual(chosen);
  expect(someCells(2)).not.toEqual(chosen);
});
