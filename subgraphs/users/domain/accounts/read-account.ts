import type { EntityManager } from '@mikro-orm/postgresql';
import { accountPrefixes } from '#contract/account-type.ts';
import { requireId } from '#platform/ids.ts';
import type { Account } from '../../entities/account.ts';
import { Driver } from '../../entities/driver.ts';
import { Passenger } from '../../entities/passenger.ts';
import { findAccount } from './find-account.ts';

/**
 * Reads an account of any type. Returns null when there is none or it is deleted.
 *
 * @throws Refusal BAD_USER_INPUT when the id is not an account's.
 */
export async function readAccount(em: EntityManager, id: string): Promise<Account | null> {
  return findAccount(em, requireId(id, 'id', ...accountPrefixes));
}

/** As {@link readAccount}, for drivers only. */
export async function readDriver(em: EntityManager, id: string): Promise<Driver | null> {
  return em.findOne(Driver, { id: requireId(id, 'id', 'd') });
}

/** As {@link readAccount}, for passengers only. */
export async function readPassenger(em: EntityManager, id: string): Promise<Passenger | null> {
  return em.findOne(Passenger, { id: requireId(id, 'id', 'p') });
}
