import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClientMetadata } from 'oidc-provider';
import type { OAuthApplication } from '../entities/oauth-application.ts';

export const otpGrant = 'urn:masareagle:otp';

/** The authentication method that the client of the current request uses. */
export const clientAuthMethod = new AsyncLocalStorage<'client_secret_basic' | 'client_secret_post'>();

/**
 * Returns an application as metadata of OAuth Dynamic Client Registration (RFC 7591). A confidential client may use either
 * method of RFC 6749, 2.3.1; a public one has no secret, and proves by PKCE that a code is its own. Every client is `native`
 * to the library, which allows redirects to a loopback address at any port and to private-use schemes (RFC 8252).
 */
export function clientMetadata({
  clientId,
  clientSecret,
  type,
  redirectUris,
  scopes,
}: OAuthApplication): ClientMetadata {
  const isService = scopes.includes('service');
  const accountGrants = isService
    ? []
    : ['refresh_token', otpGrant, ...(redirectUris.length > 0 ? ['authorization_code'] : [])];
  return {
    client_id: clientId,
    application_type: 'native',
    redirect_uris: redirectUris,
    response_types: !isService && redirectUris.length > 0 ? ['code'] : [],
    grant_types: [...accountGrants, ...(type === 'CONFIDENTIAL' && isService ? ['client_credentials'] : [])],
    ...(type === 'CONFIDENTIAL' && clientSecret
      ? {
          // The hash: the provider compares it with the hash of the secret in the request.
          client_secret: clientSecret,
          token_endpoint_auth_method: clientAuthMethod.getStore() ?? 'client_secret_basic',
        }
      : { token_endpoint_auth_method: 'none' }),
  };
}
