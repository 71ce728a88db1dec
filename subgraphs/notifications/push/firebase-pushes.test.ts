import { expect, test } from '@jest/globals';
import type { Messaging } from 'firebase-admin/messaging';
import { silent } from '#test-kit/templates.ts';
import { firebasePushes, openFirebase } from './firebase-pushes.ts';
import type { PushMessage } from './push-provider.ts';

const message = (deviceToken: string): PushMessage => ({
  deviceToken,
  notificationId: 'n_1',
  type: 'TRIP_STARTED',
  title: 'Mona, your trip has started',
  body: 'From Riyadh',
  data: { tripId: 't_1' },
});

test('sends one message for each device and returns its outcome', async () => {
  const sent: unknown[] = [];
  const failed = (code: string) => ({ success: false, error: Object.assign(new Error(code), { code }) });
  const answers = [
    { success: true, messageId: 'm' },
    failed('messaging/registration-token-not-registered'),
    failed('messaging/invalid-registration-token'),
    failed('messaging/server-unavailable'),
  ];
  const messaging = {
    sendEach: async (messages: unknown[]) => {
      sent.push(...messages);
      return { responses: answers, successCount: 1, failureCount: 3 };
    },
  } as unknown as Messaging;
  const send = firebasePushes(messaging, silent);
  expect(await send(['one', 'two', 'three', 'four'].map(message))).toEqual(['SENT', 'GONE', 'GONE', 'FAILED']);
  expect(sent[0]).toMatchObject({
    token: 'one',
    notification: { title: 'Mona, your trip has started', body: 'From Riyadh' },
    data: { tripId: 't_1', notificationId: 'n_1', type: 'TRIP_STARTED' },
  });
});

test('throws for a file that is not a service account', () => {
  expect(() => openFirebase(import.meta.filename, silent)).toThrow();
});
