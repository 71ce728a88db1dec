import { requireId } from '#platform/ids.ts';
import { isSelf } from '#platform/security/viewer.ts';
import { Notification } from '../entities/notification.ts';
import type { QueryResolvers } from '../generated/types.ts';

export const queries: QueryResolvers = {
  notification: async (_root, { id }, { em, viewer }) => {
    const notification = await em.findOne(Notification, { id: requireId(id, 'id', 'n') });
    return notification && isSelf(viewer, notification.recipientId) ? notification : null;
  },
};
