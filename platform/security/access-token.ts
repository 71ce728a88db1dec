import { createRemoteJWKSet, type JWTVerifyGetKey, errors as joseErrors, jwtVerify } from 'jose';
import { z } from 'zod';
import { roles } from '#contract/viewer.ts';
import { clockSkew } from './clock-skew.ts';
import { cacheVerified } from './verified-tokens.ts';
import { InvalidToken, KeysUnavailable, type VerifyToken } from './verify-token.ts';

/** The signature algorithms that are accepted. Never `none` or a symmetric one. */
export const tokenAlgorithms = ['ES256', 'EdDSA'];

export interface TokenSettings {
  issuer: string;
  audience: string;
  jwksUrl: string;
}

const claims = z.object({
  sub: z.string().min(1).max(50),
  scope: z.enum(roles),
  exp: z.number(),
  sid: z.string().max(50).optional(),
  name: z.string().optional(),
  phone_number: z.string().optional(),
});

/** Characters. Bounds the work that a forged token causes. */
const maxTokenLength = 4_096;

/** The time-out of a request for the JWKS, in milliseconds. */
const jwksTimeout = 10_000;

/**
 * Verifies access tokens: signature by the auth service's JWKS, issuer, audience, and expiry. An unknown `kid` causes the
 * JWKS to be fetched again, at most once in 30 seconds. A valid token is cached until it expires.
 */
export function tokenVerifier(settings: TokenSettings, keys?: JWTVerifyGetKey): VerifyToken {
  const getKey = keys ?? createRemoteJWKSet(new URL(settings.jwksUrl), { timeoutDuration: jwksTimeout });
  return cacheVerified(async (token) => {
    if (token.length > maxTokenLength) throw new InvalidToken('too long');
    try {
      const { payload } = await jwtVerify(token, getKey, {
        issuer: settings.issuer,
        audience: settings.audience,
        algorithms: tokenAlgorithms,
        clockTolerance: clockSkew,
        requiredClaims: ['exp', 'sub', 'scope'],
      });
      const { sub, scope, exp, sid, name, phone_number } = claims.parse(payload);
      return {
        id: sub,
        role: scope,
        sid: sid ?? null,
        name: name ?? null,
        phoneNumber: phone_number ?? null,
        expiresAt: exp,
      };
    } catch (error) {
      if (isKeyFailure(error)) throw new KeysUnavailable('the keys could not be fetched', { cause: error });
      throw new InvalidToken('not valid', { cause: error });
    }
  });
}

/** Errors about the token itself have other codes of jose. The rest come from the keys: not fetched, or not usable. */
function isKeyFailure(error: unknown): boolean {
  if (error instanceof z.ZodError) return false;
  if (!(error instanceof joseErrors.JOSEError)) return true;
  return ['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JWK_INVALID', 'ERR_JOSE_GENERIC'].includes(error.code);
}

/**
 * The token of an Authorization header (RFC 6750, 2.1), or null when the header is absent or empty.
 *
 * @throws InvalidToken when the header has no bearer token.
 */
export function bearerToken(authorization: unknown): string | null {
  if (authorization === undefined || authorization === null || authorization === '') return null;
  const match = typeof authorization === 'string' ? /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization) : null;
  if (!match?.[1]) throw new InvalidToken('not a bearer token');
  return match[1];
}
