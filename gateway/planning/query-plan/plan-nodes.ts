import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';

/** A plan of the query planner; that of a subscription has its own root node. */
export type Plan = QueryPlan & { node?: QueryPlan['node'] | SubscriptionNode };

/** The plan with each of its fetches as something else. What a subscription begins with has to stay a fetch. */
export function mapFetches({ kind, node }: Plan, change: (fetch: FetchNode) => PlanNode): Plan {
  if (!node) return { kind };
  if (node.kind !== 'Subscription') return { kind, node: mapNode(node, change) };
  const primary = change(node.primary);
  if (primary.kind !== 'Fetch') throw new Error('a subscription begins with one fetch');
  return { kind, node: { ...node, primary, ...(node.rest ? { rest: mapNode(node.rest, change) } : {}) } };
}

function mapNode(node: PlanNode, change: (fetch: FetchNode) => PlanNode): PlanNode {
  const map = (each: PlanNode): PlanNode => mapNode(each, change);
  switch (node.kind) {
    case 'Fetch':
      return change(node);
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map(map) };
    case 'Flatten':
      return { ...node, node: map(node.node) };
    case 'Condition':
      return {
        ...node,
        ...(node.ifClause ? { ifClause: map(node.ifClause) } : {}),
        ...(node.elseClause ? { elseClause: map(node.elseClause) } : {}),
      };
    case 'Defer':
      throw new Error('@defer is not in the schema that clients see');
  }
}
