import { type ExecutionResult, type GraphQLError, type GraphQLFormattedError, getOperationAST } from 'graphql';
import type { ServerOptions, SubscribePayload } from 'graphql-ws';
import { Refusal, rateLimited } from '../../errors/refusal.ts';
import { requestIdGenerator } from '../../ids.ts';
import { hasLongNumbers, parseJson } from '../../lossless-json.ts';
import { asGraphQLError } from '../as-graphql-error.ts';
import { type RequestScope, wellFormedRequestId } from '../request-scope.ts';
import type { ClientSocket, Connection } from './client-socket.ts';
import { openSession } from './open-session.ts';
import type { SocketCounts } from './socket-counts.ts';
import type { SocketOptions } from './socket-options.ts';
import { SubscriptionEnded } from './subscription-ended.ts';

/** The longest id of an operation, in UTF-16 code units: each of its results repeats it. Stock clients use UUIDs. */
const maxIdLength = 256;

/** Runs the operations of the sockets: the options of graphql-ws. */
export function protocolOptions(
  options: SocketOptions,
  counts: SocketCounts,
): ServerOptions<Record<string, unknown>, ClientSocket> {
  const { limits, initTimeout = 5_000 } = options;
  const newRequestId = requestIdGenerator();
  const scopeFor = (client: ClientSocket, payload: SubscribePayload): RequestScope => {
    const accepted = options.acceptRequestIds ? wellFormedRequestId(payload.extensions?.requestId) : null;
    return { requestId: accepted ?? newRequestId(), language: client.language };
  };
  const shapeAll = (
    client: ClientSocket,
    payload: SubscribePayload,
    errors: readonly (GraphQLError | GraphQLFormattedError)[],
  ) => {
    const operation = client.operationOf(payload);
    // Nothing is sent on a closed socket, and its failures concern nobody.
    return operation ? errors.map((error) => options.shape(error, operation.scope)) : [];
  };

  return {
    connectionInitWaitTimeout: initTimeout,
    onConnect: (connection) => {
      connection.extra.connection = connection;
      return openSession(connection.extra, connection.connectionParams, options);
    },
    onSubscribe: (connection, id, rounded) => {
      const client = connection.extra;
      const scope = scopeFor(client, rounded);
      const operation = { id, scope, isSubscription: false };
      client.begin(rounded, operation);
      if (id.length > maxIdLength) return refused(new Refusal('BAD_REQUEST'));
      if (client.operationBytes > limits.operationBytesPerSocket) return refused(rateLimited());
      if (Object.keys(connection.subscriptions).length > limits.operationsPerSocket) return refused(rateLimited());
      const payload = options.longIntegers ? withLongIntegers(client.text, rounded) : rounded;
      if (!payload) return refused(new Refusal('BAD_REQUEST'));
      const prepared = options.prepare(client, payload, id, scope);
      if (!('document' in prepared)) return prepared;
      if (getOperationAST(prepared.document, prepared.operationName)?.operation !== 'subscription') return prepared;
      const tooMany =
        counts.subscriptionsFull ||
        (client.token === null && subscriptionsOf(connection) >= limits.anonymousSubscriptionsPerSocket);
      if (tooMany) return refused(rateLimited());
      operation.isSubscription = true;
      counts.subscriptions++;
      return prepared;
    },
    execute: options.execute,
    subscribe: options.subscribe,
    onNext: ({ extra }, _id, payload, _args, result: ExecutionResult) => {
      if (!result.errors) return result;
      return { ...result, errors: shapeAll(extra, payload, result.errors) } as unknown as ExecutionResult;
    },
    onError: ({ extra }, _id, payload, errors) => shapeAll(extra, payload, errors.flatMap(causesOf)),
  };
}

const refused = (refusal: Refusal): readonly GraphQLError[] => [asGraphQLError(refusal)];

/** The errors with which an iterator has ended its subscription, or the error itself. */
function causesOf(error: GraphQLError): readonly GraphQLError[] {
  const { originalError } = error;
  return originalError instanceof SubscriptionEnded ? originalError.errors : [error];
}

/** The subscriptions of a socket that its client has not ended. */
function subscriptionsOf({ extra, subscriptions }: Connection): number {
  let count = 0;
  for (const { id, isSubscription } of extra.operations) if (isSubscription && id in subscriptions) count++;
  return count;
}

/** The payload of a message with its long integers; null when it is nested too deeply to keep their digits. */
function withLongIntegers(text: string, rounded: SubscribePayload): SubscribePayload | null {
  if (!hasLongNumbers(text)) return rounded;
  try {
    return (parseJson(text) as { payload: SubscribePayload }).payload;
  } catch {
    return null;
  }
}
