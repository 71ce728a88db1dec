import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import type { Plan } from '../../planning/query-plan/plan-nodes.ts';

/** The key under which the answer is while the stock executor makes it: so it is in our hands. */
export const rootKey = 'root';

const ask = '{ root }';

/** The subgraph that gives the object which the stock executor merges answers into. */
export const rootService = 'root of the answer';

/** A fetch of a plan, with its place in the answer. */
export interface PlacedFetch {
  node: FetchNode;
  path: readonly (string | number)[];
}

/**
 * A plan that does the same below one field of the answer, which is fetched first. What the stock executor merges is then
 * known before it is shaped. A subscription's first fetch becomes one like any other.
 */
export function planBelowRoot({ node }: Plan): QueryPlan {
  const first: FetchNode = {
    kind: 'Fetch',
    serviceName: rootService,
    operation: ask,
    operationName: undefined,
    operationKind: 'query' as FetchNode['operationKind'],
  };
  const rest = node && asPlanNode(node);
  const nodes: PlanNode[] = rest ? [first, { kind: 'Flatten', path: [rootKey], node: rest }] : [first];
  return { kind: 'QueryPlan', node: { kind: 'Sequence', nodes } };
}

export function asPlanNode(node: NonNullable<Plan['node']>): PlanNode {
  if (node.kind !== 'Subscription') return node;
  return { kind: 'Sequence', nodes: node.rest ? [node.primary, node.rest] : [node.primary] };
}

/** The fetches of a plan, by what they send and where. */
export function placedFetches({ node }: Plan): Map<string, PlacedFetch> {
  const found = new Map<string, PlacedFetch>();
  const collect = (each: PlanNode | undefined, path: PlacedFetch['path']): void => {
    switch (each?.kind) {
      case 'Sequence':
      case 'Parallel':
        for (const child of each.nodes) collect(child, path);
        break;
      case 'Flatten':
        collect(each.node, [...path, ...each.path]);
        break;
      case 'Condition':
        collect(each.ifClause, path);
        collect(each.elseClause, path);
        break;
      case 'Fetch':
        found.set(fetchKey(each.operation, path), { node: each, path });
    }
  };
  if (node) collect(asPlanNode(node), []);
  return found;
}

export const fetchKey = (query: string, path: PlacedFetch['path']): string => `${path.join('.')} ${query}`;

/** The kinds of node in a plan. */
export function nodeKinds({ node }: Plan): Set<string> {
  const kinds = new Set<string>();
  const collect = (each: NonNullable<Plan['node']>): void => {
    kinds.add(each.kind);
    switch (each.kind) {
      case 'Subscription':
        collect(each.primary);
        if (each.rest) collect(each.rest);
        break;
      case 'Sequence':
      case 'Parallel':
        for (const child of each.nodes) collect(child);
        break;
      case 'Flatten':
        collect(each.node);
        break;
      case 'Condition':
        if (each.ifClause) collect(each.ifClause);
        if (each.elseClause) collect(each.elseClause);
        break;
      case 'Fetch':
        if (each.requires) kinds.add('Fetch of entities');
        if (each.inputRewrites?.length) kinds.add('input rewrites');
        if (each.outputRewrites?.length) kinds.add('output rewrites');
        if (each.contextRewrites?.length) kinds.add('context rewrites');
    }
  };
  if (node) collect(node);
  return kinds;
}
