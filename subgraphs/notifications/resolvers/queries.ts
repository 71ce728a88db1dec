import { listAnnouncements } from '../domain/announcements/list-announcements.ts';
import { readNotification } from '../domain/read-notification.ts';
import type { QueryResolvers } from '../generated/types.ts';

export const queries: QueryResolvers = {
  notification: (_root, { id }, { em, viewer }) => readNotification(em, viewer, id),

  announcements: (_root, page, { em }) => listAnnouncements(em, page),
};
