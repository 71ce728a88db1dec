import type { EntityManager } from '@mikro-orm/postgresql';
import { badUserInput } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import { Notification } from '../entities/notification.ts';

/** A position in an account's notifications, in the order in which they were sent. */
export interface Position {
  sentAtUtc: Date;
  id: string;
}

/** Notifications that one read returns. */
const pageSize = 100;

/** The cursor before the first notification of any account. No notification has this id. */
const beginning = `n_${'0'.repeat(32)}`;

/**
 * The position of a cursor: a notification's id, or what `cursorOf` returned. Null is the one before the first notification.
 *
 * @throws Refusal BAD_USER_INPUT when the account has no notification with this id.
 */
export async function positionOf(em: EntityManager, recipientId: string, after: string): Promise<Position | null> {
  requireId(after, 'after', 'n');
  if (after === beginning) return null;
  const notification = await em.findOne(Notification, { id: after, recipientId });
  if (!notification) throw badUserInput('after');
  return notification;
}

/** The position of an account's last notification; null when it has none. */
export function lastPosition(em: EntityManager, recipientId: string): Promise<Position | null> {
  return em.findOne(Notification, { recipientId }, { orderBy: { sentAtUtc: 'desc', id: 'desc' } });
}

export const cursorOf = (position: Position | null): string => position?.id ?? beginning;

/** Reads an account's next hundred notifications after a position, oldest first. */
export function readNotificationsAfter(
  em: EntityManager,
  recipientId: string,
  position: Position | null,
): Promise<Notification[]> {
  const later = position
    ? {
        $or: [{ sentAtUtc: { $gt: position.sentAtUtc } }, { sentAtUtc: position.sentAtUtc, id: { $gt: position.id } }],
      }
    : {};
  const orderBy = { sentAtUtc: 'asc', id: 'asc' } as const;
  return em.find(Notification, { recipientId, ...later }, { orderBy, limit: pageSize });
}
