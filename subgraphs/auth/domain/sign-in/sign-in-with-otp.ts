import type { EntityManager } from '@mikro-orm/postgresql';
import type { AccountType } from '#contract/account-type.ts';
import { advisoryLock } from '#platform/database/advisory-lock.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { OneTimeCode } from '../../entities/one-time-code.ts';
import type { AccountFacts } from '../account.ts';
import { codeHash, sameDigest } from '../secrets.ts';
import type { TokenIssuer } from '../sessions/issue-access-token.ts';
import { issueTokenPair, type TokenPair } from '../sessions/issue-token-pair.ts';
import { openSession } from '../sessions/open-session.ts';
import type { Users } from '../users.ts';
import { recordFailure, requireAttemptsLeft } from './attempt-limits.ts';
import { type PhoneAccount, requirePhoneAccount, subjectOf } from './phone-account.ts';

/** Milliseconds for which a wrong guess at any code of a phone counts. */
export const wrongGuessesWindow = 24 * 60 * 60_000;

/** The most wrong guesses at the codes of one phone in that time: a new code every half hour does not allow more guesses. */
const wrongGuesses = 20;

/** A guess at the code that was sent to a phone. */
export interface OtpGuess extends EventOrigin {
  phoneNumber: string;
  accountType: AccountType;
  code: string;
  /** The address that a wrong guess is recorded with. */
  address: string;
  keySecret: string;
  /** A code that every phone number accepts; null for none. */
  demoOtp: string | null;
  users: Users;
}

export interface SignInWithOtp extends OtpGuess {
  /** The application that the account signs in to; by default the one of the mutations. */
  clientId?: string;
  issuer: TokenIssuer;
}

/** A right guess, with the id of the code that it uses up; null for the demo code, which stays valid. */
interface RightGuess {
  codeId: string | null;
}

/**
 * Signs in by a code, uses it up, and opens a session. A wrong, an expired and an unknown code are refused alike.
 *
 * @throws Refusal BAD_USER_INPUT, OTP_INVALID, RATE_LIMITED, ACCOUNT_INACTIVE, and as `Users` does.
 */
export async function signInWithOtp(em: EntityManager, input: SignInWithOtp): Promise<TokenPair> {
  const { phoneNumber } = requirePhoneAccount(input);
  const opened = await withVerifiedPhone(em, input, (tx, account) => openSession(tx, account, phoneNumber, input));
  return issueTokenPair(input.issuer, opened, input.now);
}

/**
 * Calls `work` with the account of a phone, in the transaction that uses the code up. The guess is checked in one
 * transaction and the code used up in another, so that none is open during the request to users. Between the two the code
 * stays as it was: when users cannot answer, or this process dies, the same code is still valid. Of sign-ins that race
 * with one code the first to use it up succeeds.
 *
 * @throws Refusal as {@link signInWithOtp} does.
 */
export async function withVerifiedPhone<Outcome extends object>(
  em: EntityManager,
  input: OtpGuess,
  work: (tx: EntityManager, account: AccountFacts) => Promise<Outcome>,
): Promise<Outcome> {
  const phone = requirePhoneAccount(input);
  const guess = await em.transactional((tx) => checkGuess(tx, phone, input));
  if (!guess) throw new Refusal('OTP_INVALID');
  const account = await input.users.ensureAccount(phone.phoneNumber, phone.accountType);
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
  await requireAttemptsLeft(tx, { kind: 'OTP', by: { subject }, most: wrongGuesses, window: wrongGuessesWindow }, now);

  const newest = await tx.findOne(OneTimeCode, phone, { orderBy: { createdAt: 'desc', id: 'desc' } });
  const outstanding = newest?.isOutstanding(now) ? newest : null;
  const hashOf = (guess: string) => codeHash(keySecret, phone.phoneNumber, phone.accountType, guess);
  const hash = hashOf(code);
  const isCode = outstanding !== null && sameDigest(hash, outstanding.codeHash);
  const isDemo = demoOtp !== null && sameDigest(hash, hashOf(demoOtp));
  if ((isCode || isDemo) && !outstanding?.isGuessedOut()) return { codeId: isCode ? outstanding.id : null };
  outstanding?.countWrongGuess(now);
  recordFailure(tx, 'OTP', subject, address, input);
  return null;
}

/** Returns false when another sign-in has used the code up since it was checked. */
async function useUp(tx: EntityManager, { codeId }: RightGuess, now: Date): Promise<boolean> {
  if (codeId === null) return true;
  const unused = { id: codeId, consumedAt: null };
  return (await tx.nativeUpdate(OneTimeCode, unused, { consumedAt: now, updatedAt: now })) === 1;
}
