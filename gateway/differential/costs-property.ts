import fc from 'fast-check';
import { stringifyJson } from '#platform/lossless-json.ts';
import { InputCosts } from '../admission/cost/argument-costs.ts';
import type { CostSchema } from '../admission/cost/field-costs.ts';
import { compileOperationCost } from '../admission/cost/operation-cost.ts';
import { compilePlanCosts } from '../admission/cost/plan-costs.ts';
import { compileResponseCost } from '../admission/cost/response-cost.ts';
import { keysOf } from '../execution/compile-operation.ts';
import { conditionsOf, conditionVariables } from '../graphql/conditions.ts';
import { operationParts, usedDocument } from '../graphql/operation-parts.ts';
import { planOperation, runExecutable } from './comparison/planned-operation.ts';
import { longestList } from './fake/fake-data.ts';
import { FaultySubgraphs } from './faults/faulty-subgraphs.ts';
import { faultless } from './faults/profiles.ts';
import { Choices, choiceNumbers } from './operations/choices.ts';
import { generateOperation } from './operations/generate-operation.ts';
import { hash, pick } from './random.ts';
import { supergraphDefinitions } from './supergraphs/index.ts';
import { TestSupergraph } from './supergraphs/test-supergraph.ts';

/** The number of operations, and the sum of their actual costs. */
export interface CheckedCosts {
  operations: number;
  actual: number;
}

/**
 * Checks that random operations over random data, with random weights, never cost more than was estimated for the longest list of the data,
 * nor more than was estimated for their plans. Throws with the smallest counterexample found.
 */
export async function checkCosts(seed: number, operations: number): Promise<CheckedCosts> {
  const supergraphs = supergraphDefinitions.map((each) => new TestSupergraph(each));
  const sums: CheckedCosts = { operations: 0, actual: 0 };
  const inputs = fc.record({ supergraph: fc.nat(supergraphs.length - 1), data: fc.nat(), numbers: choiceNumbers });
  await fc.assert(
    fc.asyncProperty(inputs, async ({ supergraph: index, data, numbers }) => {
      const supergraph = supergraphs[index] as TestSupergraph;
      const operation = generateOperation(supergraph.generatorOptions, new Choices(numbers));
      const planned = await planOperation(supergraph, operation);
      const { coerced } = planned;
      const parts = operationParts(operation.document, operation.operationName);
      const conditions = conditionsOf(conditionVariables(usedDocument(parts)), coerced);
      const costs = withRandomWeights(supergraph.graph.costs, data);
      const ofResponse = compileResponseCost(costs, { ...parts, conditions, keyOf: keysOf(planned.planned) });

      const estimated = compileOperationCost(costs, parts).estimate(coerced);
      let actual = 0;
      await runExecutable(
        planned,
        new FaultySubgraphs(supergraph, { data, faults: 0, profile: faultless }).startRun(),
        {
          planned: () => {},
          fetched: (fetched) => {
            actual = ofResponse(fetched, coerced);
          },
        },
      );
      const bySubgraph = compilePlanCosts(costs, planned.planned)(coerced);
      const bySubgraphs = [...bySubgraph.values()].reduce((sum, cost) => sum + cost, 0);
      const isIntrospection = /__(?:schema|type)\b/.test(operation.source);
      if (actual > estimated || (actual > bySubgraphs && !isIntrospection)) {
        const text = `${supergraph.name}, data seed ${data}\n${operation.source}\n${stringifyJson(operation.variables)}`;
        throw new Error(`${text}\nestimated ${estimated}, actual ${actual}, by subgraphs ${bySubgraphs}`);
      }
      sums.operations++;
      sums.actual += actual;
    }),
    { seed, numRuns: operations, verbose: 0 },
  );
  return sums;
}

/** The costs of a supergraph whose types, fields and arguments have weights by a seed, and whose lists are as long as those of the data. */
function withRandomWeights({ schema }: CostSchema, seed: number): CostSchema {
  const weights = {
    // A root object has no weight, because each fetch has one.
    weight: (coordinate: string) =>
      rootTypes.has(coordinate) ? 0 : pick([undefined, 0, 1, 7, -2], hash(seed, coordinate)),
    listSize: () => undefined,
    requiresSlicing: false,
  };
  return { schema, weights, inputs: new InputCosts(weights), sizing: { assumedSize: longestList, largestPage: 0 } };
}

const rootTypes: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);
