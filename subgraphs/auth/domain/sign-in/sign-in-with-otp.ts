import type { EntityManager } from '@mikro-orm/postgresql';
import { advisoryLock } from '#platform/database/advisory-lock.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { OneTimeCode } from '../../entities/one-time-code.ts';
import { authLimits } from '../../limits.ts';
import { codeHash, sameDigest } from '../secrets.ts';
import type { TokenIssuer } from '../sessions/issue-access-token.ts';
import { openSession, type TokenPair, tokenPair } from '../sessions/sessions.ts';
import type { AccountFacts, Accounts, AccountType } from './accounts.ts';
import { recordFailure, requireAttemptsLeft } from './failed-attempts.ts';
import { type PhoneAccount, requirePhoneAccount, subjectOf } from './phone-account.ts';

/** A guess at the code that was sent to a phone. */
export interface OtpGuess extends EventOrigin {
  phoneNumber: string;
  accountType: AccountType;
  code: string;
  address: string;
  keySecret: string;
  demoOtp: string | null;
  accounts: Accounts;
}

export interface SignInWithOtp extends OtpGuess {
  /** The application that the account signs in to; by default the one of the mutations. */
  clientId?: string;
  issuer: TokenIssuer;
}

/** The code that a right guess is to use up; null for the demo code, which stays good. */
interface RightGuess {
  codeId: string | null;
}

/**
 * Signs in by a code, uses it up, and opens a session. A wrong, an expired and an unknown code are refused alike.
 *
 * @throws Refusal BAD_USER_INPUT, OTP_INVALID, RATE_LIMITED, ACCOUNT_INACTIVE, and as `Accounts` does.
 */
export async function signInWithOtp(em: EntityManager, input: SignInWithOtp): Promise<TokenPair> {
  const { phoneNumber } = requirePhoneAccount(input);
  const opened = await withProvenPhone(em, input, (tx, account) => openSession(tx, account, phoneNumber, input));
  return tokenPair(input.issuer, opened, input.now);
}

/**
 * Calls `work` with the account of a phone, in the transaction that uses the code up. The guess is checked in one
 * transaction and the code used up in another, so that none is open while users is requested. Between the two the code
 * stays as it was: when users cannot answer, or this process dies, the same code is still good. Of sign-ins that race
 * with one code the first to use it up succeeds.
 *
 * @throws Refusal as {@link signInWithOtp} does.
 */
export async function withProvenPhone<Outcome extends object>(
  em: EntityManager,
  input: OtpGuess,
  work: (tx: EntityManager, account: AccountFacts) => Promise<Outcome>,
): Promise<Outcome> {
  const phone = requirePhoneAccount(input);
  const guess = await em.transactional((tx) => checkGuess(tx, phone, input));
  if (!guess) throw new Refusal('OTP_INVALID');
  const account = await input.accounts.ensure(phone.phoneNumber, phone.accountType);
  const outcome = await em.transactional(async (tx) => {
    if (!(await useUp(tx, guess, input.now))) {
      recordFailure(tx, 'OTP', subjectOf(phone), input.address, input);
      return new Refusal('OTP_INVALID');
    }
    return account.isActive ? work(tx, account) : new Refusal('ACCOUNT_INACTIVE');
  });
  // Thrown outside the transaction, so that it commits what was counted or used up.
  if (outcome instanceof Refusal) throw outcome;
  return outcome as Outcome;
}

/** Counts a wrong guess, and returns null for it. Guesses for one phone run one at a time. Throws RATE_LIMITED. */
async function checkGuess(tx: EntityManager, phone: PhoneAccount, input: OtpGuess): Promise<RightGuess | null> {
  const { now, code, keySecret, demoOtp, address } = input;
  const subject = subjectOf(phone);
  await advisoryLock(tx, subject);
  const limit = { most: authLimits.wrongGuesses, window: authLimits.wrongGuessesWindow };
  await requireAttemptsLeft(tx, { kind: 'OTP', by: { subject }, ...limit }, now);

  const newest = await tx.findOne(OneTimeCode, phone, { orderBy: { createdAt: 'desc', id: 'desc' } });
  const outstanding = newest?.isOutstanding(now) ? newest : null;
  const hashOf = (guess: string) => codeHash(keySecret, phone.phoneNumber, phone.accountType, guess);
  const hash = hashOf(code);
  const isCode = outstanding !== null && sameDigest(hash, outstanding.codeHash);
  const isDemo = demoOtp !== null && sameDigest(hash, hashOf(demoOtp));
  if ((isCode || isDemo) && !outstanding?.isGuessedOut()) return { codeId: isCode ? outstanding.id : null };
  outstanding?.guessWrongly(now);
  recordFailure(tx, 'OTP', subject, address, input);
  return null;
}

/** Returns false when another sign-in has used the code up since it was checked. */
async function useUp(tx: EntityManager, { codeId }: RightGuess, now: Date): Promise<boolean> {
  if (codeId === null) return true;
  const unused = { id: codeId, consumedAt: null };
  return (await tx.nativeUpdate(OneTimeCode, unused, { consumedAt: now, updatedAt: now })) === 1;
}
