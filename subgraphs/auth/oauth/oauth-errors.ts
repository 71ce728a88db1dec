import { errors } from 'oidc-provider';
import { Refusal } from '#platform/errors/refusal.ts';

/** A refusal of ours as OAuth says it (RFC 6749, 5.2). What is no refusal stays what it is. */
export function toOAuthError(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error;
  switch (error.code) {
    case 'BAD_USER_INPUT':
      return new errors.InvalidRequest(`${error.details.field ?? 'a parameter'} is not valid`);
    case 'RATE_LIMITED':
      return tryLater(429, 'too many attempts');
    case 'SUBGRAPH_UNAVAILABLE':
    case 'SUBGRAPH_TIMEOUT':
      return tryLater(503, 'the accounts can not be asked');
    default:
      return new errors.InvalidGrant(error.code.toLowerCase());
  }
}

function tryLater(status: number, description: string): Error {
  const error = new errors.CustomOIDCProviderError('temporarily_unavailable', description);
  return Object.assign(error, { status, statusCode: status });
}
