import type { GraphQLDataSource, ServiceMap } from '@apollo/gateway';
import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import { type ExecutionResult, GraphQLError, type Kind, print } from 'graphql';
import { Refusal } from '#platform/errors/refusal.ts';
import { limits } from '#platform/limits.ts';
import { executePlan } from '../execution/execute-plan.ts';
import { admit, type ClientOperation, coerceVariables, finish } from '../execution/run-operation.ts';
import type { SubgraphResponse } from '../execution/subgraph-transport.ts';
import { EventQueue } from './event-queue.ts';
import type { UpstreamSockets } from './upstream.ts';

/**
 * Runs a subscription: the plan's primary is subscribed to at the subgraph that has it, and each of its events is completed
 * by the rest of the plan, which fetches from the other subgraphs. One event after the other, in their order. It ends when the
 * client ends it, when the subgraph does, and with an error when the subgraph is lost or the client is too slow.
 */
export async function subscribeToPlan(
  operation: ClientOperation,
  upstream: UpstreamSockets,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const { graph, operationName } = operation;
  const admitted = admit(operation);
  const rootRefusal = [...(admitted.refusals?.refused.values() ?? [])][0];
  if (rootRefusal) {
    const { code, responseKey } = rootRefusal;
    return { errors: [new GraphQLError(code, { path: [responseKey], extensions: { code } })] };
  }
  const variables = coerceVariables(operation, admitted);
  if ('errors' in variables) return variables;

  const { node } = graph.plan(admitted.document, operationName);
  if (node?.kind !== 'Subscription') throw new Refusal('OPERATION_NOT_ALLOWED');
  const { primary, rest } = node as SubscriptionNode;
  const url = graph.subgraphUrls.get(primary.serviceName);
  if (!url) throw new Error(`no URL for ${primary.serviceName}`);

  const queue = new EventQueue<SubgraphResponse>(limits.subscriptionQueue);
  const stop = upstream.subscribe(
    url,
    {
      query: textOf(primary),
      operationName: primary.operationName,
      variables: pick(variables.coerced, operation.variables, primary.variableUsages ?? []),
    },
    {
      next: (event) => queue.push(event),
      end: (failed) =>
        queue.end(failed ? new Refusal('SUBGRAPH_UNAVAILABLE', { subgraph: primary.serviceName }) : null),
    },
  );
  queue.onClose(stop);
  const plan: QueryPlan = { kind: 'QueryPlan', node: rest ? sequence(primary, rest) : primary };
  return queue.map(async (event) => {
    const services = answeringPrimary(operation.services, primary, event);
    return finish(await executePlan(plan, services, { ...operation, document: admitted.document }), admitted);
  });
}

const sequence = (primary: FetchNode, rest: PlanNode): PlanNode => ({ kind: 'Sequence', nodes: [primary, rest] });

/** The planner's operation may be text or a document. */
function textOf({ operation }: FetchNode): string {
  return typeof operation === 'string' ? operation : print(operation as { kind: Kind.DOCUMENT; definitions: [] });
}

/** The client's own values of the variables, because custom scalars are the subgraph's to read; defaults where it gave none. */
function pick(
  coerced: Record<string, unknown>,
  given: Record<string, unknown>,
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => name in coerced).map((name) => [name, given[name] ?? coerced[name]]),
  );
}

/** The subgraphs, but for the plan's first fetch, which the event has answered already. */
function answeringPrimary(services: ServiceMap, primary: FetchNode, event: SubgraphResponse): ServiceMap {
  const owner = services[primary.serviceName] as GraphQLDataSource;
  const process: GraphQLDataSource['process'] = async (options) => {
    // A copy: the executor changes what it is given.
    if (options.request.query === primary.operation) return structuredClone(event) as never;
    return owner.process(options);
  };
  return { ...services, [primary.serviceName]: { process } };
}
