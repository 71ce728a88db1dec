import type { ApolloServer } from '@apollo/server';
import { type DocumentNode, type ExecutionArgs, type ExecutionResult, GraphQLError, getOperationAST } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { v7 } from 'uuid';
import { parseOperation } from '#platform/graphql/parse-operation.ts';
import type { SocketOptions, SocketSession } from '#platform/graphql/web-socket.ts';
import type { Log } from '#platform/log.ts';
import type { ClientOperation } from '../execution/run-operation.ts';
import { type GatewayContext, upstreamHeaders } from '../gateway-context.ts';
import type { GraphInUse } from '../supergraph/graph-in-use.ts';
import { conditionalRoot } from './conditional-root.ts';
import { subscribeToPlan } from './subscribe.ts';
import { UpstreamSockets } from './upstream.ts';

interface SocketOperation {
  payload: SubscribePayload;
  operation: ClientOperation;
  upstream: UpstreamSockets;
}

/** What a client's socket runs: subscriptions through the plan, queries and mutations as over HTTP. */
export function socketOperations(
  graphs: GraphInUse,
  apollo: ApolloServer<GatewayContext>,
  { authBySubgraphs, log }: { authBySubgraphs: boolean; log: Log },
): Pick<SocketOptions, 'prepare' | 'execute' | 'subscribe'> {
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
      const { graph, fetchFor } = graphs.current;
      const parsed = parseOperation(graph.apiSchema, payload.query);
      if (!('kind' in parsed)) return parsed;
      const document = parsed as DocumentNode;
      const operationName = payload.operationName ?? undefined;
      const definition = getOperationAST(document, operationName);
      if (!definition) {
        return [new GraphQLError('Unknown operation.', { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })];
      }
      const conditional = conditionalRoot(document, definition);
      if (conditional) return [conditional];
      const variables = payload.variables ?? {};
      const scope = { ...session.scope, requestId: v7() };
      const context = {
        viewer: session.viewer,
        scope,
        log,
        upstreamHeaders: headersOf({ ...session, scope }),
        signal: session.closed,
      };
      const fetch = fetchFor(context);
      const operation = { graph, fetch, document, operationName, variables, context, authBySubgraphs };
      const contextValue: SocketOperation = { payload, operation, upstream: upstreamOf(session) };
      return {
        schema: graph.apiSchema,
        document,
        variableValues: variables,
        contextValue,
        ...(operationName ? { operationName } : {}),
      };
    },

    execute: async ({ contextValue }: ExecutionArgs) => {
      const { payload, operation } = contextValue as SocketOperation;
      const { query, operationName, variables } = payload;
      const { body } = await apollo.executeOperation(
        { query, ...(operationName ? { operationName } : {}), ...(variables ? { variables } : {}) },
        { contextValue: operation.context },
      );
      if (body.kind !== 'single') throw new Error('incremental delivery was not asked for');
      return body.singleResult as unknown as ExecutionResult;
    },

    subscribe: async ({ contextValue }: ExecutionArgs) => {
      const { operation, upstream } = contextValue as SocketOperation;
      try {
        return await subscribeToPlan(operation, upstream);
      } catch (error) {
        // A throw would close the socket, and with it every other operation on it.
        return { errors: [error instanceof GraphQLError ? error : asGraphQLError(error as Error)] };
      }
    },
  };
}

const asGraphQLError = (error: Error) => new GraphQLError(error.message, { originalError: error });

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
