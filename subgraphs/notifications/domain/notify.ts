import type { EntityManager } from '@mikro-orm/postgresql';
import type { AccountType } from '#contract/account-type.ts';
import { runNamed } from '#platform/database/named-statements.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import type { NotificationData, NotificationType } from '../entities/notification.ts';
import { notifyStatement } from './notify-sql.ts';

/** Notifications that one statement stores. */
export const notifyBatch = 1_000;

/** A notification to send to one account. */
export interface Message {
  /** The event or announcement that causes it. An account gets one notification of each type per cause. */
  causeId: string;
  type: NotificationType;
  recipientId: string;
  recipientType: AccountType;
  title: string;
  body: string;
  data: NotificationData | null;
  /** The recorded trace that its pushes belong to. */
  traceparent?: string | undefined;
}

/**
 * Stores an unread notification for each message, and a push to each active device of its recipient. A recipient's
 * notifications keep the order of the messages. Skips messages that were sent before.
 *
 * Nothing else creates notifications. Call it once, at the end of a transaction: it locks the recipients' mailboxes, always in
 * the same order.
 *
 * @returns The number of notifications that it stored.
 */
export async function notify(
  tx: EntityManager,
  messages: readonly Message[],
  { now, newId }: EventOrigin,
): Promise<number> {
  if (!tx.isInTransaction()) throw new Error('notify needs a transaction');
  const ordered = messages.toSorted((a, b) => compareBytes(a.recipientId, b.recipientId));
  let count = 0;
  for (let from = 0; from < ordered.length; from += notifyBatch) {
    const rows = rowsOf(ordered.slice(from, from + notifyBatch), newId);
    const [result] = await runNamed<{ stored: number }>(tx, notifyStatement, [JSON.stringify(rows), now]);
    count += result?.stored ?? 0;
  }
  return count;
}

/** The statement's order, `collate "C"`. Ids are ASCII. */
const compareBytes = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Numbers each message by how many more its recipient gets after it. */
function rowsOf(messages: readonly Message[], newId: EventOrigin['newId']) {
  const later = new Map<string, number>();
  const rows = messages.toReversed().map(({ causeId, recipientId, recipientType, ...message }) => {
    const followedBy = later.get(recipientId) ?? 0;
    later.set(recipientId, followedBy + 1);
    return {
      id: newId('n'),
      cause_id: causeId,
      recipient_id: recipientId,
      recipient_type: recipientType,
      followed_by: followedBy,
      ...message,
    };
  });
  return rows.toReversed();
}
