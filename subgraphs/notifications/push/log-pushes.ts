import type { Log } from '#platform/log.ts';
import type { SendPushes } from './push-provider.ts';

/** Logs each push instead of sending it, without personal data. */
export function pushesToLog(log: Log): SendPushes {
  return async (messages) =>
    messages.map(({ notificationId, type }) => {
      log.info({ notification: notificationId, type }, 'push not sent: no provider is configured');
      return 'SENT' as const;
    });
}
