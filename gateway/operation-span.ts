import type { RequestScope } from '#platform/graphql/request-scope.ts';
import { errorTypeOf } from '#platform/tracing/error-type.ts';
import type { Span } from '#platform/tracing/span.ts';
import { ending } from '#platform/tracing/traced.ts';
import type { Tracing } from '#platform/tracing/tracing.ts';
import type { PreparedOperation } from './admission/operation-cache.ts';
import type { SubgraphResponse } from './upstream/subgraph-response.ts';

type NamedOperation = Pick<PreparedOperation, 'definition' | 'knownName'>;

/** Records the GraphQL operation of a request, if the request is recorded. From then on the span in its scope is the operation's. */
export function beginOperation(scope: RequestScope): Span | undefined {
  const span = scope.trace?.span?.child('GraphQL Operation', 'server');
  if (span) scope.trace = { span, traceparent: span.traceparent };
  return span;
}

/** Adds the type of an operation to its span, and the name of one that the operator knows. Any other name is the client's text. */
export function nameOperation(span: Span, { definition, knownName }: NamedOperation): void {
  const { operation: type } = definition;
  span.rename(type);
  span.set({ 'graphql.operation.type': type, ...(knownName === null ? {} : { 'graphql.operation.name': knownName }) });
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
  operation: NamedOperation,
): Span | undefined {
  const caller = extensions?.traceparent;
  if (!tracing || typeof caller !== 'string') return undefined;
  const { span } = tracing.begin({ name: 'subscription event', kind: 'consumer', caller, isTrusted: true });
  if (span) nameOperation(span, operation);
  return span;
}
