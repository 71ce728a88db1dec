import fc from 'fast-check';
import type { Distribution } from '../distribution.ts';
import { Choices, maxChoice } from '../operations/choices.ts';
import { type GeneratedOperation, generateOperation } from '../operations/generate-operation.ts';
import { ConcurrentRun, CounterGraph } from './concurrent-run.ts';

const counterGraph = new CounterGraph();

const numbers = (maxLength: number) => fc.array(fc.nat({ max: maxChoice }), { maxLength, size: 'max' });

const inputs = fc.record({
  sharing: fc.constantFrom('public' as const, 'same-headers' as const),
  queries: fc.array(numbers(60), { minLength: 1, maxLength: 2 }),
  mutations: fc.array(numbers(30), { minLength: 1, maxLength: 2 }),
  /** For each client the operations that it sends. Queries and mutations alternate in the list that they are chosen from. */
  clients: fc.array(fc.array(fc.nat(3), { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 5 }),
  schedule: numbers(200),
});

/**
 * Checks that concurrent clients of one gateway, whose queries share runs, see every change that they know of, and otherwise what
 * one server returns. Throws with the smallest history found. A history takes turns of the event loop, so that few depend on the clock.
 */
export async function checkClients(seed: number, histories: number, distribution: Distribution): Promise<void> {
  await fc.assert(
    fc.asyncProperty(inputs, async ({ sharing, queries, mutations, clients, schedule }) => {
      const pool = [
        ...queries.map((each) => operationOf(0, each)),
        ...mutations.map((each) => operationOf(maxChoice, each)),
      ];
      const run = new ConcurrentRun(counterGraph, sharing);
      const operations = clients.map((client) =>
        client.map((index) => pool[index % pool.length] as GeneratedOperation),
      );
      await run.run(operations, new Choices(schedule));
      distribution.add('clients: histories');
      for (const [label, count] of Object.entries(run.counts)) distribution.add(`clients: ${label}`, count);
    }),
    { seed, numRuns: histories, verbose: 0 },
  );
}

/** The first choice of an operation is its kind. */
const operationOf = (kind: number, choices: readonly number[]): GeneratedOperation =>
  generateOperation(
    { schema: counterGraph.graph.apiSchema, unionConditionsAnywhere: true, introspection: false, maxDepth: 4 },
    new Choices([kind, ...choices]),
  );
