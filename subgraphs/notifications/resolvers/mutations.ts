import { sendAnnouncement } from '../domain/announcements/send-announcement.ts';
import { registerDevice } from '../domain/devices/register-device.ts';
import { unregisterDevice } from '../domain/devices/unregister-device.ts';
import { markNotificationsRead } from '../domain/mark-notifications-read.ts';
import type { MutationResolvers } from '../generated/types.ts';

export const mutations: MutationResolvers = {
  registerDevice: async (_root, { input }, context) => ({
    device: await registerDevice(context.em, { ...input, ...context.actionContext() }),
  }),

  unregisterDevice: async (_root, { input }, context) => ({
    device: await unregisterDevice(context.em, { ...input, ...context.actionContext() }),
  }),

  markNotificationsRead: (_root, { input }, context) =>
    markNotificationsRead(context.em, { ...input, ...context.actionContext() }),

  sendAnnouncement: async (_root, { input }, context) => {
    const sent = await sendAnnouncement(context.em, { ...input, ...context.actionContext() });
    if (sent.announcement.status === 'SENDING') context.services.sending.wake();
    return sent;
  },
};
