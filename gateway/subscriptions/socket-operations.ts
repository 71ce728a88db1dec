import { type ExecutionArgs, GraphQLError } from 'graphql';
import type { SocketOptions, SocketSession } from '#platform/graphql/web-socket.ts';
import { requestIdGenerator } from '#platform/ids.ts';
import type { Log } from '#platform/log.ts';
import type { ConcurrencyLimiter } from '../admission/concurrency-limiter.ts';
import { PreparedOperation } from '../admission/operation-cache.ts';
import { operationTimeout, upstreamHeaders } from '../request-context.ts';
import { type OperationRequest, runOperation } from '../run-operation.ts';
import type { ServedGraphs } from '../supergraph/served-graph.ts';
import { UpstreamSockets } from '../upstream/sockets.ts';
import { conditionalRoot } from './conditional-root.ts';
import { subscribeToPlan } from './subscribe.ts';

interface SocketOperation {
  request: OperationRequest;
  upstream: UpstreamSockets;
}

/** What a client's socket runs: subscriptions through the plan, queries and mutations as over HTTP. */
export function socketOperations(
  graphs: ServedGraphs,
  limiter: ConcurrencyLimiter,
  log: Log,
): Pick<SocketOptions, 'prepare' | 'execute' | 'subscribe'> {
  const newRequestId = requestIdGenerator();
  const upstreams = new WeakMap<SocketSession, UpstreamSockets>();
  const upstreamOf = (session: SocketSession): UpstreamSockets => {
    let upstream = upstreams.get(session);
    if (!upstream) {
      const opened = new UpstreamSockets(headersOf(session));
      session.closed.addEventListener('abort', () => opened.dispose());
      upstreams.set(session, opened);
      upstream = opened;
    }
    return upstream;
  };

  return {
    prepare: (session, payload) => {
      const { graph, operations, subgraphs } = graphs.current;
      const operation = operations.prepare(payload.query, payload.operationName ?? undefined);
      if (!(operation instanceof PreparedOperation)) return operation;
      const { document, definition } = operation;
      const conditional = conditionalRoot(document, definition);
      if (conditional) return [conditional];
      const variables = payload.variables ?? {};
      const scope = { ...session.scope, requestId: newRequestId() };
      const context = {
        viewer: session.viewer,
        scope,
        log,
        upstreamHeaders: headersOf({ ...session, scope }),
        signal: session.closed,
        deadline:
          definition.operation === 'subscription' ? Number.POSITIVE_INFINITY : performance.now() + operationTimeout,
      };
      const request = { graph, operation, fetch: subgraphs.fetchFor(operation, context), variables, context };
      const contextValue: SocketOperation = { request, upstream: upstreamOf(session) };
      return {
        schema: graph.apiSchema,
        document,
        variableValues: variables,
        contextValue,
        ...(definition.name ? { operationName: definition.name.value } : {}),
      };
    },

    execute: async ({ contextValue }: ExecutionArgs) => {
      const { request } = contextValue as SocketOperation;
      try {
        return await runOperation(request, limiter);
      } catch (error) {
        return { errors: [asGraphQLError(error)] };
      }
    },

    subscribe: async ({ contextValue }: ExecutionArgs) => {
      const { request, upstream } = contextValue as SocketOperation;
      try {
        return await subscribeToPlan(request, upstream);
      } catch (error) {
        // A throw would close the socket, and with it every other operation on it.
        return { errors: [asGraphQLError(error)] };
      }
    },
  };
}

const asGraphQLError = (error: unknown) =>
  error instanceof GraphQLError ? error : new GraphQLError('failed', { originalError: error as Error });

function headersOf({
  token,
  scope,
  request,
}: Pick<SocketSession, 'token' | 'scope' | 'request'>): Record<string, string> {
  const { traceparent } = request.headers;
  return upstreamHeaders({
    token,
    scope,
    address: request.socket.remoteAddress ?? '',
    traceparent: typeof traceparent === 'string' ? traceparent : undefined,
  });
}
