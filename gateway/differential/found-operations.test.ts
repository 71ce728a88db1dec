import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { compareWithMonolith } from './comparison/compare-with-monolith.ts';
import { planOperation } from './comparison/planned-operation.ts';
import { FaultySubgraphs } from './faults/faulty-subgraphs.ts';
import { faultless } from './faults/profiles.ts';
import { supergraphDefinitions } from './supergraphs/index.ts';
import { TestSupergraph } from './supergraphs/test-supergraph.ts';

/** Operations for which a random run once found a wrong answer, by what went wrong. */
const found = [
  {
    fault: 'a fragment that a narrower field of a member cannot have was planned on it',
    supergraph: 'abstract',
    data: 0,
    source: `{ found { ... on Food { id calories } ... on Animal { friend { ...F name } name } } } fragment F on Cat { id }`,
  },
];

test.each(found)('$fault', async ({ supergraph: name, data, source }) => {
  const definition = supergraphDefinitions.find((each) => each.name === name);
  if (!definition) throw new Error(`no supergraph ${name}`);
  const supergraph = new TestSupergraph(definition);
  const operation = {
    source,
    document: parse(source),
    operationName: undefined,
    variables: {},
    exactVariables: {},
    features: new Set<string>(),
    depth: 0,
  };
  const planned = await planOperation(supergraph, operation);
  const subgraphs = new FaultySubgraphs(supergraph, { data, faults: 0, profile: faultless });
  expect((await compareWithMonolith(planned, subgraphs)).difference).toBeNull();
});
