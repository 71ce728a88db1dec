import type { EntityManager } from '@mikro-orm/postgresql';
import { isSelf, type Viewer } from '#contract/viewer.ts';
import { rowsById } from '#platform/database/rows-by-id.ts';
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
  return visibleTo(viewer, notification);
}

/** As {@link readNotification}, for a notification that was loaded by its reference. */
export function visibleTo(viewer: Viewer | null, notification: Notification | null): Notification | null {
  return notification && isSelf(viewer, notification.recipientId) ? notification : null;
}

/** Reads the notifications with these ids in one statement. */
export const notificationsById = rowsById(Notification);
