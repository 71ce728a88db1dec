import setup from '#test-kit/global-setup.ts';
import teardown from '#test-kit/global-teardown.ts';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { ModelRunner } from '../../subgraphs/trips/model/model-runner.ts';
import { Tally } from '../../subgraphs/trips/model/tally.ts';

const runners = 4;
const sequencesPerRound = 50;

/** Runs random sequences of all steps on trips and bookings against the model, each with a new seed. Throws at the first fault. */
export async function soakBookings(minutes: number): Promise<void> {
  await setup();
  const end = performance.now() + minutes * 60_000;
  const tally = new Tally();
  try {
    await Promise.all(Array.from({ length: runners }, () => runUntil(end, tally)));
  } finally {
    console.log(tally.toString());
    await teardown();
  }
}

async function runUntil(end: number, tally: Tally): Promise<void> {
  const database: TestDatabase = await testDatabase('trips');
  try {
    const runner = await ModelRunner.open(database.url, tally);
    try {
      while (performance.now() < end) {
        const seed = Math.floor(Math.random() * 2 ** 31);
        console.log(`seed ${seed}, ${tally.sequences} sequences so far`);
        await runner.run(sequencesPerRound, seed);
      }
    } finally {
      await runner.stop();
    }
  } finally {
    await database.drop();
  }
}
