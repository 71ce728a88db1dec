import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Counter } from 'prom-client';
import { type ErrorCode, isErrorCode } from '#contract/error-codes.ts';
import type { LabelledHistogram } from '#platform/http/labelled-histogram.ts';
import type { Metrics } from '#platform/http/metrics.ts';
import type { PreparedOperation } from './admission/operation-cache.ts';

/** Stands for every operation that the operator does not know: its name is the client's choice. */
export const unknownOperation = 'other';

/** The name of an operation in metrics and logs. */
export const operationNameOf = ({ knownName }: Pick<PreparedOperation, 'knownName'>): string =>
  knownName ?? unknownOperation;

/** The distinct codes of errors that are about to be sent. A code of a subgraph that the contract does not have is not sent. */
export function codesOf(errors: readonly Pick<GraphQLError, 'extensions'>[]): ErrorCode[] {
  const codeOf = (code: unknown): ErrorCode => (isErrorCode(code) ? code : 'INTERNAL_SERVER_ERROR');
  return [...new Set(errors.map(({ extensions }) => codeOf(extensions.code)))];
}

/** Measures the operations that clients run, by the names of those that the operator knows. */
export class OperationMetrics {
  readonly #durations: LabelledHistogram;
  readonly #subscriptions: Counter<'operation'>;

  constructor(metrics: Metrics) {
    const labels = ['operation', 'type', 'outcome'] as const;
    this.#durations = metrics.histogram('graphql_operation_duration_seconds', 'Queries and mutations', labels);
    this.#subscriptions = metrics.counter('graphql_subscriptions_total', 'Subscriptions that began', ['operation']);
  }

  /** Measures a query or a mutation that began at this time, on the clock of `performance.now()`. */
  ran(operation: PreparedOperation, start: number, { data, errors }: ExecutionResult): void {
    const outcome = errors === undefined ? 'complete' : data ? 'partial' : 'failed';
    const labels = [operationNameOf(operation), operation.definition.operation, outcome] as const;
    this.#durations.observe(labels, (performance.now() - start) / 1_000);
  }

  /** Counts a subscription. */
  subscribed(operation: PreparedOperation): void {
    this.#subscriptions.inc({ operation: operationNameOf(operation) });
  }
}
