import type { EntityManager } from '@mikro-orm/postgresql';
import { runNamed } from '#platform/database/named-statements.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import type { AccountType, NotificationData, NotificationType } from '../entities/notification.ts';
import { notifyStatement } from './notify-sql.ts';

/** As many as one statement stores. */
export const maxNotifiedAtOnce = 1_000;

/** What one account is told. */
export interface Message {
  /** The event or the announcement that it tells of: of one cause, an account gets one notification of a type. */
  causeId: string;
  type: NotificationType;
  recipientId: string;
  recipientType: AccountType;
  title: string;
  body: string;
  data: NotificationData | null;
}

/**
 * Stores a notification for each message, unread, with a push to each of the recipient's active devices; those of one recipient in
 * the order of the messages. Returns how many there are, without those that had been told before. The only place where
 * notifications are made. A transaction calls it once, at its end: it locks the recipients' mailboxes, in one order everywhere.
 */
export async function notify(
  tx: EntityManager,
  messages: readonly Message[],
  { now, newId }: EventOrigin,
): Promise<number> {
  if (!tx.isInTransaction()) throw new Error('notifications were sent outside a transaction');
  const ordered = messages.toSorted((a, b) => compare(a.recipientId, b.recipientId));
  let count = 0;
  for (let from = 0; from < ordered.length; from += maxNotifiedAtOnce) {
    const rows = rowsOf(ordered.slice(from, from + maxNotifiedAtOnce), newId);
    const [answer] = await runNamed<{ stored: number }>(tx, notifyStatement, [JSON.stringify(rows), now]);
    count += answer?.stored ?? 0;
  }
  return count;
}

/** As the statement does: by bytes. */
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Each with the number of those that its recipient gets after it. */
function rowsOf(messages: readonly Message[], newId: EventOrigin['newId']) {
  const after = new Map<string, number>();
  const rows = messages.toReversed().map(({ causeId, recipientId, recipientType, ...message }) => {
    const followedBy = after.get(recipientId) ?? 0;
    after.set(recipientId, followedBy + 1);
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
