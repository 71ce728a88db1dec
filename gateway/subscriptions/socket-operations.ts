import { buildSchema, type ExecutionArgs, type ExecutionResult, type GraphQLError, parse } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { Refusal } from '#platform/errors/refusal.ts';
import { asGraphQLError } from '#platform/graphql/as-graphql-error.ts';
import type { SocketOptions } from '#platform/graphql/sockets/socket-options.ts';
import { anonymous } from '#platform/http/graphql-app.ts';
import type { Log } from '#platform/log.ts';
import type { Tracing } from '#platform/tracing/tracing.ts';
import { PreparedOperation } from '../admission/operation-cache.ts';
import { type LoadShedder, overloaded } from '../admission/overload/load-shedder.ts';
import { readDigest } from '../admission/persisted/digest.ts';
import type { OperationReference, PersistedOperations } from '../admission/persisted/persisted-operations.ts';
import type { RateLimits } from '../admission/rate-limits/rate-limits.ts';
import { RequestedOperation } from '../admission/requested-operation.ts';
import { endingWithResult, nameOperation } from '../operation-span.ts';
import { upstreamHeaders } from '../request-context.ts';
import { type OperationLimits, type OperationRequest, runOperation } from '../run-operation.ts';
import type { ServedGraph } from '../supergraph/served-graph.ts';
import { conditionalRootError } from './conditional-root.ts';
import { SocketChannel } from './socket-channel.ts';
import type { SubscriptionHub } from './subscription-hub.ts';

/** The context value of an operation between `prepare` and its execution. */
interface SocketOperation {
  request: OperationRequest;
  channel: SocketChannel;
}

export interface SocketOperationsOptions {
  served: ServedGraph;
  hub: SubscriptionHub;
  limits: OperationLimits;
  shedder: Pick<LoadShedder, 'refuses'>;
  rates: RateLimits;
  persisted: PersistedOperations;
  /** Called when a query or a mutation has ended, and when a subscription has begun or was refused. */
  onEnd: (request: OperationRequest, start: number, result: ExecutionResult) => void;
  log: Log;
  /** Null for a gateway that records no traces. */
  tracing?: Tracing | null;
}

/** The handlers of the operations on clients' sockets: subscriptions, and queries and mutations as over HTTP. */
export function socketOperations({
  served,
  hub,
  limits,
  shedder,
  rates,
  persisted,
  onEnd,
  log,
  tracing,
}: SocketOperationsOptions): Pick<SocketOptions, 'prepare' | 'execute' | 'subscribe'> {
  /** graphql-ws requires a query: a client that names an operation by its digest sends an empty one. */
  const referenceOf = (payload: SubscribePayload): OperationReference => {
    const named = readDigest(payload);
    if (!named) throw new Refusal('BAD_REQUEST');
    return { query: named.digest ? payload.query || undefined : payload.query, ...named };
  };

  return {
    prepare: (session, payload, id, scope) => {
      if (shedder.refuses()) return [asGraphQLError(overloaded())];
      const { graph, operations, subgraphs, sharing } = served.current;
      const allowance = rates.request(session.address);
      const found = orErrors(() => {
        allowance.check();
        const requested = new RequestedOperation(referenceOf(payload), persisted, (text) =>
          operations.prepare(text, payload.operationName ?? undefined),
        );
        // A gateway that verifies no token passes every one on.
        const ignoresToken = session.viewer !== null && requested.isSignIn;
        const { token, viewer } = ignoresToken ? anonymous : session;
        allowance.signedIn(viewer);
        allowance.check();
        const operation = requested.for(viewer);
        if (!(operation instanceof PreparedOperation)) return operation;
        allowance.signIns(operation.signIns);
        return { operation, token, viewer };
      });
      if (!('operation' in found)) return found;
      const { operation, token, viewer } = found;
      const { document, definition } = operation;
      const invalidRoot = conditionalRootError(document, definition);
      if (invalidRoot) return [invalidRoot];
      // A socket outlives any trace, so each of its operations begins one.
      scope.trace = tracing?.begin({ name: 'GraphQL Operation', kind: 'server', isTrusted: false });
      const span = scope.trace?.span;
      if (span) nameOperation(span, operation);
      const variables = payload.variables ?? {};
      const context = {
        viewer,
        client: session.client,
        scope,
        span,
        log,
        allowance,
        upstreamHeaders: upstreamHeaders({ token, scope, address: session.address, headers: session.headers }),
        signal: session.closed,
        deadline: served.deadlineOf(definition.operation),
      };
      const contextValue: SocketOperation = {
        request: { graph, subgraphs, sharing, operation, variables, context },
        channel: new SocketChannel(session.writer, id, session.expire),
      };
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
      const start = performance.now();
      const result = await endingWithResult(request.context.span, () =>
        runOperation(request, limits).catch((error) => ({ errors: [asGraphQLError(error)] })),
      );
      onEnd(request, start, result);
      return result;
    },

    subscribe: async (args: ExecutionArgs) => {
      const { request, channel } = args.contextValue as SocketOperation;
      const start = performance.now();
      forget(args);
      // An exception would close the socket and end the other operations on it.
      const subscription = await endingWithResult(request.context.span, () =>
        hub.subscribe(request, channel).catch((error) => ({ errors: [asGraphQLError(error)] })),
      );
      onEnd(request, start, 'errors' in subscription ? subscription : {});
      return 'errors' in subscription ? subscription : channel.results(subscription.unsubscribe);
    },
  };
}

/** Returns a refusal as errors: an exception would close the socket. */
function orErrors<Result>(prepare: () => Result): Result | readonly GraphQLError[] {
  try {
    return prepare();
  } catch (error) {
    return [asGraphQLError(error)];
  }
}

const nothing = buildSchema('type Query { nothing: Int }');
const noDocument = parse('{ nothing }');

/** graphql-ws keeps the arguments as long as the subscription lives. The supergraph may change long before. */
function forget(args: ExecutionArgs): void {
  Object.assign(args, { schema: nothing, document: noDocument, contextValue: null, variableValues: null });
}
