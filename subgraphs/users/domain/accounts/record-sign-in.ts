import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import { Admin } from '../../entities/admin.ts';
import { accountPhoneChangedEvent } from '../../events/published.ts';
import { lockAccount } from './find-account.ts';

/**
 * Records an account's latest sign-in, in the caller's transaction; its time is that at which it began. Ignores deleted accounts and
 * earlier sign-ins. A sign-in that began before a change of the phone number may have opened its session after auth ended the account's
 * sessions, and so `account-phone-changed` is published again.
 */
export async function recordSignIn(tx: EntityManager, accountId: string, signIn: EventOrigin): Promise<void> {
  const account = await lockAccount(tx, accountId);
  if (!account) return;
  if (!account.lastLoginAt || account.lastLoginAt < signIn.now) account.lastLoginAt = signIn.now;
  const changedAt = account instanceof Admin ? null : account.phoneChangedAt;
  if (changedAt && signIn.now <= changedAt) {
    appendToOutbox(tx, accountPhoneChangedEvent(account, { ...signIn, now: changedAt }));
  }
}
