import type { EntityManager } from '@mikro-orm/postgresql';
import { systemClock } from '#platform/clock.ts';
import { idGenerator } from '#platform/ids.ts';
import { republishAccounts } from '../../subgraphs/users/domain/accounts/republish-accounts.ts';

/** Publishes every account of users again, so that consumers rebuild their copies. Returns their number. */
export function resync(users: EntityManager): Promise<number> {
  const newId = idGenerator(systemClock);
  return republishAccounts(users, () => ({ now: systemClock.now(), newId }));
}
