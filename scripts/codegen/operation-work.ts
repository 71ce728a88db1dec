import type { PlanNode, SubscriptionNode } from '@apollo/query-planner';
import { print } from 'graphql';
import { type ClientOperation, readClientOperations } from '../../cli/schema/operations/client-operations.ts';
import { plansOf } from '../../cli/schema/operations/plan-operations.ts';
import { documentBounds } from '../../gateway/admission/document-bounds.ts';
import { OperationCache, PreparedOperation } from '../../gateway/admission/operation-cache.ts';
import { defaultPlanner } from '../../gateway/planning/operation-planner.ts';
import { fetchesOf } from '../../gateway/planning/query-plan/fetches-of.ts';
import { FederatedGraph } from '../../gateway/supergraph/federated-graph.ts';
import { generatedNotice, table } from './markdown-table.ts';

/** What one operation of a client makes the gateway do. */
export interface OperationWork {
  name: string;
  /** The requests to each subgraph. */
  requests: ReadonlyMap<string, number>;
  /** The requests that wait for one another. */
  steps: number;
  isShared: boolean;
  /** Seconds for which its response may be cached; null if it is not. */
  maxAge: number | null;
}

/** Returns the document of the work for each operation in `clients/` below `root`. CI fails when a change makes one need more. */
export async function operationWork(supergraphSdl: string, root: string): Promise<string> {
  const graph = new FederatedGraph(supergraphSdl, { createPlanner: defaultPlanner });
  const { operations } = await readClientOperations(root);
  const rows: string[][] = [];
  for (const operation of operations) rows.push(rowOf(await workOf(graph, operation)));
  return [
    "# The work for each of our clients' operations",
    generatedNotice,
    '',
    'The requests to subgraphs are those of the plan that has most. Steps are requests that wait for one another. Identical queries that are shared have one',
    'run while they are in flight, and those that are cached have none until their response changes ([sharing and caching](../gateway.md#sharing-queries)).',
    '',
    ...table(['Operation', 'Requests to subgraphs', 'Steps', 'Shared', 'Cached'], rows),
    '',
  ].join('\n');
}

function rowOf({ name, requests, steps, isShared, maxAge }: OperationWork): string[] {
  const all = [...requests].map(([subgraph, count]) => `${count} ${subgraph}`);
  return [`\`${name}\``, all.join(', '), String(steps), isShared ? 'yes' : '', maxAge === null ? '' : `${maxAge} s`];
}

/** @throws Error when the operation is invalid or cannot be planned. */
export async function workOf(graph: FederatedGraph, { name, document }: ClientOperation): Promise<OperationWork> {
  const options = { authBySubgraphs: false, bounds: documentBounds, knownOperations: new Map<string, string>() };
  const operation = new OperationCache(graph, options).prepare(print(document), undefined);
  if (!(operation instanceof PreparedOperation)) throw operation[0];
  const { plans, reason } = await plansOf(graph.planner, document);
  if (reason !== null) throw new Error(`${name}: ${reason}`);
  const nodes = plans.flatMap(({ plan }) => plan.plan.node ?? []);
  const longest = nodes.toSorted((a, b) => [...fetchesOf(b)].length - [...fetchesOf(a)].length)[0];
  const requests = new Map<string, number>();
  for (const { fetch } of longest ? fetchesOf(longest) : []) {
    requests.set(fetch.serviceName, (requests.get(fetch.serviceName) ?? 0) + 1);
  }
  return {
    name,
    requests,
    steps: Math.max(0, ...nodes.map(stepsOf)),
    isShared: operation.definition.operation !== 'mutation' && operation.isPublic(),
    maxAge: operation.cachePolicy?.maxAge ?? null,
  };
}

function stepsOf(node: PlanNode | SubscriptionNode | undefined): number {
  if (!node) return 0;
  switch (node.kind) {
    case 'Sequence':
      return node.nodes.reduce((sum, each) => sum + stepsOf(each), 0);
    case 'Parallel':
      return Math.max(...node.nodes.map(stepsOf));
    case 'Subscription':
      return 1 + stepsOf(node.rest);
    case 'Flatten':
      return stepsOf(node.node);
    case 'Condition':
      return Math.max(stepsOf(node.ifClause), stepsOf(node.elseClause));
    case 'Fetch':
      return 1;
    case 'Defer':
      throw new Error('the gateway does not defer');
  }
}
