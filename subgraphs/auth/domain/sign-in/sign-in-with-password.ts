import type { EntityManager } from '@mikro-orm/postgresql';
import { advisoryLock } from '#platform/database/advisory-lock.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import type { FailedAttempt } from '../../entities/failed-attempt.ts';
import { authLimits } from '../../limits.ts';
import { sha256 } from '../secrets.ts';
import type { TokenIssuer } from '../sessions/issue-access-token.ts';
import { openSession, type TokenPair, tokenPair } from '../sessions/sessions.ts';
import type { Accounts } from './accounts.ts';
import { forgetFailure, recordFailure, requireAttemptsLeft } from './failed-attempts.ts';

export interface SignInWithPassword extends EventOrigin {
  email: string;
  password: string;
  address: string;
  accounts: Accounts;
  issuer: TokenIssuer;
}

/**
 * Signs an admin in. The limits on attempts from one address and at one email hold for any number of instances.
 *
 * @throws Refusal INVALID_CREDENTIALS, RATE_LIMITED, and as `Accounts` does, without counting the attempt.
 */
export async function signInWithPassword(em: EntityManager, input: SignInWithPassword): Promise<TokenPair> {
  const { email, password, accounts, issuer, now } = input;
  const attempt = await countAttempt(em, input);
  const admin = await accounts.adminByPassword(email, password).catch(async (error: unknown) => {
    await forgetFailure(em, attempt);
    throw error;
  });
  if (!admin) throw new Refusal('INVALID_CREDENTIALS');
  const opened = await em.transactional(async (tx) => {
    await forgetFailure(tx, attempt);
    return openSession(tx, admin, null, input);
  });
  return tokenPair(issuer, opened, now);
}

/**
 * Counts the attempt as failed before users checks it, because no lock is held meanwhile: attempts at the same instant
 * cannot exceed the limit. One whose process dies stays counted. Throws RATE_LIMITED.
 */
function countAttempt(em: EntityManager, input: SignInWithPassword): Promise<FailedAttempt> {
  const { email, address, now } = input;
  const subject = sha256(`password|${email.trim().toLowerCase()}`);
  return em.transactional(async (tx) => {
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
    return recordFailure(tx, 'PASSWORD', subject, address, input);
  });
}
