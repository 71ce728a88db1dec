import type { ExecutionResult } from 'graphql';
import type { Log } from '#platform/log.ts';
import { codesOf, operationNameOf } from '../operation-metrics.ts';
import type { OperationRequest } from '../run-operation.ts';

/** Writes a line for an operation on a WebSocket, as the access log does for a request. */
export function logSocketOperation(
  log: Log,
): (request: OperationRequest, start: number, { errors }: ExecutionResult) => void {
  return ({ operation, context }, start, { errors }) => {
    const codes = errors && { codes: codesOf(errors) };
    const ms = Math.round((performance.now() - start) * 10) / 10;
    const { requestId } = context.scope;
    const { operation: type } = operation.definition;
    log.info(
      { requestId, transport: 'websocket', operation: operationNameOf(operation), type, ms, ...codes },
      'request',
    );
  };
}
