import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { least } from './minimum-counts.ts';
import { Lane } from './model-runner.ts';
import { Tally } from './tally.ts';

const lanes = 4;
const sequencesPerLane = 250;
const tally = new Tally();
const databases: TestDatabase[] = [];
const running: Lane[] = [];

beforeAll(async () => {
  for (let at = 0; at < lanes; at++) databases.push(await testDatabase('trips'));
  for (const { url } of databases) running.push(await Lane.on(url, tally));
});

afterAll(async () => {
  for (const lane of running) await lane.stop();
  for (const database of databases) await database.drop();
});

test('whatever is done by whomever at once, what is stored, told and answered is what the rules say', async () => {
  const seeds = running.map(() => Math.floor(Math.random() * 2 ** 31));
  console.log(`seeds ${seeds.join(' ')}`);
  await Promise.all(running.map((lane, at) => lane.run(sequencesPerLane, seeds[at] as number)));
  console.log(tally.toString());
  expect(tally.sequences).toBeGreaterThanOrEqual(lanes * sequencesPerLane);
  const tooFew = Object.entries(least).filter(([name, count]) => (tally.counts.get(name) ?? 0) < count);
  expect(tooFew).toEqual([]);
}, 300_000);
