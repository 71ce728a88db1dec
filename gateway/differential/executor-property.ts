import fc from 'fast-check';
import { stringifyJson } from '#platform/lossless-json.ts';
import { compareWithApollo } from './comparison/compare-with-apollo.ts';
import { compareWithMonolith } from './comparison/compare-with-monolith.ts';
import { type Comparison, type PlannedOperation, planOperation } from './comparison/planned-operation.ts';
import type { Distribution } from './distribution.ts';
import { FaultySubgraphs } from './faults/faulty-subgraphs.ts';
import { faultless, faultProfiles } from './faults/profiles.ts';
import { Choices, choiceNumbers } from './operations/choices.ts';
import { type GeneratedOperation, generateOperation } from './operations/generate-operation.ts';
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
    fc.asyncProperty(inputs, async ({ supergraph: index, numbers, ...seeds }) => {
      // Passing every later candidate stops fast-check from shrinking without a limit.
      if (failedAt !== null && performance.now() - failedAt > shrinkingTimeoutMs) return;
      const supergraph = supergraphs[index] as TestSupergraph;
      const operation = generateOperation(supergraph.generatorOptions, new Choices(numbers));
      try {
        await checkOperation(supergraph, operation, seeds, distribution);
      } catch (error) {
        failedAt ??= performance.now();
        const { source, variables } = operation;
        const text = `${supergraph.name}, data seed ${seeds.data}\n${source}\n${stringifyJson(variables)}`;
        throw new Error(`${text}\n${(error as Error).message}`, { cause: error });
      }
    }),
    { seed, numRuns: operations, verbose: 0 },
  );
}

/** Runs one operation without faults and several times with faults. Throws at the first difference. */
async function checkOperation(
  supergraph: TestSupergraph,
  operation: GeneratedOperation,
  { data, faults }: { data: number; faults: number },
  distribution: Distribution,
): Promise<void> {
  const planned = await planOperation(supergraph, operation);
  countOperation(distribution, planned);

  const subgraphs = new FaultySubgraphs(supergraph, { data, faults: 0, profile: faultless });
  const faultlessRun = await compareWithMonolith(planned, subgraphs);
  if (faultlessRun.difference) throw new Error(`no faults: ${faultlessRun.difference}`);
  countRun(distribution, faultlessRun);
  for (let run = 0; run < faultyRunsPerOperation; run++) {
    const profile = faultProfiles[(faults + run) % faultProfiles.length] ?? faultless;
    const comparison = await compareWithApollo(planned, subgraphs.withFaults(faults + run, profile));
    if (comparison.difference)
      throw new Error(`fault seed ${faults + run} (${profile.name}): ${comparison.difference}`);
    countRun(distribution, comparison);
  }
}

function countOperation(distribution: Distribution, { supergraph, operation, plan }: PlannedOperation): void {
  distribution.add('all: operations');
  distribution.add(`supergraph: ${supergraph.name}`);
  distribution.add(`depth: ${operation.depth}`);
  for (const feature of operation.features) distribution.add(`feature: ${feature}`);
  for (const kind of nodeKinds(plan)) distribution.add(`node: ${kind}`);
}

function countRun(distribution: Distribution, { result, run, knownDifference, repeatsRequest }: Comparison): void {
  if (knownDifference) {
    distribution.add(`all: runs not compared, ${knownDifference}`);
    return;
  }
  distribution.add('all: runs');
  if (result.errors) distribution.add('all: runs with errors');
  if (repeatsRequest) distribution.add('all: runs that request a rewritten representation twice');
  for (const fault of run.faults) distribution.add(`fault: ${fault}`);
}
