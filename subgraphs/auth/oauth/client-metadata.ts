import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClientMetadata } from 'oidc-provider';
import type { OAuthApplication } from '../entities/oauth-application.ts';

export const otpGrant = 'urn:masareagle:otp';

/** How the request that is under way tells who its client is. */
export const authenticationInUse = new AsyncLocalStorage<'client_secret_basic' | 'client_secret_post'>();

/**
 * An application as OAuth Dynamic Client Registration (RFC 7591) describes clients. A confidential one may tell its secret in either
 * of the two ways of RFC 6749, 2.3.1; a public one tells none, and proves by PKCE that a code is its own. All are native to the library:
 * that is the kind that may be sent back to the machine itself, at any port, and to schemes of its own (RFC 8252).
 */
export function clientMetadata({
  clientId,
  clientSecret,
  type,
  redirectUris,
  scopes,
}: OAuthApplication): ClientMetadata {
  const isService = scopes.includes('service');
  const forAccounts = isService
    ? []
    : ['refresh_token', otpGrant, ...(redirectUris.length > 0 ? ['authorization_code'] : [])];
  return {
    client_id: clientId,
    application_type: 'native',
    redirect_uris: redirectUris,
    response_types: !isService && redirectUris.length > 0 ? ['code'] : [],
    grant_types: [...forAccounts, ...(type === 'CONFIDENTIAL' && isService ? ['client_credentials'] : [])],
    ...(type === 'CONFIDENTIAL' && clientSecret
      ? {
          // Its hash: the library's comparison is ours.
          client_secret: clientSecret,
          token_endpoint_auth_method: authenticationInUse.getStore() ?? 'client_secret_basic',
        }
      : { token_endpoint_auth_method: 'none' }),
  };
}
