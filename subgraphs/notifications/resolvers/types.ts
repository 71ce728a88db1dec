import { listDevices } from '../domain/devices/list-devices.ts';
import { countUnread, listNotifications } from '../domain/list-notifications.ts';
import { requireOwner } from '../domain/permissions.ts';
import type { AccountResolvers, NotificationResolvers } from '../generated/types.ts';

/** What notifications adds to every account: for its owner alone. */
export const accountType: AccountResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  notifications: async ({ id }, { unreadOnly, ...page }, { em, viewer }) => {
    requireOwner(viewer, id);
    return listNotifications(em, id, unreadOnly ?? false, page);
  },
  unreadNotificationCount: ({ id }, _arguments, { em, viewer }) => {
    requireOwner(viewer, id);
    return countUnread(em, id);
  },
  devices: ({ id }, _arguments, { em, viewer }) => {
    requireOwner(viewer, id);
    return listDevices(em, id);
  },
};

export const notificationType: NotificationResolvers = {
  type: (notification) => notification.notificationType,
  recipient: (notification) => ({ id: notification.recipientId }),
  trip: ({ data }) => (data?.tripId ? { id: data.tripId } : null),
  booking: ({ data }) => (data?.bookingId ? { id: data.bookingId } : null),
  data: ({ data }) => (data ? { ...data } : null),
  sentAt: (notification) => notification.sentAtUtc,
};
