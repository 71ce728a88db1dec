import { createRemoteJWKSet, type JWTVerifyGetKey, errors as joseErrors, jwtVerify } from 'jose';
import { z } from 'zod';
import { limits } from '../limits.ts';
import { cacheVerified } from './verified-tokens.ts';
import { InvalidToken, KeysUnavailable, type VerifyToken } from './verify-token.ts';
import { roles } from './viewer.ts';

/** The algorithms that a token may be signed with; `none` and the symmetric ones are not among them. */
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

/**
 * Verifies access tokens: signature by the auth service's JWKS, issuer, audience, expiry with 60 s of skew. An unknown
 * `kid` makes the JWKS be fetched again, at most once in 30 s. What was found valid is so until it expires.
 */
export function tokenVerifier(settings: TokenSettings, keys?: JWTVerifyGetKey): VerifyToken {
  const getKey = keys ?? createRemoteJWKSet(new URL(settings.jwksUrl), { timeoutDuration: limits.upstreamTimeout });
  return cacheVerified(async (token) => {
    if (token.length > limits.tokenLength) throw new InvalidToken('too long');
    try {
      const { payload } = await jwtVerify(token, getKey, {
        issuer: settings.issuer,
        audience: settings.audience,
        algorithms: tokenAlgorithms,
        clockTolerance: limits.tokenClockSkewSeconds,
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

/** What jose throws for the token itself has a code of its own; anything else came from the keys: not fetched, or none. */
function isKeyFailure(error: unknown): boolean {
  if (error instanceof z.ZodError) return false;
  if (!(error instanceof joseErrors.JOSEError)) return true;
  return ['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JWK_INVALID', 'ERR_JOSE_GENERIC'].includes(error.code);
}

/**
 * The token of an Authorization header: null without one, or with an empty one. Throws InvalidToken for a header that is no bearer token
 * (RFC 6750, 2.1).
 */
export function bearerToken(authorization: unknown): string | null {
  if (authorization === undefined || authorization === null || authorization === '') return null;
  const match = typeof authorization === 'string' ? /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization) : null;
  if (!match?.[1]) throw new InvalidToken('not a bearer token');
  return match[1];
}
