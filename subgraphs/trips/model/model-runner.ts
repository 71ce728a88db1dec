import type { MikroORM } from '@mikro-orm/postgresql';
import fc from 'fast-check';
import { openedOn } from '../testing/open-trips-database.ts';
import { type Act, type Asked, approvalMinutes, type Job } from './actions.ts';
import { type Round, type Step, sequences } from './arbitraries.ts';
import { explainRound, type SeenRound } from './explain.ts';
import { Instance } from './instance.ts';
import { Model } from './model.ts';
import { clear, readStored } from './stored-state.ts';
import type { Tally } from './tally.ts';

const start = Date.UTC(2031, 0, 1);

/** Runs sequences one after the other on a database of its own, each step by one of two instances. */
export class Lane {
  readonly #orms: MikroORM[];
  readonly #instances: Instance[];
  readonly #tally: Tally;

  private constructor(orms: MikroORM[], tally: Tally) {
    this.#orms = orms;
    this.#instances = orms.map((orm) => new Instance(orm));
    this.#tally = tally;
  }

  static async on(databaseUrl: string, tally: Tally): Promise<Lane> {
    return new Lane(await Promise.all([openedOn(databaseUrl), openedOn(databaseUrl)]), tally);
  }

  /** Throws with the seed and the shortest sequence found when the database and the model come apart. */
  async run(numRuns: number, seed: number): Promise<void> {
    const property = fc.asyncProperty(sequences, (rounds) => this.#sequence(rounds));
    await fc.assert(property, { numRuns, seed });
  }

  async #sequence(rounds: readonly Round[]): Promise<void> {
    const [orm] = this.#orms as [MikroORM];
    await clear(orm);
    let model = new Model(start);
    for (const driver of ['d_1', 'd_2']) model = await this.#round(model, [firstTrip(driver)]);
    for (const round of rounds) {
      model = 'minutes' in round ? model.after(round.minutes) : await this.#round(model, round.steps);
    }
    this.#tally.sequences++;
  }

  async #round(model: Model, steps: readonly Step[]): Promise<Model> {
    const now = new Date(model.now);
    const acts = steps.map((step) => step(model));
    const asked: SeenRound['asked'] = [];
    await Promise.all(
      acts.map(async (act, at) => {
        const instance = this.#instances[at % this.#instances.length] as Instance;
        const outcome = await instance.run(act, now);
        if ('actor' in act) asked.push({ asked: act, outcome });
        this.#tally.count(act.kind, outcome);
      }),
    );
    this.#tally.add(`rounds of ${actorsOf(acts)} actors at once`);
    const jobs = acts.filter((act): act is Job => !('actor' in act));
    const stored = await readStored(this.#orms[0] as MikroORM);
    try {
      return explainRound(model, { asked, jobs, stored });
    } catch (error) {
      const seen = `at ${now.toISOString()} ${JSON.stringify(asked)} ${JSON.stringify(jobs)}`;
      const told = JSON.stringify([...stored.events]);
      throw new Error(`${(error as Error).message}\n${seen}\ntold ${told}`);
    }
  }

  async stop(): Promise<void> {
    for (const orm of this.#orms) await orm.close(true);
  }
}

const firstTrip =
  (driverId: string): Step =>
  ({ now }) => ({
    kind: 'createTrip',
    actor: driverId,
    vehicleId: `v_${driverId}`,
    departure: now + (approvalMinutes + 60) * 60_000,
    totalSeats: 12,
    price: '100.00',
    stops: [],
    key: null,
  });

const actorsOf = (acts: readonly Act[]): number => new Set(acts.map((act) => (act as Asked).actor ?? act.kind)).size;
