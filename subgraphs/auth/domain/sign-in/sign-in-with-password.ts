import type { EntityManager } from '@mikro-orm/postgresql';
import { advisoryLock } from '#platform/database/advisory-lock.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { authLimits } from '../../limits.ts';
import { sha256 } from '../secrets.ts';
import type { TokenIssuer } from '../sessions/issue-access-token.ts';
import { openSession, type TokenPair, tokenPair } from '../sessions/sessions.ts';
import type { Accounts } from './accounts.ts';
import { recordFailure, requireAttemptsLeft } from './failed-attempts.ts';

export interface SignInWithPassword extends EventOrigin {
  email: string;
  password: string;
  address: string;
  accounts: Accounts;
  issuer: TokenIssuer;
}

/**
 * Signs an admin in. Guesses from one address and at one email are taken one at a time, so that their limits hold for any
 * number of instances; a wrong one is counted although the sign-in fails. Throws INVALID_CREDENTIALS, RATE_LIMITED.
 */
export async function signInWithPassword(em: EntityManager, input: SignInWithPassword): Promise<TokenPair> {
  const { email, password, address, accounts, issuer, now } = input;
  const subject = sha256(`password|${email.trim().toLowerCase()}`);
  const outcome = await em.transactional(async (tx) => {
    await advisoryLock(tx, `password from ${address}`);
    await advisoryLock(tx, subject);
    await requireAttemptsLeft(
      tx,
      { kind: 'PASSWORD', by: { subject }, most: authLimits.wrongPasswords, window: authLimits.wrongPasswordsWindow },
      now,
    );
    await requireAttemptsLeft(
      tx,
      {
        kind: 'PASSWORD',
        by: { address },
        most: authLimits.wrongPasswordsPerAddress,
        window: authLimits.wrongPasswordsAddressWindow,
      },
      now,
    );
    const admin = await accounts.adminByPassword(email, password);
    if (admin) return openSession(tx, admin, null, input);
    recordFailure(tx, 'PASSWORD', subject, address, input);
    return null;
  });
  if (!outcome) throw new Refusal('INVALID_CREDENTIALS');
  return tokenPair(issuer, outcome, now);
}
