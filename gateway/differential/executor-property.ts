import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { compareWithApollo } from './comparison/compare-with-apollo.ts';
import { compareWithMonolith } from './comparison/compare-with-monolith.ts';
import { type Comparison, type PlannedOperation, planOperation } from './comparison/planned-operation.ts';
import type { Distribution } from './distribution.ts';
import { FaultySubgraphs } from './faults/faulty-subgraphs.ts';
import { faultless, faultProfiles } from './faults/profiles.ts';
import { Choices, choiceNumbers } from './operations/choices.ts';
import { generateOperation } from './operations/generate-operation.ts';
import { nodeKinds } from './oracle/plan-fetches.ts';
import { supergraphDefinitions } from './supergraphs/index.ts';
import { TestSupergraph } from './supergraphs/test-supergraph.ts';

const supergraphs = supergraphDefinitions.map((each) => new TestSupergraph(each));
const faultyRunsPerOperation = 4;
const shrinkingTimeoutMs = 20_000;

/**
 * Checks that the executor answers random operations as the oracles do: each operation once without faults and several
 * times with faults. Throws with the smallest counterexample found, and its seeds.
 */
export async function checkExecutor(seed: number, operations: number, distribution: Distribution): Promise<void> {
  let failedAt: number | null = null;
  const inputs = fc.record({
    supergraph: fc.nat(supergraphs.length - 1),
    data: fc.nat(),
    faults: fc.nat(),
    numbers: choiceNumbers,
  });
  await fc.assert(
    fc.asyncProperty(inputs, async ({ supergraph: index, data, faults, numbers }) => {
      // Passing every later candidate stops fast-check from shrinking without a limit.
      if (failedAt !== null && performance.now() - failedAt > shrinkingTimeoutMs) return;
      const supergraph = supergraphs[index] as TestSupergraph;
      const operation = generateOperation(supergraph.generatorOptions, new Choices(numbers));
      const fail = (difference: string, run: string) => {
        failedAt ??= performance.now();
        throw new Error(
          `${supergraph.name}, data seed ${data}, ${run}\n${operation.source}\n${JSON.stringify(operation.variables)}\n${difference}`,
        );
      };
      let planned: PlannedOperation;
      try {
        planned = await planOperation(supergraph, operation);
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        distribution.add('all: not planned');
        return;
      }
      countOperation(distribution, planned);

      const subgraphs = new FaultySubgraphs(supergraph, { data, faults: 0, profile: faultless });
      if (!supergraph.hasInterfaceObjects && planned.plan.node?.kind !== 'Subscription') {
        const comparison = await compareWithMonolith(planned, subgraphs);
        if (comparison.difference) fail(comparison.difference, 'no faults');
        countRun(distribution, comparison);
      }
      if (!planned.usesClientKeys) {
        distribution.add('all: operations with response keys that Apollo cannot restore');
        return;
      }
      for (let run = 0; run < faultyRunsPerOperation; run++) {
        const profile = faultProfiles[(faults + run) % faultProfiles.length] ?? faultless;
        const comparison = await compareWithApollo(planned, subgraphs.withFaults(faults + run, profile));
        if (comparison.difference) fail(comparison.difference, `fault seed ${faults + run} (${profile.name})`);
        countRun(distribution, comparison);
      }
    }),
    { seed, numRuns: operations, verbose: 0 },
  );
}

function countOperation(distribution: Distribution, { supergraph, operation, plan }: PlannedOperation): void {
  distribution.add('all: operations');
  distribution.add(`supergraph: ${supergraph.name}`);
  distribution.add(`depth: ${operation.depth}`);
  for (const feature of operation.features) distribution.add(`feature: ${feature}`);
  for (const kind of nodeKinds(plan)) distribution.add(`node: ${kind}`);
}

function countRun(distribution: Distribution, { result, run, knownDifference }: Comparison): void {
  if (knownDifference) {
    distribution.add(`all: runs not compared, ${knownDifference}`);
    return;
  }
  distribution.add('all: runs');
  if (result.errors) distribution.add('all: runs with errors');
  for (const fault of run.faults) distribution.add(`fault: ${fault}`);
}
