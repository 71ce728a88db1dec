import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { inTransaction } from '#platform/database/in-transaction.ts';
import { withDeleted } from '#platform/database/standard-columns.ts';
import { limits } from '#platform/limits.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import { Admin } from '../../entities/admin.ts';
import { Driver } from '../../entities/driver.ts';
import { Passenger } from '../../entities/passenger.ts';
import { accountUpdatedEvent } from '../../events/published.ts';

/**
 * Tells of every account as it is now, deleted ones too, as an update: for whoever keeps a copy of accounts and has lost it, or has
 * just begun. An account is locked while it is told of, so the event stands among those of its steps where its state does. May be
 * repeated, or cut off and repeated. Returns of how many it told.
 */
export async function retellAccounts(em: EntityManager, origin: () => EventOrigin): Promise<number> {
  let count = 0;
  for (const type of [Driver, Passenger, Admin]) {
    for (let after: string | undefined = ''; after !== undefined; ) {
      const ids = await retellBatch(em.fork(), type as typeof Driver, after, origin());
      count += ids.length;
      after = ids.at(-1);
    }
  }
  return count;
}

/** The next accounts in the order of their ids, in one transaction. */
function retellBatch(em: EntityManager, type: typeof Driver, after: string, origin: EventOrigin): Promise<string[]> {
  return inTransaction(em, async (tx) => {
    const options = { ...withDeleted, orderBy: { id: 'asc' }, limit: limits.retoldBatch } as const;
    const accounts = await tx.find(type, { id: { $gt: after } }, { ...options, lockMode: LockMode.PESSIMISTIC_READ });
    for (const account of accounts) appendToOutbox(tx, accountUpdatedEvent(account, origin));
    return accounts.map(({ id }) => id);
  });
}
