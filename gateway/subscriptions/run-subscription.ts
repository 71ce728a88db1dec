import { type ExecutionResult, GraphQLError } from 'graphql';
import { Refusal, rateLimited } from '#platform/errors/refusal.ts';
import { BoundedQueue } from '#platform/run/bounded-queue.ts';
import { addRefusals, coerceVariables, type OperationRequest } from '../run-operation.ts';
import type { UpstreamSockets } from '../upstream/sockets.ts';
import type { SubgraphResponse } from '../upstream/subgraph-response.ts';
import { executionResults } from './execution-results.ts';

/** Events queued for a slow client. One more ends the subscription with RATE_LIMITED. */
const maxQueuedEvents = 100;

/**
 * Runs a subscription: subscribes to the plan's primary fetch at its subgraph, and completes each event by the rest of the plan, one
 * at a time, in order. The subscription ends when the client or the subgraph ends it, and with an error when the subgraph is lost
 * or the client reads too slowly.
 *
 * @throws Refusal OPERATION_NOT_ALLOWED when the plan has no primary fetch.
 */
export async function runSubscription(
  request: OperationRequest,
  upstream: UpstreamSockets,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const { graph, operation, context, fetch } = request;
  const admission = operation.admissionFor(context.viewer);
  const rootRefusal = [...(admission.refusals?.refused.values() ?? [])][0];
  if (rootRefusal) {
    const { code, responseKey } = rootRefusal;
    return { errors: [new GraphQLError(code, { path: [responseKey], extensions: { code } })] };
  }
  const values = coerceVariables(request, admission);
  if ('errors' in values) return values;

  const executable = admission.executable();
  const inputs = { ...values, fetch };
  const primary = await executable.primary(inputs);
  if (!primary) throw new Refusal('OPERATION_NOT_ALLOWED');
  const { subgraph } = primary;
  const url = graph.subgraphUrls.get(subgraph);
  if (!url) throw new Error(`no URL for ${subgraph}`);

  const closing = new AbortController();
  const queue = new BoundedQueue<SubgraphResponse>(maxQueuedEvents, {
    overflow: rateLimited,
    onClose: () => {
      unsubscribe();
      closing.abort();
    },
  });
  const unsubscribe = upstream.subscribe(url, primary, {
    next: (event) => queue.push(event),
    end: (failed) => queue.end(failed ? new Refusal('SUBGRAPH_UNAVAILABLE', { subgraph }) : null),
  });
  return executionResults(queue, async (event) =>
    addRefusals(await executable.run({ ...inputs, signal: closing.signal, primary: event }), admission),
  );
}
