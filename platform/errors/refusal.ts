import type { ErrorCode, ErrorDetails } from '#contract/error-codes.ts';
import type { Fault, InputFault } from '#contract/error-messages.ts';

/**
 * A request that is refused, by a code of the contract and the code's details. No state has changed when it is thrown. The message is
 * written where the error leaves the service, in the client's language.
 */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  /** The reason, where its message says more than the code's. */
  readonly fault: Fault | undefined;

  constructor(code: ErrorCode, details: ErrorDetails = {}, fault?: Fault) {
    // Nobody reads the stack of a refusal, and collecting it would be the largest cost of refusing many requests.
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

/** `retryAfter` in seconds, when waiting helps. */
export function rateLimited(retryAfter?: number): Refusal {
  return new Refusal(
    'RATE_LIMITED',
    retryAfter === undefined ? {} : { retryAfter: Math.max(1, Math.ceil(retryAfter)) },
  );
}
