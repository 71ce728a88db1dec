import type { EntityManager } from '@mikro-orm/postgresql';
import type { AccountType } from '#contract/account-type.ts';
import { constraintOf } from '#platform/database/constraint-of.ts';
import { badUserInput } from '#platform/errors/refusal.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import { requirePhoneNumber } from '#platform/phone-number.ts';
import { Driver, driverPhoneUnique } from '../../entities/driver.ts';
import { Passenger, passengerPhoneUnique } from '../../entities/passenger.ts';
import { accountCreatedEvent, accountUpdatedEvent } from '../../events/published.ts';
import { locked } from './find-account.ts';

export interface EnsureAccount extends EventOrigin {
  phoneNumber: string;
  accountType: AccountType;
}

export interface EnsuredAccount {
  account: Driver | Passenger;
  /** True for the one request that created the account. */
  created: boolean;
}

type PersonType = Exclude<AccountType, 'ADMIN'>;

/**
 * Returns the driver or passenger account of a verified phone number, and creates it at the first sign-in. Concurrent
 * requests return the same account. A deactivated account is returned unchanged.
 *
 * @throws Refusal BAD_USER_INPUT
 */
export async function ensureAccount(em: EntityManager, input: EnsureAccount): Promise<EnsuredAccount> {
  const phoneNumber = requirePhoneNumber(input.phoneNumber, 'phoneNumber');
  const { accountType } = input;
  if (accountType === 'ADMIN') throw badUserInput('accountType');
  const verified = () => findVerified(em, accountType, phoneNumber, input);

  const found = await verified();
  if (found) return { account: found, created: false };
  try {
    return { account: await create(em, accountType, phoneNumber, input), created: true };
  } catch (error) {
    const constraint = constraintOf(error);
    if (constraint !== driverPhoneUnique && constraint !== passengerPhoneUnique) throw error;
    // A concurrent request created the account first.
    const existing = await verified();
    if (existing) return { account: existing, created: false };
    throw error;
  }
}

/** Finds the account and marks its phone number as verified: a sign-in by code proves it, also for an older account. */
function findVerified(em: EntityManager, type: PersonType, phoneNumber: string, origin: EventOrigin) {
  return em.transactional(async (tx) => {
    const account =
      type === 'DRIVER'
        ? await tx.findOne(Driver, { phoneNumber }, locked)
        : await tx.findOne(Passenger, { phoneNumber }, locked);
    if (account?.verifyPhone(origin.now)) appendToOutbox(tx, accountUpdatedEvent(account, origin));
    return account;
  });
}

function create(em: EntityManager, type: PersonType, phoneNumber: string, origin: EventOrigin) {
  const { now, newId } = origin;
  return em.transactional(async (tx) => {
    const row = { phoneNumber, isPhoneVerified: true, createdAt: now, updatedAt: now };
    const account =
      type === 'DRIVER'
        ? tx.create(Driver, { id: newId('d'), ...row })
        : tx.create(Passenger, { id: newId('p'), ...row });
    appendToOutbox(tx, accountCreatedEvent(account, origin));
    await tx.flush();
    return account;
  });
}
