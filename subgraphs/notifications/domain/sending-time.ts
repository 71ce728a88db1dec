import type { EntityManager } from '@mikro-orm/postgresql';
import { advisoryLock } from '#platform/database/advisory-lock.ts';
import { withDeleted } from '#platform/database/standard-columns.ts';
import { Notification } from '../entities/notification.ts';

/**
 * When what this transaction is about to send is sent: later than all that was sent before. Whoever sends asks for it
 * first. One sends at a time, to the end of its transaction, so notifications can be seen in no other order than that of
 * their times: a subscription that has come to one of them has left none before it out.
 */
export async function sendingTime(tx: EntityManager, now: Date): Promise<Date> {
  await advisoryLock(tx, 'sending notifications');
  const last = await tx.findOne(
    Notification,
    { sentAtUtc: { $gte: now } },
    { ...withDeleted, orderBy: { sentAtUtc: 'desc' }, fields: ['sentAtUtc'], disableIdentityMap: true },
  );
  return last ? new Date(last.sentAtUtc.getTime() + 1) : now;
}
