import type { FetchNode, PlanNode, SubscriptionNode } from '@apollo/query-planner';
import type { PlanPath } from './response-path.ts';

/** A fetch of a plan and the path at which its answer is merged. */
export interface PlacedFetch {
  fetch: FetchNode;
  path: PlanPath;
}

/** Yields each fetch of a plan with its path. Yields the fetches of both branches of a condition. */
export function* fetchesOf(node: PlanNode | SubscriptionNode, path: PlanPath = []): Iterable<PlacedFetch> {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      for (const each of node.nodes) yield* fetchesOf(each, path);
      return;
    case 'Subscription':
      yield { fetch: node.primary, path };
      if (node.rest) yield* fetchesOf(node.rest, path);
      return;
    case 'Flatten':
      return yield* fetchesOf(node.node, [...path, ...node.path]);
    case 'Condition':
      for (const each of [node.ifClause, node.elseClause]) if (each) yield* fetchesOf(each, path);
      return;
    case 'Fetch':
      yield { fetch: node, path };
  }
}
