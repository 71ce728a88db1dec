import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isErrorCode, pickDetails } from '#contract/error-codes.ts';
import { messageOf } from '#contract/error-messages.ts';
import { shapeError } from '#platform/errors/shape.ts';
import type { RequestScope } from '#platform/graphql/request-scope.ts';
import type { Log } from '#platform/log.ts';

/**
 * Formats an error for the client. A subgraph's error with a code of the contract keeps its message, which is in the client's language
 * already; any other becomes INTERNAL_SERVER_ERROR without its message, because that may contain internal details.
 */
export function formatError(error: unknown, scope: RequestScope, log: Log): GraphQLFormattedError {
  if (!(error instanceof GraphQLError)) return shapeError(error, scope, log);
  const { code, serviceName, ...rest } = error.extensions;
  if (serviceName === undefined) return shapeError(error, scope, log);
  const known = isErrorCode(code) && code !== 'INTERNAL_SERVER_ERROR';
  if (!known) log.warn({ subgraph: serviceName, requestId: scope.requestId }, 'a subgraph failed');
  return {
    message: known ? error.message : messageOf('INTERNAL_SERVER_ERROR', {}, scope.language),
    ...(error.path ? { path: error.path } : {}),
    extensions: {
      code: known ? code : 'INTERNAL_SERVER_ERROR',
      ...(known ? pickDetails(rest) : {}),
      requestId: scope.requestId,
    },
  };
}
