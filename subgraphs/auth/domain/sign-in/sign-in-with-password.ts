import type { EntityManager } from '@mikro-orm/postgresql';
import { advisoryLock } from '#platform/database/advisory-lock.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import type { FailedAttempt } from '../../entities/failed-attempt.ts';
import { sha256 } from '../secrets.ts';
import type { TokenIssuer } from '../sessions/issue-access-token.ts';
import { issueTokenPair, type TokenPair } from '../sessions/issue-token-pair.ts';
import { openSession } from '../sessions/open-session.ts';
import type { Users } from '../users.ts';
import { forgetFailure, recordFailure, requireAttemptsLeft } from './attempt-limits.ts';
import type { PasswordAttempts } from './password-attempts.ts';

/** Wrong passwords in a time in milliseconds: at one email, from any address; and from one address, at any email. */
const emailLimit = { most: 10, window: 15 * 60_000 };
const addressLimit = { most: 100, window: 60 * 60_000 };

export interface SignInWithPassword extends EventOrigin {
  email: string;
  password: string;
  /** The key that the limit for addresses counts by. */
  address: string;
  passwordAttempts: PasswordAttempts;
  users: Users;
  issuer: TokenIssuer;
}

/**
 * Signs an admin in and opens a session. The limits on wrong passwords hold for any number of instances. An attempt is refused before any
 * work when too many are in progress.
 *
 * @throws Refusal INVALID_CREDENTIALS for a wrong password and an unknown email alike, RATE_LIMITED, and as `Users` does,
 *   in which case the attempt does not count.
 */
export function signInWithPassword(em: EntityManager, input: SignInWithPassword): Promise<TokenPair> {
  return input.passwordAttempts.run(() => attempt(em, input));
}

async function attempt(em: EntityManager, input: SignInWithPassword): Promise<TokenPair> {
  const { email, password, users, issuer, now } = input;
  const counted = await countAttempt(em, input);
  const admin = await users.adminByPassword(email, password).catch(async (error: unknown) => {
    await forgetFailure(em, counted);
    throw error;
  });
  if (!admin) throw new Refusal('INVALID_CREDENTIALS');
  const opened = await em.transactional(async (tx) => {
    await forgetFailure(tx, counted);
    return openSession(tx, admin, null, input);
  });
  return issueTokenPair(issuer, opened, now);
}

/**
 * Counts the attempt as failed before users checks the password: no lock is held meanwhile, and concurrent attempts must not
 * exceed the limits. When this process dies, the attempt stays counted. Throws RATE_LIMITED.
 */
function countAttempt(em: EntityManager, input: SignInWithPassword): Promise<FailedAttempt> {
  const { email, address, now, passwordAttempts } = input;
  const subject = sha256(`password|${email.trim().toLowerCase()}`);
  const countAndCheck = async (tx: EntityManager) => {
    await advisoryLock(tx, `password from ${address}`);
    await advisoryLock(tx, subject);
    await requireAttemptsLeft(tx, { kind: 'PASSWORD', by: { subject }, ...emailLimit }, now);
    await requireAttemptsLeft(tx, { kind: 'PASSWORD', by: { address }, ...addressLimit }, now);
    return recordFailure(tx, 'PASSWORD', subject, address, input);
  };
  return passwordAttempts.count(() => em.transactional(countAndCheck));
}
