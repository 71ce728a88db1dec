import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { operationParts } from '../graphql/operation-parts.ts';
import { composeSupergraph } from '../supergraph/compose.ts';
import { hardSupergraph } from '../testing/hard-graph.ts';
import { operationPlanner } from './operation-planner.ts';
import { defaultPlannerOptions, type PlannerOptions } from './planner.ts';
import { fetchesOf } from './query-plan/fetches-of.ts';

/** The subgraphs that the plan of a query fetches from. */
function plannedSubgraphs(supergraph: string, query: string, options: Partial<PlannerOptions>): string[] {
  const planner = operationPlanner(supergraph, { ...defaultPlannerOptions, ...options });
  const operation = operationParts(parse(query, { noLocation: true }), undefined);
  const { node } = planner.plan({ operation, conditions: new Map(), isKnown: false }).plan;
  return node ? [...fetchesOf(node)].map(({ fetch }) => fetch.serviceName) : [];
}

test('compares as many plans as its option says', () => {
  const fields = { one: ['a'], two: ['b'], three: ['a', 'b'], four: ['a'], five: ['b'] };
  const { supergraphSdl } = composeSupergraph(
    Object.entries(fields).map(([name, own]) => ({
      name,
      url: `http://${name}.test`,
      typeDefs: `
        extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@shareable"])
        type Query { ${own.map((field) => `${field}: Int @shareable`).join(' ')} }`,
    })),
  );
  expect(plannedSubgraphs(supergraphSdl, '{ a b }', { plans: 1 })).toHaveLength(2);
  expect(plannedSubgraphs(supergraphSdl, '{ a b }', {})).toEqual(['three']);
});

test('refuses an operation with more paths than its option says', () => {
  const supergraph = hardSupergraph();
  // Each of eight implementations has the field in two subgraphs: 256 paths.
  const plan = (paths: number) => plannedSubgraphs(supergraph, '{ items { any { id } } }', { paths });
  expect(() => plan(255)).toThrow(expect.objectContaining({ bound: 'paths', limit: 255 }));
  expect(plan(256)).toContain('s0');
});
