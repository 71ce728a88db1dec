import { SignJWT } from 'jose';
import type { Role } from '#contract/viewer.ts';
import { authLimits } from '../../limits.ts';
import type { KeyRing } from '../keys/signing-keys.ts';

/** Who signs tokens, and for whom. */
export interface TokenIssuer {
  issuer: string;
  audience: string;
  keys: KeyRing;
}

/** What an access token says. */
export interface AccessTokenClaims {
  sub: string;
  scope: Role;
  sid?: string;
  name?: string | null;
  phone_number?: string | null;
}

/** A signed JWT (RFC 9068 in spirit), good for ten minutes. */
export function issueAccessToken(
  { issuer, audience, keys }: TokenIssuer,
  claims: AccessTokenClaims,
  now: Date,
): Promise<string> {
  const { sub, ...rest } = claims;
  const seconds = Math.floor(now.getTime() / 1_000);
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value != null));
  return new SignJWT(given)
    .setProtectedHeader({ alg: keys.algorithm, kid: keys.kid, typ: 'at+jwt' })
    .setSubject(sub)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + authLimits.accessToken / 1_000)
    .sign(keys.privateKey);
}
