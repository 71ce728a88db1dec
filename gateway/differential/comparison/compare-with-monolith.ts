import { FakeData } from '../fake/fake-data.ts';
import { executeOnMonolith } from '../fake/monolith.ts';
import type { FaultySubgraphs } from '../faults/faulty-subgraphs.ts';
import { type Comparison, type PlannedOperation, runExecutable } from './planned-operation.ts';

/** Runs an operation without faults with the executor, and on one server that has all of the data. */
export async function compareWithMonolith(planned: PlannedOperation, subgraphs: FaultySubgraphs): Promise<Comparison> {
  const { supergraph, operation } = planned;
  const { document, operationName, variables } = operation;
  const data = new FakeData(supergraph.model, subgraphs.seeds.data);
  const oracle = executeOnMonolith(supergraph.graph.apiSchema, data, document, operationName, variables);
  const run = subgraphs.startRun();
  const result = await runExecutable(planned, run);
  const [expected, actual] = [oracle.data, result.data].map((each) => JSON.stringify(each ?? null));
  const difference =
    expected === actual
      ? null
      : `data of the monolith\n  expected ${expected}\n  actual   ${actual} ${JSON.stringify(result.errors ?? [])}`;
  return { difference, knownDifference: null, result, run };
}
