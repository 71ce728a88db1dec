import type { EntityManager } from '@mikro-orm/postgresql';
import { advisoryLock } from '#platform/database/advisory-lock.ts';
import { rateLimited } from '#platform/errors/refusal.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { OneTimeCode } from '../../entities/one-time-code.ts';
import { authLimits } from '../../limits.ts';
import { codeHash } from '../secrets.ts';
import type { AccountType } from '../sign-in/accounts.ts';
import { type PhoneAccount, requirePhoneAccount, subjectOf } from '../sign-in/phone-account.ts';

/** Tells a phone its code. */
export type SendCode = (phoneNumber: string, code: string) => Promise<void>;

export interface RequestOtp extends EventOrigin {
  phoneNumber: string;
  accountType: AccountType;
  /** Where it is asked for from, and how many that address may ask for in an hour. */
  address: string;
  perAddress: number;
  keySecret: string;
  newCode: () => string;
  sendCode: SendCode;
}

export interface RequestedOtp {
  expiresAt: Date;
  /** When another code may be asked for. */
  resendAt: Date;
}

/**
 * Sends a code to a phone; it replaces the one before. Requests for one phone, and from one address, are taken one at a
 * time, so that the limits hold for any number of instances. Throws BAD_USER_INPUT, RATE_LIMITED.
 */
export async function requestOtp(em: EntityManager, request: RequestOtp): Promise<RequestedOtp> {
  const phone = requirePhoneAccount(request);
  const { address, now, newId, keySecret } = request;
  const code = request.newCode();
  const expiresAt = new Date(now.getTime() + authLimits.code);
  const resendAt = await em.transactional(async (tx) => {
    await advisoryLock(tx, `address ${address}`);
    await advisoryLock(tx, subjectOf(phone));
    await requireAddressLeft(tx, request);
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
  const since = new Date(now.getTime() - authLimits.codesWindow);
  const where = { ...phone, createdAt: { $gt: since } };
  return tx.find(OneTimeCode, where, { orderBy: { createdAt: 'desc' }, limit: authLimits.codesPerWindow });
}

/** When the next code may be asked for, after these. */
function nextCodeAt(newestFirst: readonly OneTimeCode[]): Date {
  const [newest] = newestFirst;
  const oldest = newestFirst[authLimits.codesPerWindow - 1];
  const afterNewest = newest ? newest.createdAt.getTime() + authLimits.betweenCodes : 0;
  const afterOldest = oldest ? oldest.createdAt.getTime() + authLimits.codesWindow : 0;
  return new Date(Math.max(afterNewest, afterOldest));
}

async function requireAddressLeft(tx: EntityManager, { address, perAddress, now }: RequestOtp): Promise<void> {
  const since = new Date(now.getTime() - authLimits.addressWindow);
  const where = { requestedFrom: address, createdAt: { $gt: since } };
  const oldestThatCounts = await tx.findOne(OneTimeCode, where, {
    orderBy: { createdAt: 'desc' },
    offset: perAddress - 1,
  });
  if (!oldestThatCounts) return;
  throw rateLimited((oldestThatCounts.createdAt.getTime() + authLimits.addressWindow - now.getTime()) / 1_000);
}
