import type { EntityManager } from '@mikro-orm/postgresql';
import { accountPrefixes, accountTypeOf } from '#contract/account-type.ts';
import type { Clock } from '#platform/clock.ts';
import { constraintOf } from '#platform/database/constraint-of.ts';
import { badUserInput, notFound, Refusal } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import { requirePhoneNumber } from '#platform/phone-number.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { optionalText } from '#platform/text.ts';
import type { Account } from '../../entities/account.ts';
import { Admin } from '../../entities/admin.ts';
import { driverPhoneUnique } from '../../entities/driver.ts';
import { passengerPhoneUnique } from '../../entities/passenger.ts';
import { accountPhoneChangedEvent, accountUpdatedEvent } from '../../events/published.ts';
import { recordChange } from '../../events/record-change.ts';
import { rejectNull } from '../reject-null.ts';
import { lockAccount } from './find-account.ts';

export interface UpdateAccount extends ActionContext {
  accountId: string;
  /** Null clears it; undefined leaves it unchanged. */
  fullName?: string | null | undefined;
  /** Undefined leaves it unchanged. */
  phoneNumber?: string | null | undefined;
  clock: Clock;
}

/**
 * Changes the name or the phone number of any account, and publishes `account-updated` if that changes it. A new phone number is not
 * verified, and ends all of the account's sessions by `account-phone-changed`.
 *
 * @throws Refusal BAD_USER_INPUT, also for a phone number of an admin; NOT_FOUND; PHONE_NUMBER_TAKEN when another account of the type
 * has the phone number.
 */
export async function updateAccount(em: EntityManager, input: UpdateAccount): Promise<Account> {
  const { accountId } = input;
  requireId(accountId, 'accountId', ...accountPrefixes);
  const fullName = input.fullName === undefined ? undefined : optionalText(input.fullName, 'fullName', 256);
  const phoneNumber = checkPhoneNumber(input);
  try {
    return await em.transactional(async (tx) => {
      const account = await lockAccount(tx, accountId);
      if (!account) throw notFound('accountId');
      // Not the time of the request: a sign-in that found the account by its old number may have begun while this waited for the lock.
      const changedAt = input.clock.now();
      const fields: ('fullName' | 'phoneNumber')[] = [];
      if (fullName !== undefined && account.updateProfile({ fullName }, changedAt)) fields.push('fullName');
      if (phoneNumber !== undefined && !(account instanceof Admin) && account.changePhone(phoneNumber, changedAt)) {
        fields.push('phoneNumber');
        appendToOutbox(tx, accountPhoneChangedEvent(account, { ...input, now: changedAt }));
      }
      if (fields.length > 0) {
        appendToOutbox(tx, accountUpdatedEvent(account, input));
        recordChange(tx, { action: 'account.updated', subjectId: account.id, fields }, input);
      }
      await tx.flush();
      return account;
    });
  } catch (error) {
    const constraint = constraintOf(error);
    if (constraint === driverPhoneUnique || constraint === passengerPhoneUnique)
      throw new Refusal('PHONE_NUMBER_TAKEN');
    throw error;
  }
}

function checkPhoneNumber({ accountId, phoneNumber }: UpdateAccount): string | undefined {
  const value = rejectNull(phoneNumber, 'phoneNumber');
  if (value === undefined) return undefined;
  if (accountTypeOf(accountId) === 'ADMIN') throw badUserInput('phoneNumber');
  return requirePhoneNumber(value, 'phoneNumber');
}
