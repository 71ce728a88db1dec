import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { parseOperation } from '../graphql/parse-operation.ts';
import { mapIterator } from '../run/map-iterator.ts';
import type { RequestContext } from './request-context.ts';

/** What graphql-js needs to run an operation that came over a WebSocket, or why it can't. */
export function prepareOperation(
  schema: GraphQLSchema,
  { query, variables, operationName }: SubscribePayload,
  contextValue: RequestContext,
): ExecutionArgs | readonly GraphQLError[] {
  const parsed = parseOperation(schema, query);
  if (!('kind' in parsed)) return parsed;
  if (!getOperationAST(parsed as DocumentNode, operationName)) {
    const message = operationName ? `Unknown operation named "${operationName}".` : 'The operation has to be named.';
    return [new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })];
  }
  return { schema, document: parsed as DocumentNode, variableValues: variables, operationName, contextValue };
}

/**
 * Runs operations for a WebSocket. Each event of a subscription is resolved with a context of its own, so that what one
 * has read is not what the next one shows; `return` reaches the source even while it waits for an event.
 */
export const runEachEvent = {
  execute: (args: ExecutionArgs) => execute(args),

  subscribe: async (args: ExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> => {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const events = source[Symbol.asyncIterator]();
    const context = args.contextValue as RequestContext;
    return mapIterator(events, (event) => execute({ ...args, rootValue: event, contextValue: context.fresh() }));
  },
} as const;
