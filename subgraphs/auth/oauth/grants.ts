import { createHash } from 'node:crypto';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { accessTokenLifetime, issueAccessToken } from '../domain/sessions/issue-access-token.ts';
import type { TokenPair } from '../domain/sessions/issue-token-pair.ts';
import { refreshTokens } from '../domain/sessions/refresh-tokens.ts';
import { signInWithAuthorizationCode } from '../domain/sign-in/sign-in-with-authorization-code.ts';
import { signInWithOtp } from '../domain/sign-in/sign-in-with-otp.ts';
import { otpGrant } from './client-metadata.ts';
import { issueIdToken } from './id-token.ts';
import { toOAuthError } from './oauth-errors.ts';
import { errors, type Provider } from './oidc-library.ts';
import type { OAuthServices } from './services.ts';
import { parseSubject } from './subject.ts';

const accountTypes = ['DRIVER', 'PASSENGER'] as const;

/** The response of the token endpoint (RFC 6749, 5.1). */
const responseOf = ({ accessToken, refreshToken, tokenType, expiresIn, scope }: TokenPair) => ({
  access_token: accessToken,
  token_type: tokenType,
  expires_in: expiresIn,
  refresh_token: refreshToken,
  scope,
});

/**
 * Registers the four grants. The library authenticates the client and checks that it may use the grant; the use cases of the
 * mutations do the rest.
 */
export function registerGrants(provider: Provider, services: OAuthServices): void {
  const register = (
    name: string,
    parameters: string[],
    grant: (ctx: KoaContextWithOIDC, parameter: (name: string) => string, clientId: string) => Promise<object>,
  ) => {
    const handle = async (ctx: KoaContextWithOIDC) => {
      const values = ctx.oidc.params ?? {};
      const parameter = (required: string): string => {
        const value = values[required];
        if (typeof value !== 'string' || value === '') throw new errors.InvalidRequest(`${required} is missing`);
        return value;
      };
      try {
        ctx.body = await grant(ctx, parameter, ctx.oidc.client?.clientId ?? '');
      } catch (error) {
        throw toOAuthError(error);
      }
    };
    provider.registerGrantType(name, handle, parameters);
  };

  register(otpGrant, ['phone_number', 'account_type', 'code'], async (ctx, parameter, clientId) => {
    const accountType = accountTypes.find((each) => each === parameter('account_type'));
    if (!accountType) throw new errors.InvalidRequest('account_type must be DRIVER or PASSENGER');
    const guess = { phoneNumber: parameter('phone_number'), accountType, code: parameter('code') };
    return responseOf(await signInWithOtp(services.em(), { ...guess, clientId, ...services.signInContext(ctx.req) }));
  });

  register('refresh_token', ['refresh_token', 'scope'], async (ctx, parameter, clientId) => {
    const input = { refreshToken: parameter('refresh_token'), clientId, ...services.signInContext(ctx.req) };
    return responseOf(await refreshTokens(services.em(), input));
  });

  register('client_credentials', ['scope'], async (_ctx, _parameter, clientId) => {
    const accessToken = await issueAccessToken(services.issuer, { sub: clientId, scope: 'service' }, services.now());
    return {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: accessTokenLifetime / 1_000,
      scope: 'service',
    };
  });

  register('authorization_code', ['code', 'redirect_uri', 'code_verifier'], (ctx, parameter, clientId) =>
    exchangeCode(provider, services, ctx, {
      code: parameter('code'),
      redirectUri: parameter('redirect_uri'),
      verifier: parameter('code_verifier'),
      clientId,
    }),
  );
}

interface CodeExchange {
  code: string;
  redirectUri: string;
  verifier: string;
  clientId: string;
}

/** Checks that the code was issued for this client, redirect URI and PKCE verifier (RFC 7636, 4.6), and exchanges it. */
async function exchangeCode(
  provider: Provider,
  services: OAuthServices,
  ctx: KoaContextWithOIDC,
  { code, redirectUri, verifier, clientId }: CodeExchange,
): Promise<object> {
  const issued = await provider.AuthorizationCode.find(code);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const matches =
    issued?.clientId === clientId && issued.redirectUri === redirectUri && issued.codeChallenge === challenge;
  if (!issued?.accountId || !matches) throw new errors.InvalidGrant('authorization code is invalid');
  const context = services.signInContext(ctx.req);
  const { accountId, phoneNumber } = parseSubject(issued.accountId);
  const input = { ...context, code, clientId, accountId, phoneNumber };
  const tokens = await signInWithAuthorizationCode(services.em(), input);
  if (!tokens) throw new errors.InvalidGrant('authorization code was used before');
  const response = responseOf(tokens);
  if (!issued.scopes.has('openid')) return response;
  const claims = { clientId, accountId, nonce: issued.nonce, signedInAt: issued.authTime };
  return {
    ...response,
    scope: `openid ${response.scope}`,
    id_token: await issueIdToken(services.issuer, claims, context.now),
  };
}
