import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { inTransaction } from '#platform/database/in-transaction.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { Announcement } from '../../entities/announcement.ts';
import { Recipient } from '../../entities/recipient.ts';
import { notify, notifyBatch } from '../notify.ts';

/** Announcements that one call continues. */
const announcementBatch = 100;

/** The condition of the recipients that an announcement is for. */
export const audienceOf = ({ audience }: Announcement) => ({ accountType: { $in: audience }, isActive: true });

/**
 * Sends the next batch of each unfinished announcement. A batch and the announcement's progress are one transaction, so every
 * recipient is notified once, even when an instance dies or several instances call this concurrently. An announcement that
 * fails does not delay the others; the first error is thrown at the end.
 *
 * @returns Whether there is more to send.
 */
export async function continueAnnouncements(em: EntityManager, origin: EventOrigin): Promise<boolean> {
  const sending = await em
    .fork()
    .find(Announcement, { status: 'SENDING' }, { fields: ['id'], orderBy: { id: 'asc' }, limit: announcementBatch });
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

/** Skips an announcement that another instance has locked. */
function continueOne(em: EntityManager, id: string, origin: EventOrigin): Promise<boolean> {
  return inTransaction(em.fork(), async (tx) => {
    const where = { id, status: 'SENDING' } as const;
    const announcement = await tx.findOne(Announcement, where, { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE });
    return announcement !== null && !(await sendNextBatch(tx, announcement, origin));
  });
}

/** Sends an announcement to the next batch of its audience, in the order of account ids. Returns whether it was the last. */
export async function sendNextBatch(
  tx: EntityManager,
  announcement: Announcement,
  origin: EventOrigin,
): Promise<boolean> {
  const { id, title, body, sentUpTo } = announcement;
  const batch = await tx.find(
    Recipient,
    { ...audienceOf(announcement), accountId: { $gt: sentUpTo } },
    { orderBy: { accountId: 'asc' }, limit: notifyBatch, disableIdentityMap: true },
  );
  const messages = batch.map(({ accountId, accountType }) => ({
    causeId: id,
    type: 'ANNOUNCEMENT' as const,
    recipientId: accountId,
    recipientType: accountType,
    title,
    body,
    data: null,
  }));
  await notify(tx, messages, origin);
  announcement.recipientCount += batch.length;
  announcement.sentUpTo = batch.at(-1)?.accountId ?? sentUpTo;
  announcement.updatedAt = origin.now;
  if (batch.length < notifyBatch) announcement.status = 'SENT';
  return announcement.status === 'SENT';
}
