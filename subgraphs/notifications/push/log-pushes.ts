import type { Log } from '#platform/log.ts';
import type { SendPushes } from './push-provider.ts';

/** In place of a provider: a log line for each, with nothing personal in it. */
export function pushesToLog(log: Log): SendPushes {
  return async (messages) =>
    messages.map(({ notificationId, type }) => {
      log.info({ notification: notificationId, type }, 'a notification would be pushed');
      return 'SENT' as const;
    });
}
