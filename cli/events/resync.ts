import type { EntityManager } from '@mikro-orm/postgresql';
import { systemClock } from '#platform/clock.ts';
import { idGenerator } from '#platform/ids.ts';
import { retellAccounts } from '../../subgraphs/users/domain/accounts/republish-accounts.ts';

/** Has users tell of all its accounts again, so that every copy of them is made anew. Returns of how many. */
export function resync(users: EntityManager): Promise<number> {
  const newId = idGenerator(systemClock);
  return retellAccounts(users, () => ({ now: systemClock.now(), newId }));
}
