import { SignJWT } from 'jose';
import type { TokenIssuer } from '../domain/sessions/issue-access-token.ts';
import { authLimits } from '../limits.ts';

export interface SignedIn {
  clientId: string;
  accountId: string;
  nonce: string | undefined;
  /** Seconds. */
  signedInAt: number | undefined;
}

/** Tells an application who signed in (OpenID Connect Core 1.0, 2). */
export function issueIdToken(
  { issuer, keys }: TokenIssuer,
  { clientId, accountId, nonce, signedInAt }: SignedIn,
  now: Date,
): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1_000);
  const more = { ...(nonce ? { nonce } : {}), ...(signedInAt ? { auth_time: signedInAt } : {}) };
  return new SignJWT(more)
    .setProtectedHeader({ alg: keys.algorithm, kid: keys.kid })
    .setSubject(accountId)
    .setIssuer(issuer)
    .setAudience(clientId)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + authLimits.accessToken / 1_000)
    .sign(keys.privateKey);
}
