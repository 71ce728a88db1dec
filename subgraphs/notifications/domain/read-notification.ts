import type { EntityManager } from '@mikro-orm/postgresql';
import { isSelf, type Viewer } from '#contract/viewer.ts';
import { requireId } from '#platform/ids.ts';
import { Notification } from '../entities/notification.ts';

/**
 * Reads one of the viewer's notifications. Returns null for an unknown one and for another account's.
 *
 * @throws Refusal BAD_USER_INPUT when the id is not a notification's.
 */
export async function readNotification(
  em: EntityManager,
  viewer: Viewer | null,
  id: string,
): Promise<Notification | null> {
  const notification = await em.findOne(Notification, { id: requireId(id, 'id', 'n') });
  return notification && isSelf(viewer, notification.recipientId) ? notification : null;
}
