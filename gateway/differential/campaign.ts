import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { faultless, faultProfiles } from './faults/profiles.ts';
import { FaultySubgraphs } from './faulty-subgraphs.ts';
import { Choices, choiceNumbers } from './operations/choices.ts';
import { generateOperation } from './operations/generate.ts';
import { nodeKinds } from './oracle/plan-fetches.ts';
import { supergraphCases } from './supergraphs/index.ts';
import { compareWithMonolith, compareWithStock, planTrial, type TrialOutcome } from './trial.ts';
import { World } from './world.ts';

/** How many runs there were of each kind. */
export class Distribution {
  readonly counts = new Map<string, number>();

  add(kind: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  /** Of the kinds that begin so. */
  of(group: string): Record<string, number> {
    const entries = [...this.counts].filter(([kind]) => kind.startsWith(`${group}: `));
    return Object.fromEntries(
      entries
        .map(([kind, count]): [string, number] => [kind.slice(group.length + 2), count])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }
}

const worlds = supergraphCases.map((each) => new World(each));
const faultyRuns = 4;
const shrinking = 20_000;

/**
 * Runs so many random operations, each once without a fault and several times with faults, by our executor and by the oracles. Throws
 * with the least operation that is answered otherwise, and its seeds.
 */
export async function runCampaign(seed: number, operations: number, distribution: Distribution): Promise<void> {
  let failedAt: number | null = null;
  const seeds = fc.record({
    world: fc.nat(worlds.length - 1),
    data: fc.nat(),
    faults: fc.nat(),
    numbers: choiceNumbers,
  });
  await fc.assert(
    fc.asyncProperty(seeds, async ({ world: at, data, faults, numbers }) => {
      // What is found first says enough: a smaller one is looked for, but not for ever.
      if (failedAt !== null && performance.now() - failedAt > shrinking) return;
      const world = worlds[at] as World;
      const operation = generateOperation(world.client, new Choices(numbers));
      const fail = (difference: string, where: string) => {
        failedAt ??= performance.now();
        throw new Error(
          `${world.name}, data ${data}, ${where}\n${operation.source}\n${JSON.stringify(operation.variables)}\n${difference}`,
        );
      };
      let trial: ReturnType<typeof planTrial>;
      try {
        trial = planTrial(world, operation);
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        distribution.add('all: not planned');
        return;
      }
      distribution.add('all: operations');
      distribution.add(`supergraph: ${world.name}`);
      distribution.add(`depth: ${operation.depth}`);
      for (const feature of operation.features) distribution.add(`feature: ${feature}`);
      for (const kind of nodeKinds(trial.plan)) distribution.add(`node: ${kind}`);
      const note = ({ result, run, known }: TrialOutcome) => {
        if (known) return distribution.add(`all: not compared, ${known}`);
        distribution.add('all: runs');
        if (result.errors) distribution.add('all: runs with errors');
        for (const fault of run.faults) distribution.add(`fault: ${fault}`);
      };

      const subgraphs = new FaultySubgraphs(world, { data, faults: 0, profile: faultless });
      if (!world.hasInterfaceObjects && trial.plan.node?.kind !== 'Subscription') {
        const outcome = await compareWithMonolith(trial, subgraphs);
        if (outcome.difference) fail(outcome.difference, 'no faults');
        note(outcome);
      }
      if (!trial.hasClientKeys) {
        distribution.add('all: operations of which Apollo knows no keys');
        return;
      }
      for (let run = 0; run < faultyRuns; run++) {
        const profile = faultProfiles[(faults + run) % faultProfiles.length] ?? faultless;
        const outcome = await compareWithStock(trial, subgraphs.withFaults(faults + run, profile));
        if (outcome.difference) fail(outcome.difference, `faults ${faults + run} (${profile.name})`);
        note(outcome);
      }
    }),
    { seed, numRuns: operations, verbose: 0 },
  );
}
