import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type PlanNode, prettyFormatQueryPlan } from '@apollo/query-planner';
import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { projectRoot } from '#platform/settings.ts';
import { readClientOperations } from '../../../cli/schema/operations/client-operations.ts';
import { conditionsOf, conditionVariables } from '../../graphql/conditions.ts';
import { operationParts } from '../../graphql/operation-parts.ts';
import { defaultPlanner } from '../operation-planner.ts';
import { planText } from './plan-text.ts';

const byApollo = (node: PlanNode | undefined) =>
  prettyFormatQueryPlan({ kind: 'QueryPlan', ...(node ? { node } : {}) });

test("prints the plans of the clients' operations as Apollo does", async () => {
  const planner = defaultPlanner(readFileSync(path.join(projectRoot, 'supergraph.graphql'), 'utf8'));
  const nodes = (await readClientOperations(projectRoot)).operations.flatMap(({ document }) => {
    const operation = operationParts(document, undefined);
    const conditions = conditionsOf(conditionVariables(document), {});
    const { node } = planner.plan({ operation, conditions, isKnown: false }).plan;
    return node && node.kind !== 'Subscription' ? [node] : [];
  });
  expect(nodes.length).toBeGreaterThan(20);
  expect(nodes.filter((node) => node.kind === 'Sequence').length).toBeGreaterThan(0);
  for (const node of nodes) expect(planText(node)).toBe(byApollo(node));
});

const fetch = (serviceName: string, operation = '{ a { b } }'): PlanNode => ({
  kind: 'Fetch',
  serviceName,
  operation,
  operationName: undefined,
  operationKind: parse(operation).definitions[0]?.kind === 'OperationDefinition' ? ('query' as never) : ('' as never),
});
const condition = { kind: 'Condition', condition: 'on' } as const;

test.each<[string, PlanNode | undefined]>([
  ['no plan', undefined],
  ['one branch', { ...condition, ifClause: fetch('one') }],
  ['the other branch', { ...condition, elseClause: fetch('one') }],
  ['both', { ...condition, ifClause: fetch('one'), elseClause: fetch('two') }],
  [
    'nodes in nodes',
    { kind: 'Parallel', nodes: [{ ...condition, ifClause: { kind: 'Sequence', nodes: [fetch('one')] } }] },
  ],
  ['fragments', fetch('one', 'query A { ...F } fragment F on Query { a }')],
])('prints %s as Apollo does', (_, node) => {
  expect(planText(node)).toBe(byApollo(node));
});
