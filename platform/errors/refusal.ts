import type { ErrorCode, ErrorDetails } from '#contract/error-codes.ts';
import type { InputFault } from '#contract/error-messages.ts';

/**
 * What the domain throws when it will not do what was asked: a code of the contract's list and what that code carries.
 * Nothing has happened when it is thrown. It has no text of its own: the edge says it in the client's language.
 */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  /** For BAD_USER_INPUT: what is wrong with the field. */
  readonly fault: InputFault | undefined;

  constructor(code: ErrorCode, details: ErrorDetails = {}, fault?: InputFault) {
    // Where it was thrown matters to nobody, and in a crowd that is refused it would cost more than all the rest.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(details.field ? `${code} ${details.field}` : code);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
    this.fault = fault;
  }
}

export function badUserInput(field: string, fault: InputFault = 'value'): Refusal {
  return new Refusal('BAD_USER_INPUT', { field }, fault);
}

export function notFound(field: string): Refusal {
  return new Refusal('NOT_FOUND', { field });
}

export function forbidden(): Refusal {
  return new Refusal('FORBIDDEN');
}

export function unauthenticated(): Refusal {
  return new Refusal('UNAUTHENTICATED');
}

/** `retryAfter` in seconds, where waiting helps. */
export function rateLimited(retryAfter?: number): Refusal {
  return new Refusal(
    'RATE_LIMITED',
    retryAfter === undefined ? {} : { retryAfter: Math.max(1, Math.ceil(retryAfter)) },
  );
}
