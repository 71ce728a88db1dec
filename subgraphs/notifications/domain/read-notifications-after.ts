import type { EntityManager } from '@mikro-orm/postgresql';
import { badUserInput } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import { Notification } from '../entities/notification.ts';

/** A place in an account's notifications, in the order in which they are sent. */
export interface Place {
  sentAtUtc: Date;
  id: string;
}

const pageSize = 100;

/** The place of a notification of this account. Throws BAD_USER_INPUT for any other. */
export async function placeOf(em: EntityManager, recipientId: string, after: string): Promise<Place> {
  requireId(after, 'after', 'n');
  const notification = await em.findOne(Notification, { id: after, recipientId });
  if (!notification) throw badUserInput('after');
  return notification;
}

/** Where an account's notifications end now; null where it has none. */
export function lastPlace(em: EntityManager, recipientId: string): Promise<Place | null> {
  return em.findOne(Notification, { recipientId }, { orderBy: { sentAtUtc: 'desc', id: 'desc' } });
}

/** The next hundred of an account's notifications after a place, in their order. */
export function notificationsAfter(
  em: EntityManager,
  recipientId: string,
  place: Place | null,
): Promise<Notification[]> {
  const later = place
    ? { $or: [{ sentAtUtc: { $gt: place.sentAtUtc } }, { sentAtUtc: place.sentAtUtc, id: { $gt: place.id } }] }
    : {};
  const orderBy = { sentAtUtc: 'asc', id: 'asc' } as const;
  return em.find(Notification, { recipientId, ...later }, { orderBy, limit: pageSize });
}
