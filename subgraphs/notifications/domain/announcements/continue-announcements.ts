import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { inTransaction } from '#platform/database/in-transaction.ts';
import { limits } from '#platform/limits.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { Announcement } from '../../entities/announcement.ts';
import { Recipient } from '../../entities/recipient.ts';
import { maxNotifiedAtOnce, notify } from '../notify.ts';

/** Whom an announcement is for. */
export const audienceOf = ({ audience }: Announcement) => ({ accountType: { $in: audience }, isActive: true });

/**
 * Brings each announcement that is on its way one batch further. A batch and how far it has come are one transaction, so whoever
 * goes on after an instance that died tells nobody twice and leaves nobody out. Any number of instances may do it at once. One
 * that fails does not keep the others back; the first failure is thrown in the end. Returns whether there is more to do.
 */
export async function continueAnnouncements(em: EntityManager, origin: EventOrigin): Promise<boolean> {
  const sending = await em
    .fork()
    .find(Announcement, { status: 'SENDING' }, { fields: ['id'], orderBy: { id: 'asc' }, limit: limits.workerBatch });
  const failures: unknown[] = [];
  let more = false;
  for (const { id } of sending) {
    try {
      more = (await continueOne(em, id, origin)) || more;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return more;
}

/** Nothing is left to do here where another instance is at it. */
function continueOne(em: EntityManager, id: string, origin: EventOrigin): Promise<boolean> {
  return inTransaction(em.fork(), async (tx) => {
    const where = { id, status: 'SENDING' } as const;
    const announcement = await tx.findOne(Announcement, where, { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE });
    return announcement !== null && !(await sendToNext(tx, announcement, origin));
  });
}

/** Sends an announcement to the next batch of its audience, in the order of their ids. Returns whether that was the last one. */
export async function sendToNext(tx: EntityManager, announcement: Announcement, origin: EventOrigin): Promise<boolean> {
  const { id, title, body, sentUpTo } = announcement;
  const next = await tx.find(
    Recipient,
    { ...audienceOf(announcement), accountId: { $gt: sentUpTo } },
    { orderBy: { accountId: 'asc' }, limit: maxNotifiedAtOnce, disableIdentityMap: true },
  );
  const messages = next.map(({ accountId, accountType }) => ({
    causeId: id,
    type: 'ANNOUNCEMENT' as const,
    recipientId: accountId,
    recipientType: accountType,
    title,
    body,
    data: null,
  }));
  await notify(tx, messages, origin);
  announcement.recipientCount += next.length;
  announcement.sentUpTo = next.at(-1)?.accountId ?? sentUpTo;
  announcement.updatedAt = origin.now;
  if (next.length < maxNotifiedAtOnce) announcement.status = 'SENT';
  return announcement.status === 'SENT';
}
