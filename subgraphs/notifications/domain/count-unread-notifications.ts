import type { EntityManager } from '@mikro-orm/postgresql';
import type { Viewer } from '#contract/viewer.ts';
import { Notification } from '../entities/notification.ts';
import { requireOwner } from './permissions.ts';

/**
 * Counts an account's unread notifications for its owner.
 *
 * @throws Refusal FORBIDDEN
 */
export async function countUnreadNotifications(
  em: EntityManager,
  viewer: Viewer | null,
  accountId: string,
): Promise<number> {
  requireOwner(viewer, accountId);
  return em.count(Notification, { recipientId: accountId, isRead: false });
}
