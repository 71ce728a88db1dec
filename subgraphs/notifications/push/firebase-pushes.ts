import { cert, deleteApp, initializeApp } from 'firebase-admin/app';
import { getMessaging, type Messaging } from 'firebase-admin/messaging';
import type { Log } from '#platform/log.ts';
import type { Running } from '#platform/run/lifecycle.ts';
import type { PushMessage, PushOutcome, SendPushes } from './push-provider.ts';

/** What a provider says of a token that is no device's any more, or never was. */
const goneCodes = new Set(['messaging/registration-token-not-registered', 'messaging/invalid-registration-token']);

/** Firebase Cloud Messaging by the service account in a file. Throws where the file is none. */
export function openFirebase(credentialsFile: string, log: Log): Running & { send: SendPushes } {
  const app = initializeApp({ credential: cert(credentialsFile) }, `notifications ${++apps}`);
  return { send: firebasePushes(getMessaging(app), log), stop: () => deleteApp(app) };
}

let apps = 0;

/** Sends by Firebase's SDK. */
export function firebasePushes(messaging: Pick<Messaging, 'sendEach'>, log: Log): SendPushes {
  return async (messages) => {
    const { responses } = await messaging.sendEach(messages.map(asFirebase));
    return messages.map(({ notificationId }, at): PushOutcome => {
      const response = responses[at];
      if (response?.success) return 'SENT';
      const code = response?.error?.code ?? 'none';
      if (goneCodes.has(code)) return 'GONE';
      log.warn({ notification: notificationId, code }, 'a push failed');
      return 'FAILED';
    });
  };
}

/** One that is sent again replaces the one before on the device. */
function asFirebase({ deviceToken, notificationId, type, title, body, data }: PushMessage) {
  return {
    token: deviceToken,
    notification: { title, body },
    data: { ...data, notificationId, type },
    android: { priority: 'high' as const, collapseKey: notificationId, notification: { tag: notificationId } },
    apns: { headers: { 'apns-collapse-id': notificationId } },
  };
}
