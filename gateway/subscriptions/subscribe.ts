import { type ExecutionResult, GraphQLError } from 'graphql';
import { Refusal, rateLimited } from '#platform/errors/refusal.ts';
import { BoundedQueue } from '#platform/run/bounded-queue.ts';
import { fetchVariables } from '../execution/execution.ts';
import { addRefusals, coerceVariables, type OperationRequest } from '../run-operation.ts';
import type { UpstreamSockets } from '../upstream/sockets.ts';
import type { SubgraphResponse } from '../upstream/subgraph-response.ts';
import { executionResults } from './execution-results.ts';

/** Events that wait for a slow client. */
const maxQueuedEvents = 100;

/**
 * Runs a subscription: the plan's primary is subscribed to at the subgraph that has it, and each of its events is completed
 * by the rest of the plan, which fetches from the other subgraphs. One event after the other, in their order. It ends when the
 * client ends it, when the subgraph does, and with an error when the subgraph is lost or the client is too slow.
 */
export async function subscribeToPlan(
  request: OperationRequest,
  upstream: UpstreamSockets,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const { graph, operation, context } = request;
  const admission = operation.admittedTo(context.viewer);
  const rootRefusal = [...(admission.refusals?.refused.values() ?? [])][0];
  if (rootRefusal) {
    const { code, responseKey } = rootRefusal;
    return { errors: [new GraphQLError(code, { path: [responseKey], extensions: { code } })] };
  }
  const coerced = coerceVariables(request, admission);
  if ('errors' in coerced) return coerced;

  const { plan, executable } = admission.planned();
  const { primary } = plan;
  if (!primary) throw new Refusal('OPERATION_NOT_ALLOWED');
  const url = graph.subgraphUrls.get(primary.serviceName);
  if (!url) throw new Error(`no URL for ${primary.serviceName}`);

  const given = { ...coerced, variables: request.variables, fetch: request.fetch };
  const closing = new AbortController();
  const queue = new BoundedQueue<SubgraphResponse>(maxQueuedEvents, {
    overflow: rateLimited,
    onClose: () => {
      stop();
      closing.abort();
    },
  });
  const stop = upstream.subscribe(
    url,
    {
      query: primary.operation,
      operationName: primary.operationName,
      variables: fetchVariables(primary.variableUsages ?? [], given),
    },
    {
      next: (event) => queue.push(event),
      end: (failed) =>
        queue.end(failed ? new Refusal('SUBGRAPH_UNAVAILABLE', { subgraph: primary.serviceName }) : null),
    },
  );
  return executionResults(queue, async (event) =>
    addRefusals(await executable.run({ ...given, signal: closing.signal, primary: event }), admission),
  );
}
