import type { OperationDefinitionNode } from 'graphql';
import type { RequestScope } from '#platform/graphql/request-scope.ts';
import { errorTypeOf } from '#platform/tracing/error-type.ts';
import type { Span } from '#platform/tracing/span.ts';
import { ending } from '#platform/tracing/traced.ts';
import type { Tracing } from '#platform/tracing/tracing.ts';
import type { SubgraphResponse } from './upstream/subgraph-response.ts';

/** Records the GraphQL operation of a request, if the request is recorded. From then on the span in its scope is the operation's. */
export function beginOperation(scope: RequestScope): Span | undefined {
  const span = scope.trace?.span?.child('GraphQL Operation', 'server');
  if (span) scope.trace = { span, traceparent: span.traceparent };
  return span;
}

/** Adds the type and the name of an operation to its span. The document may have personal data, and is left out. */
export function nameOperation(span: Span, { operation, name }: OperationDefinitionNode): void {
  span.rename(operation);
  span.set({ 'graphql.operation.type': operation, ...(name ? { 'graphql.operation.name': name.value } : {}) });
}

/** Marks the operation as failed by its first error. */
export function failWith(span: Span, { errors }: { errors?: readonly unknown[] | undefined }): void {
  if (errors && errors.length > 0) span.fail(errorTypeOf(errors[0]));
}

/** Runs an operation, and ends its span with its result. */
export function endingWithResult<Result extends object>(
  span: Span | undefined,
  run: () => Promise<Result>,
): Promise<Result> {
  if (!span) return run();
  return ending(span, async () => {
    const result = await run();
    failWith(span, result);
    return result;
  });
}

/** Records the execution of an event, if its subgraph has recorded what caused the event. */
export function eventSpan(
  tracing: Tracing | null,
  { extensions }: SubgraphResponse,
  definition: OperationDefinitionNode,
): Span | undefined {
  const caller = extensions?.traceparent;
  if (!tracing || typeof caller !== 'string') return undefined;
  const { span } = tracing.begin({ name: 'subscription event', kind: 'consumer', caller, isTrusted: true });
  if (span) nameOperation(span, definition);
  return span;
}
