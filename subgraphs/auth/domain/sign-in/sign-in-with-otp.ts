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

/** What somebody offers as proof that a phone is theirs. */
export interface OfferedOtp extends EventOrigin {
  phoneNumber: string;
  accountType: AccountType;
  code: string;
  address: string;
  keySecret: string;
  demoOtp: string | null;
  accounts: Accounts;
}

export interface SignInWithOtp extends OfferedOtp {
  /** The application that is signed in to; the mutations' own where it is left out. */
  clientId?: string;
  issuer: TokenIssuer;
}

/**
 * Signs in by a code, which is used up by it, and opens a session. Throws BAD_USER_INPUT, OTP_INVALID alike for a wrong, an
 * expired and an unknown code, RATE_LIMITED, ACCOUNT_INACTIVE.
 */
export async function signInWithOtp(em: EntityManager, input: SignInWithOtp): Promise<TokenPair> {
  const { phoneNumber } = requirePhoneAccount(input);
  const opened = await withProvenPhone(em, input, (tx, account) => openSession(tx, account, phoneNumber, input));
  return tokenPair(input.issuer, opened, input.now);
}

/**
 * Goes on with the account of a phone, in the transaction in which its code is used up. Guesses for one phone are taken one at
 * a time. A wrong one is counted although the sign-in fails; a right one stays good when users can't be asked. Throws as
 * signing in does.
 */
export async function withProvenPhone<Outcome extends object>(
  em: EntityManager,
  input: OfferedOtp,
  goOn: (tx: EntityManager, account: AccountFacts) => Promise<Outcome>,
): Promise<Outcome> {
  const phone = requirePhoneAccount(input);
  const outcome = await em.transactional(async (tx) => {
    await advisoryLock(tx, subjectOf(phone));
    if (!(await redeem(tx, phone, input))) return new Refusal('OTP_INVALID');
    const account = await input.accounts.ensure(phone.phoneNumber, phone.accountType);
    if (!account.isActive) return new Refusal('ACCOUNT_INACTIVE');
    return goOn(tx, account);
  });
  // Thrown only here, so that what was counted or used up stays so.
  if (outcome instanceof Refusal) throw outcome;
  return outcome as Outcome;
}

/** Whether the guess is right; counts it if not, uses the code up if so. */
async function redeem(tx: EntityManager, phone: PhoneAccount, input: OfferedOtp): Promise<boolean> {
  const { now, code, keySecret, demoOtp, address } = input;
  const subject = subjectOf(phone);
  const limit = { most: authLimits.wrongGuesses, window: authLimits.wrongGuessesWindow };
  await requireAttemptsLeft(tx, { kind: 'OTP', by: { subject }, ...limit }, now);

  const newest = await tx.findOne(OneTimeCode, phone, { orderBy: { createdAt: 'desc', id: 'desc' } });
  const outstanding = newest?.isOutstanding(now) ? newest : null;
  const hashOf = (guess: string) => codeHash(keySecret, phone.phoneNumber, phone.accountType, guess);
  const guess = hashOf(code);
  const isCode = outstanding !== null && sameDigest(guess, outstanding.codeHash);
  const isDemo = demoOtp !== null && sameDigest(guess, hashOf(demoOtp));
  const guessedOut = outstanding?.isGuessedOut() ?? false;
  if ((isCode || isDemo) && !guessedOut) {
    if (isCode) outstanding.consume(now);
    return true;
  }
  outstanding?.guessWrongly(now);
  recordFailure(tx, 'OTP', subject, address, input);
  return false;
}
