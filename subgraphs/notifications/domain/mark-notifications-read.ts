import type { EntityManager } from '@mikro-orm/postgresql';
import { isSelf } from '#contract/viewer.ts';
import { badUserInput, forbidden, notFound } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { Notification } from '../entities/notification.ts';
import { countUnreadNotifications } from './count-unread-notifications.ts';
import { requireAccountType } from './permissions.ts';

/** The most notifications that one request may name, and that a request without ids returns. */
const maxNotifications = 100;

export interface MarkNotificationsRead extends ActionContext {
  /** All of the actor's notifications if omitted. */
  notificationIds?: readonly string[] | null | undefined;
}

export interface MarkedRead {
  notifications: Notification[];
  unreadNotificationCount: number;
}

/**
 * Marks the actor's notifications as read: all that are named or none, or all that are unread if none is named. In that case it
 * returns the newest hundred of them.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, FORBIDDEN
 */
export function markNotificationsRead(em: EntityManager, input: MarkNotificationsRead): Promise<MarkedRead> {
  const { actor, now, notificationIds } = input;
  requireAccountType(actor);
  for (const id of notificationIds ?? []) requireId(id, 'notificationIds', 'n');
  if ((notificationIds?.length ?? 0) > maxNotifications) throw badUserInput('notificationIds');
  return em.transactional(async (tx) => {
    const notifications = notificationIds
      ? await findAll(tx, notificationIds, input)
      : await newestUnread(tx, actor.id);
    const selection = notificationIds ? { id: { $in: [...notificationIds] } } : {};
    const unread = { recipientId: actor.id, isRead: false, ...selection };
    await tx.nativeUpdate(Notification, unread, { isRead: true, updatedAt: now });
    await tx.find(Notification, { id: { $in: notifications.map(({ id }) => id) } }, { refresh: true });
    return { notifications, unreadNotificationCount: await countUnreadNotifications(tx, actor, actor.id) };
  });
}

async function findAll(tx: EntityManager, ids: readonly string[], { actor }: ActionContext): Promise<Notification[]> {
  const found = new Map((await tx.find(Notification, { id: { $in: [...ids] } })).map((each) => [each.id, each]));
  const notifications = [...new Set(ids)].map((id) => {
    const notification = found.get(id);
    if (!notification) throw notFound('notificationIds');
    return notification;
  });
  if (!notifications.every(({ recipientId }) => isSelf(actor, recipientId))) throw forbidden();
  return notifications;
}

function newestUnread(tx: EntityManager, recipientId: string): Promise<Notification[]> {
  const orderBy = { sentAtUtc: 'desc', id: 'desc' } as const;
  return tx.find(Notification, { recipientId, isRead: false }, { orderBy, limit: maxNotifications });
}
