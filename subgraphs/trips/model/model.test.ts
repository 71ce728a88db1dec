import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { minimumCounts } from './minimum-counts.ts';
import { ModelRunner } from './model-runner.ts';
import { Tally } from './tally.ts';

const runnerCount = 4;
const sequencesPerRunner = 150;
const tally = new Tally();
const databases: TestDatabase[] = [];
const runners: ModelRunner[] = [];

beforeAll(async () => {
  for (let at = 0; at < runnerCount; at++) databases.push(await testDatabase('trips'));
  for (const { url } of databases) runners.push(await ModelRunner.open(url, tally));
});

afterAll(async () => {
  for (const runner of runners) await runner.stop();
  for (const database of databases) await database.drop();
});

test('rows, events and results follow the rules for any sequence of concurrent actions', async () => {
  const seeds = runners.map(() => Math.floor(Math.random() * 2 ** 31));
  console.log(`seeds ${seeds.join(' ')}`);
  await Promise.all(runners.map((runner, at) => runner.run(sequencesPerRunner, seeds[at] as number)));
  console.log(tally.toString());
  const sequences = runnerCount * sequencesPerRunner;
  expect(tally.sequences).toBeGreaterThanOrEqual(sequences);
  const isTooFew = ([name, inThousand]: [string, number]) =>
    (tally.counts.get(name) ?? 0) < inThousand * (sequences / 1_000);
  const tooFew = Object.entries(minimumCounts).filter(isTooFew);
  expect(tooFew).toEqual([]);
}, 300_000);
