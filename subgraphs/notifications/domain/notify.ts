import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import {
  type AccountType,
  Notification,
  type NotificationData,
  type NotificationType,
} from '../entities/notification.ts';

/** As many as one statement stores. */
export const maxNotifiedAtOnce = 1_000;

/** What one account is told. */
export interface Message {
  type: NotificationType;
  recipientId: string;
  recipientType: AccountType;
  title: string;
  body: string;
  data: NotificationData | null;
}

export interface Notify extends EventOrigin {
  /** From `sendingTime`, asked for in the same transaction: what keeps subscriptions from passing one by. */
  sentAtUtc: Date;
  messages: readonly Message[];
}

/**
 * Stores a notification for each message, unread, all in one statement; returns their ids in the same order. The only
 * place where notifications are made. Once its transaction has committed, the caller announces them to `Arrivals`.
 */
export async function notify(tx: EntityManager, { messages, sentAtUtc, now, newId }: Notify): Promise<string[]> {
  if (messages.length === 0) return [];
  if (messages.length > maxNotifiedAtOnce) throw new RangeError(`${messages.length} notifications at once`);
  const rows = messages.map(({ type, ...message }) => ({
    id: newId('n'),
    notificationType: type,
    ...message,
    isRead: false,
    sentAtUtc,
    createdAt: now,
    updatedAt: now,
    isDeleted: false,
  }));
  await tx.insertMany(Notification, rows);
  return rows.map(({ id }) => id);
}
