import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type ErrorCode, type ErrorDetails, isErrorCode, pickDetails } from '#contract/error-codes.ts';
import { messageOf } from '#contract/error-messages.ts';
import type { RequestScope } from '../graphql/request-scope.ts';
import type { Log } from '../log.ts';
import { inputFieldOf } from './input-field.ts';
import { Refusal } from './refusal.ts';

/** A failure in the middle of GraphQL, whose cause is an error of ours or of a library. */
function causeOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

/** Codes whose graphql-js message tells a developer what to mend; it quotes their own document alone. */
const developerCodes: ReadonlySet<ErrorCode> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
]);

/**
 * The one shape in which an error leaves a service: message, place and path, and in `extensions` the code, what the code
 * carries, and the request's id. Whatever is not of the contract's list is INTERNAL_SERVER_ERROR, logged with its cause
 * and told to nobody.
 */
export function shapeError(error: unknown, scope: RequestScope, log: Log): GraphQLFormattedError {
  const place = error instanceof GraphQLError ? error.toJSON() : ({} as Partial<GraphQLFormattedError>);
  const said = describe(error, scope, log);
  return {
    message: said.message,
    ...(place.locations ? { locations: place.locations } : {}),
    ...(place.path ? { path: place.path } : {}),
    extensions: { code: said.code, ...said.details, requestId: scope.requestId },
  };
}

function describe(
  error: unknown,
  scope: RequestScope,
  log: Log,
): { code: ErrorCode; details: ErrorDetails; message: string } {
  const cause = causeOf(error);
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
      return { code, details, message: scope.language === 'en' ? error.message : `${sentence} ${error.message}` };
    }
  }
  log.error({ err: cause, requestId: scope.requestId }, 'unexpected error');
  return {
    code: 'INTERNAL_SERVER_ERROR',
    details: {},
    message: messageOf('INTERNAL_SERVER_ERROR', {}, scope.language),
  };
}
