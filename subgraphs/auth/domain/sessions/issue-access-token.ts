import { SignJWT } from 'jose';
import type { Role } from '#contract/viewer.ts';
import type { KeyRing } from '../keys/signing-keys.ts';

/** Milliseconds for which an access token is valid: short, because a stolen one works until it expires or is revoked. */
export const accessTokenLifetime = 10 * 60_000;

/** The issuer, the audience and the keys of the tokens. */
export interface TokenIssuer {
  issuer: string;
  audience: string;
  keys: KeyRing;
}

export interface AccessTokenClaims {
  sub: string;
  scope: Role;
  sid?: string;
  name?: string | null;
  phone_number?: string | null;
}

/** Signs a JWT access token (after RFC 9068) that is valid for {@link accessTokenLifetime}. */
export function issueAccessToken(
  { issuer, audience, keys }: TokenIssuer,
  claims: AccessTokenClaims,
  now: Date,
): Promise<string> {
  const { sub, ...rest } = claims;
  const seconds = Math.floor(now.getTime() / 1_000);
  const present = Object.fromEntries(Object.entries(rest).filter(([, value]) => value != null));
  return new SignJWT(present)
    .setProtectedHeader({ alg: keys.algorithm, kid: keys.kid, typ: 'at+jwt' })
    .setSubject(sub)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + accessTokenLifetime / 1_000)
    .sign(keys.privateKey);
}
