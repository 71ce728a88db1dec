import setup from '#test-kit/global-setup.ts';
import teardown from '#test-kit/global-teardown.ts';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { Lane } from '../../subgraphs/trips/model/model-runner.ts';
import { Tally } from '../../subgraphs/trips/model/tally.ts';

const lanes = 4;
const sequencesARound = 50;

/** Random sequences of everything that is done to trips and bookings, with new seeds, until the time is up. Throws at the first fault. */
export async function soakBookings(minutes: number): Promise<void> {
  await setup();
  const end = performance.now() + minutes * 60_000;
  const tally = new Tally();
  try {
    await Promise.all(Array.from({ length: lanes }, () => soakLane(tally, end)));
  } finally {
    console.log(tally.toString());
    await teardown();
  }
}

async function soakLane(tally: Tally, end: number): Promise<void> {
  const database: TestDatabase = await testDatabase('trips');
  try {
    const lane = await Lane.on(database.url, tally);
    try {
      while (performance.now() < end) {
        const seed = Math.floor(Math.random() * 2 ** 31);
        console.log(`seed ${seed}, ${tally.sequences} sequences so far`);
        await lane.run(sequencesARound, seed);
      }
    } finally {
      await lane.stop();
    }
  } finally {
    await database.drop();
  }
}
