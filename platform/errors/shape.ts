import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type ErrorCode, type ErrorDetails, isErrorCode, pickDetails } from '#contract/error-codes.ts';
import { messageOf } from '#contract/error-messages.ts';
import type { RequestScope } from '../graphql/request-scope.ts';
import type { Log } from '../log.ts';
import { inputFieldOf } from './input-field.ts';
import { Refusal } from './refusal.ts';
import { withoutValues } from './without-values.ts';

/** What a resolver threw, which graphql-js has wrapped, perhaps several times. */
function causeOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return (cause as { thrownValue?: unknown } | null)?.thrownValue ?? cause;
}

/** Codes whose message by graphql-js helps a developer. It quotes only names in the client's own document. */
const developerCodes: ReadonlySet<ErrorCode> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
]);

/**
 * The shape of every error that leaves a service: message, locations and path, and in `extensions` the code, its details, and the
 * request's id. An error without a code of the contract becomes INTERNAL_SERVER_ERROR; only the log has its cause.
 *
 * @param explain replaces a failure by one that has a code.
 */
export function shapeError(
  error: unknown,
  scope: RequestScope,
  log: Log,
  explain?: (failure: unknown, requestId: string) => unknown,
): GraphQLFormattedError {
  const place = error instanceof GraphQLError ? error.toJSON() : ({} as Partial<GraphQLFormattedError>);
  const cause = causeOf(error);
  const described = describe(error, explain ? explain(cause, scope.requestId) : cause, scope, log);
  return {
    message: described.message,
    ...(place.locations ? { locations: place.locations } : {}),
    ...(place.path ? { path: place.path } : {}),
    extensions: { code: described.code, ...described.details, requestId: scope.requestId },
  };
}

function describe(
  error: unknown,
  cause: unknown,
  scope: RequestScope,
  log: Log,
): { code: ErrorCode; details: ErrorDetails; message: string } {
  if (cause instanceof Refusal) {
    const { code, details, fault } = cause;
    return { code, details, message: messageOf(code, details, scope.language, fault) };
  }
  if (error instanceof GraphQLError) {
    const field = inputFieldOf(error);
    if (field !== undefined) {
      const details = { field };
      return { code: 'BAD_USER_INPUT', details, message: messageOf('BAD_USER_INPUT', details, scope.language) };
    }
    const code = error.extensions.code;
    if (isErrorCode(code) && code !== 'INTERNAL_SERVER_ERROR') {
      const details = pickDetails(error.extensions);
      const sentence = messageOf(code, details, scope.language);
      if (!developerCodes.has(code)) return { code, details, message: sentence };
      const explained = withoutValues(error.message);
      return { code, details, message: scope.language === 'en' ? explained : `${sentence} ${explained}` };
    }
  }
  log.error({ err: cause, requestId: scope.requestId }, 'unexpected error');
  return {
    code: 'INTERNAL_SERVER_ERROR',
    details: {},
    message: messageOf('INTERNAL_SERVER_ERROR', {}, scope.language),
  };
}
