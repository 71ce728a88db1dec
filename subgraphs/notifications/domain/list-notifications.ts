import { type EntityManager, sql } from '@mikro-orm/postgresql';
import type { Viewer } from '#contract/viewer.ts';
import { type Connection, type KeysetOrder, keysetPage, type PageInput } from '#platform/graphql/connection.ts';
import { Notification } from '../entities/notification.ts';
import { requireOwner } from './permissions.ts';

export type NotificationPage = Connection<Notification>;

export interface NotificationPageInput extends PageInput {
  unreadOnly?: boolean | null | undefined;
}

const newest: KeysetOrder<Notification> = {
  name: 'notifications.newest',
  direction: 'desc',
  by: [
    { property: 'sentAtUtc', kind: 'instant' },
    { property: 'id', kind: 'id' },
  ],
};

/**
 * Lists an account's notifications for its owner, newest first.
 *
 * @throws Refusal FORBIDDEN, BAD_USER_INPUT
 */
export async function listNotifications(
  em: EntityManager,
  viewer: Viewer | null,
  accountId: string,
  { unreadOnly, ...page }: NotificationPageInput,
): Promise<NotificationPage> {
  requireOwner(viewer, accountId);
  const unread = unreadOnly ? [sql`not is_read`] : [];
  const where = [sql`recipient_id = ${accountId}`, ...unread];
  return keysetPage(em, { entity: Notification, where }, newest, page);
}
