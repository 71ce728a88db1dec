import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { changedIdsExtension } from '#contract/changed-ids.ts';
import { parseOperation, type ValidationChoices } from '../graphql/parse-operation.ts';
import { requestScope } from '../graphql/request-scope.ts';
import { mapIterator } from '../run/map-iterator.ts';
import { errorTypeOf } from '../tracing/error-type.ts';
import type { Span } from '../tracing/span.ts';
import { ending } from '../tracing/traced.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { documentBounds } from './document-bounds.ts';
import type { EventLoaders } from './event-loaders.ts';
import type { RequestContext } from './request-context.ts';

/** The arguments to execute an operation of a WebSocket with, or errors. */
export function prepareOperation(
  schema: GraphQLSchema,
  { query, variables, operationName }: SubscribePayload,
  contextValue: RequestContext,
  choices: ValidationChoices = {},
): ExecutionArgs | readonly GraphQLError[] {
  const parsed = parseOperation(schema, query, operationName, documentBounds, choices);
  if (!('document' in parsed)) return parsed;
  return { schema, document: parsed.document, variableValues: variables, operationName, contextValue };
}

/** The span of an event, if what caused it is recorded. */
function eventSpan(tracing: Tracing, event: { traceparent?: unknown }): Span | undefined {
  const { traceparent: caller } = event;
  if (typeof caller !== 'string') return undefined;
  return tracing.begin({ name: 'subscription event', kind: 'consumer', caller, isTrusted: true }).span;
}

/** The result has the `traceparent` with which the gateway goes on. */
function runTraced(span: Span, run: () => ExecutionResult | Promise<ExecutionResult>): Promise<ExecutionResult> {
  return ending(span, async () => {
    const result = await requestScope.runIn(span, run);
    const [error] = result.errors ?? [];
    if (error) span.fail(errorTypeOf(error));
    return { ...result, extensions: { ...result.extensions, traceparent: span.traceparent } };
  });
}

/** Names the subject of an event in its result, so that the gateway drops what it has cached of it before clients get the event. */
async function withSubject(
  result: ExecutionResult | Promise<ExecutionResult>,
  { subject }: { subject?: unknown },
): Promise<ExecutionResult> {
  const named = await result;
  if (typeof subject !== 'string') return named;
  return { ...named, extensions: { ...named.extensions, [changedIdsExtension]: [subject] } };
}

/** Runs the operations of a WebSocket. */
export interface OperationRunner {
  execute(args: ExecutionArgs): ExecutionResult | Promise<ExecutionResult>;
  subscribe(args: ExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;
}

/**
 * Runs each event of a subscription in a context of its own, so that it reads the present state. Subscriptions whose sources yield the
 * same object share what they load for it. `return` reaches the source even while it waits for an event.
 */
export function operationRunner(loaders: EventLoaders, tracing: Tracing | null = null): OperationRunner {
  return {
    execute: (args) => execute(args) as ExecutionResult | Promise<ExecutionResult>,

    subscribe: async (args) => {
      const source = await createSourceEventStream(args);
      if (!(Symbol.asyncIterator in source)) return source;
      const events = source[Symbol.asyncIterator]() as AsyncIterator<object>;
      const context = args.contextValue as RequestContext;
      return mapIterator(events, (event) => {
        const run = () =>
          withSubject(execute({ ...args, rootValue: event, contextValue: context.fresh(loaders.of(event)) }), event);
        const span = tracing && eventSpan(tracing, event);
        return span ? runTraced(span, run) : run();
      });
    },
  };
}
