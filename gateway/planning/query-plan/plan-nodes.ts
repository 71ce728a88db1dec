import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';

/** A plan of the query planner. The plan of a subscription has a root node of its own kind. */
export type Plan = QueryPlan & { node?: QueryPlan['node'] | SubscriptionNode };

/** Replaces each fetch of a plan. The primary of a subscription must remain a fetch, or become a sequence that begins with one. */
export function mapFetches({ kind, node }: Plan, change: (fetch: FetchNode) => PlanNode): Plan {
  if (!node) return { kind };
  if (node.kind !== 'Subscription') return { kind, node: mapNode(node, change) };
  const changed = change(node.primary);
  const [primary, ...after] = changed.kind === 'Sequence' ? changed.nodes : [changed];
  if (primary?.kind !== 'Fetch') throw new Error('the primary of a subscription must be one fetch');
  const nodes = [...after, ...(node.rest ? [mapNode(node.rest, change)] : [])];
  const rest: PlanNode | undefined = nodes.length > 1 ? { kind: 'Parallel', nodes } : nodes[0];
  return { kind, node: { kind: 'Subscription', primary, ...(rest ? { rest } : {}) } };
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
      throw new Error('the API schema has no @defer');
  }
}
