import type { EntityManager } from '@mikro-orm/postgresql';
import type { AccountType } from '#contract/account-type.ts';
import { advisoryLock } from '#platform/database/advisory-lock.ts';
import { rateLimited } from '#platform/errors/refusal.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { OneTimeCode } from '../../entities/one-time-code.ts';
import { codeHash } from '../secrets.ts';
import { type PhoneAccount, requirePhoneAccount, subjectOf } from '../sign-in/phone-account.ts';

// Times are in milliseconds. The address has a limit of its own, because each code may be for another phone.
const codeLifetime = 5 * 60_000;
const betweenCodes = 60_000;
const codesPerWindow = 3;
const codesWindow = 30 * 60_000;
export const addressWindow = 60 * 60_000;

/** Sends a code to a phone. */
export type SendCode = (phoneNumber: string, code: string) => Promise<void>;

export interface RequestOtp extends EventOrigin {
  phoneNumber: string;
  accountType: AccountType;
  /** The key that the limit for addresses counts by. */
  address: string;
  /** The most codes that one address may request in an hour. */
  otpPerAddress: number;
  keySecret: string;
  newCode: () => string;
  sendCode: SendCode;
}

export interface RequestedOtp {
  expiresAt: Date;
  /** The earliest time at which another code may be requested. */
  resendAt: Date;
}

/**
 * Sends a code to a phone. It replaces the phone's previous code. The limits hold for any number of instances, because
 * requests for one phone, and from one address, run one at a time.
 *
 * @throws Refusal BAD_USER_INPUT, RATE_LIMITED.
 */
export async function requestOtp(em: EntityManager, request: RequestOtp): Promise<RequestedOtp> {
  const phone = requirePhoneAccount(request);
  const { address, now, newId, keySecret } = request;
  const code = request.newCode();
  const expiresAt = new Date(now.getTime() + codeLifetime);
  const resendAt = await em.transactional(async (tx) => {
    await advisoryLock(tx, `address ${address}`);
    await advisoryLock(tx, subjectOf(phone));
    await requireCodesLeft(tx, request);
    const recent = await recentCodes(tx, phone, now);
    const wait = nextCodeAt(recent).getTime() - now.getTime();
    if (wait > 0) throw rateLimited(wait / 1_000);
    const row = tx.create(OneTimeCode, {
      id: newId('otp'),
      ...phone,
      codeHash: codeHash(keySecret, phone.phoneNumber, phone.accountType, code),
      expiresAt,
      requestedFrom: address,
      createdAt: now,
      updatedAt: now,
    });
    return nextCodeAt([row, ...recent]);
  });
  await request.sendCode(phone.phoneNumber, code);
  return { expiresAt, resendAt };
}

/** The codes of the window, newest first. */
function recentCodes(tx: EntityManager, phone: PhoneAccount, now: Date): Promise<OneTimeCode[]> {
  const since = new Date(now.getTime() - codesWindow);
  const where = { ...phone, createdAt: { $gt: since } };
  return tx.find(OneTimeCode, where, { orderBy: { createdAt: 'desc' }, limit: codesPerWindow });
}

function nextCodeAt(newestFirst: readonly OneTimeCode[]): Date {
  const [newest] = newestFirst;
  const oldest = newestFirst[codesPerWindow - 1];
  const afterNewest = newest ? newest.createdAt.getTime() + betweenCodes : 0;
  const afterOldest = oldest ? oldest.createdAt.getTime() + codesWindow : 0;
  return new Date(Math.max(afterNewest, afterOldest));
}

async function requireCodesLeft(tx: EntityManager, { address, otpPerAddress, now }: RequestOtp): Promise<void> {
  const since = new Date(now.getTime() - addressWindow);
  const where = { requestedFrom: address, createdAt: { $gt: since } };
  const oldestCounted = await tx.findOne(OneTimeCode, where, {
    orderBy: { createdAt: 'desc' },
    offset: otpPerAddress - 1,
  });
  if (!oldestCounted) return;
  throw rateLimited((oldestCounted.createdAt.getTime() + addressWindow - now.getTime()) / 1_000);
}
