import type { FetchNode, PlanNode } from '@apollo/query-planner';
import type { FetchedPlan } from './fetched-plan.ts';
import type { RequestRecord, RunRecorder } from './run-recorder.ts';

/** A node of a plan as an admin reads it. */
export type ReportedNode =
  | { kind: 'Sequence' | 'Parallel'; nodes: ReportedNode[] }
  | { kind: 'Flatten'; path: string; node: ReportedNode }
  | { kind: 'Condition'; variable: string; ifClause?: ReportedNode; elseClause?: ReportedNode }
  | ReportedFetch;

export interface ReportedFetch {
  kind: 'Fetch';
  subgraph: string;
  operation: string;
  /** The names of the client's variables that the operation uses. Their values are never reported. */
  variables: readonly string[];
  /** The types of the entities that it fetches; absent for a fetch of root fields. */
  representations?: readonly string[];
  /** Absent after a dry run. */
  requests?: readonly RequestRecord[];
}

/** The plan of a run with the requests of each fetch. Null when nothing is fetched. */
export function planTree({ node, fetches }: FetchedPlan, recorder: RunRecorder): ReportedNode | null {
  return node ? reportNode(node, (fetch) => reportFetch(fetch, fetches, recorder)) : null;
}

function reportNode(node: PlanNode, fetch: (node: FetchNode) => ReportedFetch): ReportedNode {
  const report = (each: PlanNode) => reportNode(each, fetch);
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { kind: node.kind, nodes: node.nodes.map(report) };
    case 'Flatten':
      return { kind: 'Flatten', path: node.path.join('.'), node: report(node.node) };
    case 'Condition':
      return {
        kind: 'Condition',
        variable: node.condition,
        ...(node.ifClause ? { ifClause: report(node.ifClause) } : {}),
        ...(node.elseClause ? { elseClause: report(node.elseClause) } : {}),
      };
    case 'Fetch':
      return fetch(node);
    case 'Defer':
      throw new Error('the API schema has no @defer');
  }
}

function reportFetch(node: FetchNode, fetches: FetchedPlan['fetches'], recorder: RunRecorder): ReportedFetch {
  const { serviceName, operation, variableUsages = [], requires } = node;
  const types = requires?.flatMap((each) => (each.kind === 'InlineFragment' ? (each.typeCondition ?? []) : []));
  const compiled = fetches.get(node);
  return {
    kind: 'Fetch',
    subgraph: serviceName,
    operation,
    variables: variableUsages,
    ...(types ? { representations: [...new Set(types)] } : {}),
    ...(recorder.isDry ? {} : { requests: compiled ? recorder.requestsOf(compiled) : [] }),
  };
}
