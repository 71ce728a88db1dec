import { cert, deleteApp, initializeApp } from 'firebase-admin/app';
import { getMessaging, type Messaging } from 'firebase-admin/messaging';
import type { Log } from '#platform/log.ts';
import type { Running } from '#platform/run/lifecycle.ts';
import type { PushMessage, PushOutcome, SendPushes } from './push-provider.ts';

/** Error codes for a token that no device has any more, or never had. */
const goneCodes = new Set(['messaging/registration-token-not-registered', 'messaging/invalid-registration-token']);

/** Connects to Firebase Cloud Messaging with a service account file. Throws when the file is not one. */
export function openFirebase(credentialsFile: string, log: Log): Running & { send: SendPushes } {
  const app = initializeApp({ credential: cert(credentialsFile) }, `notifications ${++apps}`);
  return { send: firebasePushes(getMessaging(app), log), stop: () => deleteApp(app) };
}

let apps = 0;

/** Sends through Firebase's SDK, which accepts at most 500 messages a call. */
export function firebasePushes(messaging: Pick<Messaging, 'sendEach'>, log: Log): SendPushes {
  return async (messages) => {
    const { responses } = await messaging.sendEach(messages.map(asFirebase));
    return messages.map(({ notificationId }, at): PushOutcome => {
      const response = responses[at];
      if (response?.success) return 'SENT';
      const code = response?.error?.code ?? 'none';
      if (goneCodes.has(code)) return 'GONE';
      log.warn({ notification: notificationId, code }, 'push failed');
      return 'FAILED';
    });
  };
}

/** A repeated push replaces the earlier one on the device. */
function asFirebase({ deviceToken, notificationId, type, title, body, data }: PushMessage) {
  return {
    token: deviceToken,
    notification: { title, body },
    data: { ...data, notificationId, type },
    android: { priority: 'high' as const, collapseKey: notificationId, notification: { tag: notificationId } },
    apns: { headers: { 'apns-collapse-id': notificationId } },
  };
}
