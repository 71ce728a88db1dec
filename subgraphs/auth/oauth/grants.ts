import { createHash } from 'node:crypto';
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import { endSession } from '../domain/sessions/end-session.ts';
import { issueAccessToken } from '../domain/sessions/issue-access-token.ts';
import { refreshTokens } from '../domain/sessions/refresh-tokens.ts';
import { openSession, type TokenPair, tokenPair } from '../domain/sessions/sessions.ts';
import { signInWithOtp } from '../domain/sign-in/sign-in-with-otp.ts';
import { authLimits } from '../limits.ts';
import { otpGrant } from './client-metadata.ts';
import { issueIdToken } from './id-token.ts';
import { toOAuthError } from './oauth-errors.ts';
import type { OAuthServices } from './services.ts';
import { consumeCode, keepSessionOfCode, sessionOfCode } from './state-store.ts';
import { subjectFrom } from './subject.ts';

const accountTypes = ['DRIVER', 'PASSENGER'] as const;

/** What the token endpoint answers (RFC 6749, 5.1). */
const bodyOf = ({ accessToken, refreshToken, tokenType, expiresIn, scope }: TokenPair) => ({
  access_token: accessToken,
  token_type: tokenType,
  expires_in: expiresIn,
  refresh_token: refreshToken,
  scope,
});

/**
 * The four grants, by the same use cases as the mutations: the library knows the client and what it may ask for, and ours gives
 * the tokens.
 */
export function registerGrants(provider: Provider, services: OAuthServices): void {
  const register = (
    name: string,
    parameters: string[],
    grant: (ctx: KoaContextWithOIDC, parameter: (name: string) => string, clientId: string) => Promise<object>,
  ) => {
    const handle = async (ctx: KoaContextWithOIDC) => {
      const given = ctx.oidc.params ?? {};
      const parameter = (wanted: string): string => {
        const value = given[wanted];
        if (typeof value !== 'string' || value === '') throw new errors.InvalidRequest(`${wanted} is missing`);
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
    if (!accountType) throw new errors.InvalidRequest('account_type is DRIVER or PASSENGER');
    const proof = { phoneNumber: parameter('phone_number'), accountType, code: parameter('code') };
    return bodyOf(await signInWithOtp(services.em(), { ...proof, clientId, ...services.signInContext(ctx.req) }));
  });

  register('refresh_token', ['refresh_token', 'scope'], async (ctx, parameter, clientId) => {
    const refreshToken = parameter('refresh_token');
    return bodyOf(await refreshTokens(services.em(), { refreshToken, clientId, ...services.signInContext(ctx.req) }));
  });

  register('client_credentials', ['scope'], async (_ctx, _parameter, clientId) => {
    const accessToken = await issueAccessToken(services.issuer, { sub: clientId, scope: 'service' }, services.now());
    return {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: authLimits.serviceToken / 1_000,
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

/**
 * A session for an authorization code (RFC 6749, 4.1.3; RFC 7636, 4.6). A code is good for one use; used again, be it by a twin
 * at the same instant, it ends the session that it was exchanged for. It stays good when users can't be asked.
 */
async function exchangeCode(
  provider: Provider,
  services: OAuthServices,
  ctx: KoaContextWithOIDC,
  { code, redirectUri, verifier, clientId }: CodeExchange,
): Promise<object> {
  const em = services.em();
  const given = services.signInContext(ctx.req);
  const { now, accounts, issuer } = given;
  const found = await provider.AuthorizationCode.find(code);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const isTheirs =
    found?.clientId === clientId && found.redirectUri === redirectUri && found.codeChallenge === challenge;
  if (!found?.accountId || !isTheirs) throw new errors.InvalidGrant('authorization code is invalid');
  const { accountId, phoneNumber } = subjectFrom(found.accountId);
  const account = await accounts.find(accountId);
  if (!account?.isActive) throw new errors.InvalidGrant('account_inactive');
  // In one transaction, so that a twin, which waits for the code's row, finds the session that it has to end.
  const opened = await em.transactional(async (tx) => {
    if (!(await consumeCode(tx, code, now))) return null;
    const session = await openSession(tx, account, phoneNumber, { ...given, clientId });
    await keepSessionOfCode(tx, code, session.session.id);
    return session;
  });
  if (!opened) {
    const sessionId = await sessionOfCode(em, code);
    if (sessionId) await endSession(em, sessionId, 'REUSED', given);
    throw new errors.InvalidGrant('authorization code was used before');
  }
  const body = bodyOf(await tokenPair(issuer, opened, now));
  if (!found.scopes.has('openid')) return body;
  const about = { clientId, accountId, nonce: found.nonce, signedInAt: found.authTime };
  return { ...body, scope: `openid ${body.scope}`, id_token: await issueIdToken(issuer, about, now) };
}
