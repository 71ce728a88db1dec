import { Refusal } from '#platform/errors/refusal.ts';
import { errors } from './oidc-library.ts';

/** Returns the OAuth error (RFC 6749, 5.2) of a refusal, and any other error as it is. */
export function toOAuthError(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error;
  switch (error.code) {
    case 'BAD_USER_INPUT':
      return new errors.InvalidRequest(`${error.details.field ?? 'a parameter'} is not valid`);
    case 'RATE_LIMITED':
      return unavailable(429, 'too many attempts');
    case 'SUBGRAPH_UNAVAILABLE':
    case 'SUBGRAPH_TIMEOUT':
      return unavailable(503, 'accounts are not available');
    default:
      return new errors.InvalidGrant(error.code.toLowerCase());
  }
}

function unavailable(status: number, description: string): Error {
  const error = new errors.CustomOIDCProviderError('temporarily_unavailable', description);
  return Object.assign(error, { status, statusCode: status });
}
