import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import type { Path } from '../../graphql/json-object.ts';
import type { Plan } from '../../planning/query-plan/plan-nodes.ts';

/** The key of the result below which Apollo's executor merges all data. */
export const rootKey = 'root';

const rootQuery = '{ root }';

/** The pseudo-subgraph that returns the object at `rootKey`, so that the oracle holds a reference to the merged data. */
export const rootService = 'result root';

/** A fetch of a plan and its path in the result. */
export interface PlacedFetch {
  node: FetchNode;
  path: Path;
}

/**
 * An equivalent plan below `rootKey`, which exposes what Apollo's executor merges before it shapes the result. The
 * first fetch of a subscription becomes an ordinary fetch.
 */
export function planBelowRoot({ node }: Plan): QueryPlan {
  const first: FetchNode = {
    kind: 'Fetch',
    serviceName: rootService,
    operation: rootQuery,
    operationName: undefined,
    operationKind: 'query' as FetchNode['operationKind'],
  };
  const rest = node && asPlanNode(node);
  const nodes: PlanNode[] = rest ? [first, { kind: 'Flatten', path: [rootKey], node: rest }] : [first];
  return { kind: 'QueryPlan', node: { kind: 'Sequence', nodes } };
}

function asPlanNode(node: NonNullable<Plan['node']>): PlanNode {
  if (node.kind !== 'Subscription') return node;
  return { kind: 'Sequence', nodes: node.rest ? [node.primary, node.rest] : [node.primary] };
}

/** The fetches of a plan, by `fetchKey`. */
export function placedFetches({ node }: Plan): Map<string, PlacedFetch> {
  const found = new Map<string, PlacedFetch>();
  const collect = (each: PlanNode | undefined, path: Path): void => {
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
        found.set(fetchKey(each.serviceName, each.operation, path), { node: each, path });
    }
  };
  if (node) collect(asPlanNode(node), []);
  return found;
}

export const fetchKey = (subgraph: string, query: string, path: Path): string =>
  `${subgraph} ${path.join('.')} ${query}`;

/** The labels of a plan's nodes, for the distribution. */
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
