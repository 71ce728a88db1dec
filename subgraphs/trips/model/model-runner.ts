import type { MikroORM } from '@mikro-orm/postgresql';
import fc from 'fast-check';
import { openTripsDatabase } from '../testing/open-trips-database.ts';
import { deleteTrips } from '../testing/stored-trips.ts';
import { type Action, approvalMinutes, type Job, type Request } from './actions.ts';
import { type Round, type Step, sequences } from './arbitraries.ts';
import { explainRound, type ObservedRound } from './explain.ts';
import { Instance } from './instance.ts';
import { Model } from './model.ts';
import { readStoredState } from './stored-state.ts';
import type { Tally } from './tally.ts';

const startTime = Date.UTC(2031, 0, 1);

/** Runs sequences one after the other on one database. Two instances take turns with the steps. */
export class ModelRunner {
  readonly #orms: MikroORM[];
  readonly #instances: Instance[];
  readonly #tally: Tally;

  private constructor(orms: MikroORM[], tally: Tally) {
    this.#orms = orms;
    this.#instances = orms.map((orm) => new Instance(orm));
    this.#tally = tally;
  }

  static async open(databaseUrl: string, tally: Tally): Promise<ModelRunner> {
    return new ModelRunner(await Promise.all([openTripsDatabase(databaseUrl), openTripsDatabase(databaseUrl)]), tally);
  }

  /** Throws with the seed and the shortest failing sequence when the database and the model differ. */
  async run(numRuns: number, seed: number): Promise<void> {
    const property = fc.asyncProperty(sequences, (rounds) => this.#runSequence(rounds));
    await fc.assert(property, { numRuns, seed });
  }

  async #runSequence(rounds: readonly Round[]): Promise<void> {
    const [orm] = this.#orms as [MikroORM];
    await deleteTrips(orm);
    let model = new Model(startTime);
    for (const driver of ['d_1', 'd_2']) model = await this.#runRound(model, [createFirstTrip(driver)]);
    for (const round of rounds) {
      model = 'minutes' in round ? model.after(round.minutes) : await this.#runRound(model, round.steps);
    }
    for (const { bookedAt, confirmedAt } of model.bookings.values())
      if (confirmedAt === bookedAt) this.#tally.add('bookings confirmed at once');
    this.#tally.sequences++;
  }

  async #runRound(model: Model, steps: readonly Step[]): Promise<Model> {
    const now = new Date(model.now);
    const actions = steps.map((step) => step(model));
    const requests: ObservedRound['requests'] = [];
    await Promise.all(
      actions.map(async (action, at) => {
        const instance = this.#instances[at % this.#instances.length] as Instance;
        const outcome = await instance.run(action, now);
        if ('actor' in action) requests.push({ request: action, outcome });
        this.#tally.count(action.kind, outcome);
        if (action.kind === 'bookSeats' && typeof action.seats === 'number' && 'ids' in outcome)
          this.#tally.add('bookSeats of any numbers done');
      }),
    );
    this.#tally.add(`rounds of ${countActors(actions)} concurrent actors`);
    const jobs = actions.filter((action): action is Job => !('actor' in action));
    const stored = await readStoredState(this.#orms[0] as MikroORM);
    try {
      const after = explainRound(model, { requests, jobs, stored });
      this.#countClosedEntries(model, after);
      return after;
    } catch (error) {
      const observed = `at ${now.toISOString()} ${JSON.stringify(requests)} ${JSON.stringify(jobs)}`;
      const events = JSON.stringify([...stored.events]);
      throw new Error(`${(error as Error).message}\n${observed}\nevents ${events}`);
    }
  }

  /** Counts what became of the entries that waited before the round. */
  #countClosedEntries(before: Model, after: Model): void {
    for (const { id, status } of before.entries.values()) {
      const now = after.entries.get(id)?.status;
      if (status === 'WAITING' && now !== 'WAITING') this.#tally.add(`waiting entry ${now}`);
    }
  }

  async stop(): Promise<void> {
    for (const orm of this.#orms) await orm.close(true);
  }
}

const createFirstTrip =
  (driverId: string): Step =>
  ({ now }) => ({
    kind: 'createTrip',
    actor: driverId,
    vehicleId: `v_${driverId}`,
    departure: now + (approvalMinutes + 60) * 60_000,
    totalSeats: 12,
    price: '100.00',
    stops: [],
    bookingApproval: 'DRIVER',
    key: null,
  });

const countActors = (actions: readonly Action[]): number =>
  new Set(actions.map((action) => (action as Request).actor ?? action.kind)).size;
