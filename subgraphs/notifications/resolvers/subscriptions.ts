import { followNotifications } from '../domain/follow-notifications.ts';
import type { Notification } from '../entities/notification.ts';
import type { SubscriptionResolvers } from '../generated/types.ts';

export const subscriptions: SubscriptionResolvers = {
  notificationReceived: {
    subscribe: async (_root, { after }, context) => {
      const { em, signal } = context.services;
      return followNotifications(em, { viewer: context.actionContext().actor, signal, after });
    },
    resolve: (notification: Notification) => notification,
  },
};
