import { SignJWT } from 'jose';
import { accessTokenLifetime, type TokenIssuer } from '../domain/sessions/issue-access-token.ts';

export interface IdTokenClaims {
  clientId: string;
  accountId: string;
  nonce: string | undefined;
  /** Seconds since the epoch. */
  signedInAt: number | undefined;
}

/** Signs an ID token (OpenID Connect Core 1.0, 2). */
export function issueIdToken(
  { issuer, keys }: TokenIssuer,
  { clientId, accountId, nonce, signedInAt }: IdTokenClaims,
  now: Date,
): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1_000);
  const optional = { ...(nonce ? { nonce } : {}), ...(signedInAt ? { auth_time: signedInAt } : {}) };
  return new SignJWT(optional)
    .setProtectedHeader({ alg: keys.algorithm, kid: keys.kid })
    .setSubject(accountId)
    .setIssuer(issuer)
    .setAudience(clientId)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + accessTokenLifetime / 1_000)
    .sign(keys.privateKey);
}
