import { countUnreadNotifications } from '../domain/count-unread-notifications.ts';
import { listDevices } from '../domain/devices/list-devices.ts';
import { listNotifications } from '../domain/list-notifications.ts';
import { notificationsById, visibleTo } from '../domain/read-notification.ts';
import { readNotificationCursor } from '../domain/read-notification-cursor.ts';
import { completionOf, recipientCountOf } from '../entities/announcement.ts';
import type { AccountResolvers, AnnouncementResolvers, NotificationResolvers } from '../generated/types.ts';

export const accountType: AccountResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  notifications: ({ id }, page, { em, viewer }) => listNotifications(em, viewer, id, page),
  unreadNotificationCount: ({ id }, _arguments, { em, viewer }) => countUnreadNotifications(em, viewer, id),
  notificationCursor: ({ id }, _arguments, { em, viewer }) => readNotificationCursor(em, viewer, id),
  devices: ({ id }, _arguments, { em, viewer }) => listDevices(em, viewer, id),
};

export const notificationType: NotificationResolvers = {
  __resolveReference: async ({ id }, context) => visibleTo(context.viewer, await context.load(notificationsById, id)),
  type: (notification) => notification.notificationType,
  recipient: (notification) => ({ id: notification.recipientId }),
  trip: ({ data }) => (data?.tripId ? { id: data.tripId } : null),
  booking: ({ data }) => (data?.bookingId ? { id: data.bookingId } : null),
  data: ({ data }) => (data ? { ...data } : null),
  sentAt: (notification) => notification.sentAtUtc,
};

export const announcementType: AnnouncementResolvers = {
  sentBy: (announcement) => ({ id: announcement.sentBy }),
  recipientCount: (announcement) => recipientCountOf(announcement),
  sentCount: (announcement) => announcement.recipientCount,
  completedAt: (announcement) => completionOf(announcement),
};
