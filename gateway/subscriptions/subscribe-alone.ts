import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import { asGraphQLError } from '#platform/graphql/as-graphql-error.ts';
import type { RequestScope } from '#platform/graphql/request-scope.ts';
import { responseJson } from '../response-json.ts';
import type { OperationRequest } from '../run-operation.ts';
import { UpstreamSockets } from '../upstream/sockets.ts';
import type { Channel } from './channel.ts';
import { runSubscription } from './run-subscription.ts';
import { SharedResult } from './shared-result.ts';

type FormatError = (error: unknown, scope: RequestScope) => GraphQLFormattedError;

/**
 * Runs a subscription for one channel, over sockets of its own to the subgraphs.
 *
 * @throws what `runSubscription` throws.
 */
export async function subscribeAlone(
  request: OperationRequest,
  channel: Channel,
  format: FormatError,
): Promise<{ unsubscribe(): void } | { errors: readonly GraphQLError[] }> {
  const { scope, upstreamHeaders } = request.context;
  const upstream = new UpstreamSockets(upstreamHeaders);
  const results = await runSubscription(request, upstream);
  if (!(Symbol.asyncIterator in results)) return { errors: results.errors ?? [] };
  void sendAll(results, channel, (error) => format(error, scope)).finally(() => upstream.dispose());
  return { unsubscribe: () => void results.return?.() };
}

async function sendAll(
  results: AsyncIterable<ExecutionResult>,
  channel: Channel,
  format: (error: GraphQLError) => GraphQLFormattedError,
): Promise<void> {
  try {
    for await (const result of results) channel.next(new SharedResult(responseJson(result, format)));
    channel.end();
  } catch (error) {
    channel.end([asGraphQLError(error)]);
  }
}
