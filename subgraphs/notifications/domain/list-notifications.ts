import { type EntityManager, sql } from '@mikro-orm/postgresql';
import { type Connection, type KeysetOrder, keysetPage, type PageInput } from '#platform/graphql/connection.ts';
import { Notification } from '../entities/notification.ts';

export type NotificationPage = Connection<Notification>;

const newest: KeysetOrder<Notification> = {
  name: 'notifications.newest',
  direction: 'desc',
  by: [
    { property: 'sentAtUtc', kind: 'instant' },
    { property: 'id', kind: 'id' },
  ],
};

/** A page of what an account was told, newest first. */
export async function listNotifications(
  em: EntityManager,
  recipientId: string,
  unreadOnly: boolean,
  page: PageInput,
): Promise<NotificationPage> {
  const unread = unreadOnly ? [sql`not is_read`] : [];
  const where = [sql`recipient_id = ${recipientId}`, ...unread];
  return keysetPage(em, { entity: Notification, where }, newest, page);
}

/** How much of it has not been read. */
export function countUnread(em: EntityManager, recipientId: string): Promise<number> {
  return em.count(Notification, { recipientId, isRead: false });
}
