import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { inTransaction } from '#platform/database/in-transaction.ts';
import { withDeleted } from '#platform/database/standard-columns.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import { Admin } from '../../entities/admin.ts';
import { Driver } from '../../entities/driver.ts';
import { Passenger } from '../../entities/passenger.ts';
import { accountUpdatedEvent } from '../../events/published.ts';

/** Accounts a transaction: each stays locked until its batch commits. */
export const republishBatch = 500;

/**
 * Publishes `account-updated` for every account, deleted ones included, for consumers that build or rebuild their copy. A row
 * lock keeps each event in order with the account's other events. It is safe to repeat or to interrupt.
 *
 * @returns The number of published accounts.
 */
export async function republishAccounts(em: EntityManager, origin: () => EventOrigin): Promise<number> {
  let count = 0;
  for (const type of [Driver, Passenger, Admin]) {
    for (let after: string | undefined = ''; after !== undefined; ) {
      const ids = await republishNext(em.fork(), type as typeof Driver, after, origin());
      count += ids.length;
      after = ids.at(-1);
    }
  }
  return count;
}

/** Publishes the next batch in the order of ids, in one transaction. */
function republishNext(em: EntityManager, type: typeof Driver, after: string, origin: EventOrigin): Promise<string[]> {
  return inTransaction(em, async (tx) => {
    const options = { ...withDeleted, orderBy: { id: 'asc' }, limit: republishBatch } as const;
    const accounts = await tx.find(type, { id: { $gt: after } }, { ...options, lockMode: LockMode.PESSIMISTIC_READ });
    for (const account of accounts) appendToOutbox(tx, accountUpdatedEvent(account, origin));
    return accounts.map(({ id }) => id);
  });
}
