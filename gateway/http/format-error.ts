import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isErrorCode, pickDetails } from '#contract/error-codes.ts';
import { messageOf } from '#contract/error-messages.ts';
import { shapeError } from '#platform/errors/shape.ts';
import type { RequestScope } from '#platform/graphql/request-scope.ts';
import type { Log } from '#platform/log.ts';

/**
 * How an error leaves the gateway. What a subgraph said with a code of the contract's list is passed on in its own words,
 * which are in the client's language already; anything else a subgraph said is INTERNAL_SERVER_ERROR, told to nobody.
 */
export function shapeGatewayError(error: unknown, scope: RequestScope, log: Log): GraphQLFormattedError {
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
