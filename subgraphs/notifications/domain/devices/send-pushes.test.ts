import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Messaging } from 'firebase-admin/messaging';
import { limits } from '#platform/limits.ts';
import { createLog } from '#platform/log.ts';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { firebasePushes, openFirebase } from '../../push/firebase-pushes.ts';
import { pushesToLog } from '../../push/log-pushes.ts';
import type { PushMessage, SendPushes } from '../../push/push-provider.ts';
import { type NotificationsHarness, newId, type Person, startNotifications } from '../../testing/harness.ts';
import { notify } from '../notify.ts';
import { sendPushes } from './send-pushes.ts';

let notifications: NotificationsHarness;
let person: Person;
beforeAll(async () => {
  notifications = await startNotifications();
});
beforeEach(async () => {
  await notifications.sql('truncate pushes');
  notifications.pushed.length = 0;
  notifications.answerPushes(() => 'SENT');
  person = await notifications.newPerson();
});
afterAll(() => notifications.stop());

const register = async (token: string): Promise<string> => {
  const mutation = 'mutation ($token: String!) { registerDevice(input: { token: $token }) { device { id } } }';
  return (await notifications.request(mutation, { token }, person.token)).data.registerDevice.device.id;
};
const tellIn = (tx: EntityManager, title: string) =>
  notify(
    tx,
    [
      {
        causeId: newId('e'),
        type: 'BOOKING_CONFIRMED',
        recipientId: person.id,
        recipientType: 'PASSENGER',
        title,
        body: 'Seat 3 is yours',
        data: { tripId: 't_1' },
      },
    ],
    { now: notifications.clock.now(), newId },
  );
const tell = (title = 'Confirmed') => notifications.orm.em.fork().transactional((tx) => tellIn(tx, title));
const waiting = () =>
  notifications.sql<{ attempts: number; due_at: Date }>('select attempts, due_at from pushes order by notification_id');
const active = async (): Promise<string[]> =>
  (
    await notifications.sql<{ device_token: string }>(
      'select device_token from device_tokens where user_id = ? and is_active order by device_token',
      [person.id],
    )
  ).map(({ device_token }) => device_token);
/** Of an instance that nothing else wakes. */
const sendOnce = (send: SendPushes) => sendPushes(notifications.orm.em, send, notifications.clock.now());

describe('a notification', () => {
  test('is pushed to each active device once it is committed, and then forgotten', async () => {
    const [one, two, three] = [newId('token'), newId('token'), newId('token')];
    await register(one);
    await register(two);
    const gone = await register(three);
    await notifications.request(
      'mutation ($id: ID!) { unregisterDevice(input: { deviceId: $id }) { device { id } } }',
      { id: gone },
      person.token,
    );
    await tell();
    await until(() => notifications.pushed.length === 2);
    expect(new Set(notifications.pushed.map(({ deviceToken }) => deviceToken))).toEqual(new Set([one, two]));
    expect(notifications.pushed[0]).toMatchObject({
      type: 'BOOKING_CONFIRMED',
      title: 'Confirmed',
      body: 'Seat 3 is yours',
      data: { tripId: 't_1' },
    });
    await until(async () => (await waiting()).length === 0);
  });

  test('is not pushed to a device that becomes active only later', async () => {
    await register(newId('token'));
    const set = `update device_tokens set is_active = ? where user_id = ?`;
    await notifications.sql(set, [false, person.id]);
    await notifications.orm.em.fork().transactional(async (tx) => {
      await tellIn(tx, 'Before');
      await tx.execute(set, [true, person.id]);
    });
    await tell('After');
    await until(() => notifications.pushed.some(({ title }) => title === 'After'));
    expect(notifications.pushed.map(({ title }) => title)).toEqual(['After']);
  });

  test('that is rolled back is not pushed', async () => {
    await register(newId('token'));
    const failing = notifications.orm.em.fork().transactional(async (tx) => {
      const message = { causeId: newId('e'), type: 'TRIP_STARTED', recipientId: person.id } as const;
      const text = { recipientType: 'PASSENGER', title: 'Never', body: 'x', data: null } as const;
      await notify(tx, [{ ...message, ...text }], { now: notifications.clock.now(), newId });
      throw new Error('after all');
    });
    await expect(failing).rejects.toThrow('after all');
    await tell('Second');
    await until(() => notifications.pushed.length > 0);
    expect(notifications.pushed.map(({ title }) => title)).toEqual(['Second']);
  });

  test('that an instance died with is pushed by another, later', async () => {
    await register(newId('token'));
    notifications.answerPushes(() => 'FAILED');
    await tell();
    await until(async () => (await waiting())[0]?.attempts === 1);
    const sent: PushMessage[] = [];
    const send: SendPushes = async (messages) => {
      sent.push(...messages);
      return messages.map(() => 'SENT');
    };
    expect(await sendOnce(send)).toBe(0);
    notifications.clock.advance(limits.pushAgain);
    expect(await sendOnce(send)).toBe(1);
    notifications.clock.advance(-limits.pushAgain);
    expect(sent).toHaveLength(1);
    expect(await waiting()).toEqual([]);
  });

  test('is pushed by one of several instances at once', async () => {
    for (let at = 0; at < 5; at++) await register(newId('token'));
    notifications.answerPushes(() => 'FAILED');
    for (let at = 0; at < 20; at++) await tell(`Number ${at}`);
    await until(() => notifications.pushed.length === 100);
    notifications.pushed.length = 0;
    notifications.answerPushes(() => 'SENT');
    // The worker of the service may take part.
    await notifications.sql(`update pushes set due_at = now() - interval '1 hour'`);
    const send: SendPushes = async (messages) => {
      notifications.pushed.push(...messages);
      return messages.map(() => 'SENT');
    };
    const release = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    // Another has one of them just now, so that those who come meet.
    const holding = notifications.orm.em.fork().transactional(async (tx) => {
      await tx.execute('select from pushes limit 1 for update');
      held.resolve();
      await release.promise;
    });
    await held.promise;
    let done = 0;
    const sends = Array.from({ length: 5 }, () => sendOnce(send).finally(() => done++));
    try {
      await until(async () => done + (await notifications.blocked()) >= sends.length);
    } finally {
      release.resolve();
    }
    await Promise.all([holding, ...sends]);
    await sendOnce(send);
    await until(async () => (await waiting()).length === 0);
    const sent = notifications.pushed.map(({ notificationId, deviceToken }) => `${notificationId} ${deviceToken}`);
    expect(sent).toHaveLength(100);
    expect(new Set(sent).size).toBe(100);
  });

  test('is given up after so many attempts, whether the provider refuses it or fails as a whole', async () => {
    for (const fail of [
      async (messages: readonly PushMessage[]) => messages.map(() => 'FAILED' as const),
      async () => {
        throw new Error('the provider is down');
      },
    ]) {
      await register(newId('token'));
      notifications.answerPushes(() => 'FAILED');
      await tell();
      await until(async () => (await waiting()).some(({ attempts }) => attempts === 1));
      let tries = 1;
      while ((await waiting()).length > 0) {
        await notifications.sql(`update pushes set due_at = now() - interval '1 hour'`);
        await sendOnce(fail).catch(() => 0);
        tries++;
      }
      expect(tries).toBe(limits.pushAttempts);
      await notifications.sql('update device_tokens set is_active = false where user_id = ?', [person.id]);
    }
  });

  test('to a device that the provider does not know any more makes it inactive', async () => {
    await register('known');
    await register('unknown');
    notifications.answerPushes(({ deviceToken }) => (deviceToken === 'unknown' ? 'GONE' : 'SENT'));
    await tell();
    await until(async () => (await waiting()).length === 0);
    expect(await active()).toEqual(['known']);
  });

  test('is not sent to a device that became inactive meanwhile', async () => {
    await register(newId('token'));
    notifications.answerPushes(() => 'FAILED');
    await tell();
    await until(async () => (await waiting())[0]?.attempts === 1);
    await notifications.sql('update device_tokens set is_active = false where user_id = ?', [person.id]);
    await notifications.sql(`update pushes set due_at = now() - interval '1 hour'`);
    expect(
      await sendOnce(async () => {
        throw new Error('nothing is sent');
      }),
    ).toBe(1);
    expect(await waiting()).toEqual([]);
  });
});

const message = (deviceToken: string): PushMessage => ({
  deviceToken,
  notificationId: 'n_1',
  type: 'TRIP_STARTED',
  title: 'Mona, your trip has started',
  body: 'From Riyadh',
  data: { tripId: 't_1' },
});

describe('Firebase', () => {
  test('is given one message for each device, and says what became of each', async () => {
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

  test('with a file that is no service account is refused at the start', () => {
    expect(() => openFirebase(import.meta.filename, silent)).toThrow();
  });
});

test('without Firebase, a push is a log line with nothing personal in it', async () => {
  const lines: string[] = [];
  const log = createLog({ name: 'test', level: 'info', stream: { write: (line) => lines.push(line) } });
  expect(await pushesToLog(log)([message('secret-token')])).toEqual(['SENT']);
  expect(lines.join()).toContain('n_1');
  expect(lines.join()).not.toMatch(/Mona|Riyadh|secret-token/);
});
