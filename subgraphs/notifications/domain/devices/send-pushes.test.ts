import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { until } from '#test-kit/until.ts';
import type { PushMessage, SendPushes } from '../../push/push-provider.ts';
import { type NotificationsHarness, newId, type Person, startNotifications } from '../../testing/harness.ts';
import { notify } from '../notify.ts';
import { firstRetryDelay, maxAttempts, sendPushes } from './send-pushes.ts';

let notifications: NotificationsHarness;
let person: Person;
beforeAll(async () => {
  notifications = await startNotifications();
});
beforeEach(async () => {
  await notifications.sql('truncate pushes');
  notifications.pushed.length = 0;
  notifications.setPushOutcome(() => 'SENT');
  person = await notifications.newPerson();
});
afterAll(() => notifications.stop());

const register = async (token: string): Promise<string> => {
  const mutation = 'mutation ($token: String!) { registerDevice(input: { token: $token }) { device { id } } }';
  return (await notifications.request(mutation, { token }, person.token)).data.registerDevice.device.id;
};
const notifyIn = (tx: EntityManager, title: string) =>
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
const notifyPerson = (title = 'Confirmed') => notifications.orm.em.fork().transactional((tx) => notifyIn(tx, title));
const queued = () =>
  notifications.sql<{ attempts: number; due_at: Date }>('select attempts, due_at from pushes order by notification_id');
const active = async (): Promise<string[]> =>
  (
    await notifications.sql<{ device_token: string }>(
      'select device_token from device_tokens where user_id = ? and is_active order by device_token',
      [person.id],
    )
  ).map(({ device_token }) => device_token);
/** Sends as an instance of its own would, without the background job. */
const sendOnce = (send: SendPushes) => sendPushes(notifications.orm.em, send, notifications.clock.now());

describe('a notification', () => {
  test('is pushed to each active device after it commits, and then removed from the queue', async () => {
    const [one, two, three] = [newId('token'), newId('token'), newId('token')];
    await register(one);
    await register(two);
    const unregistered = await register(three);
    await notifications.request(
      'mutation ($id: ID!) { unregisterDevice(input: { deviceId: $id }) { device { id } } }',
      { id: unregistered },
      person.token,
    );
    await notifyPerson();
    await until(() => notifications.pushed.length === 2);
    expect(new Set(notifications.pushed.map(({ deviceToken }) => deviceToken))).toEqual(new Set([one, two]));
    expect(notifications.pushed[0]).toMatchObject({
      type: 'BOOKING_CONFIRMED',
      title: 'Confirmed',
      body: 'Seat 3 is yours',
      data: { tripId: 't_1' },
    });
    await until(async () => (await queued()).length === 0);
  });

  test('is not pushed to a device that becomes active later', async () => {
    await register(newId('token'));
    const set = `update device_tokens set is_active = ? where user_id = ?`;
    await notifications.sql(set, [false, person.id]);
    await notifications.orm.em.fork().transactional(async (tx) => {
      await notifyIn(tx, 'Before');
      await tx.execute(set, [true, person.id]);
    });
    await notifyPerson('After');
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
    await notifyPerson('Second');
    await until(() => notifications.pushed.length > 0);
    expect(notifications.pushed.map(({ title }) => title)).toEqual(['Second']);
  });

  test('is pushed after the retry delay when an instance dies with it', async () => {
    await register(newId('token'));
    notifications.setPushOutcome(() => 'FAILED');
    await notifyPerson();
    await until(async () => (await queued())[0]?.attempts === 1);
    const sent: PushMessage[] = [];
    const send: SendPushes = async (messages) => {
      sent.push(...messages);
      return messages.map(() => 'SENT');
    };
    expect(await sendOnce(send)).toBe(0);
    notifications.clock.advance(firstRetryDelay);
    expect(await sendOnce(send)).toBe(1);
    notifications.clock.advance(-firstRetryDelay);
    expect(sent).toHaveLength(1);
    expect(await queued()).toEqual([]);
  });

  test('is pushed by one of several concurrent instances', async () => {
    for (let at = 0; at < 5; at++) await register(newId('token'));
    notifications.setPushOutcome(() => 'FAILED');
    for (let at = 0; at < 20; at++) await notifyPerson(`Number ${at}`);
    await until(() => notifications.pushed.length === 100);
    notifications.pushed.length = 0;
    notifications.setPushOutcome(() => 'SENT');
    // The background job may take part.
    await notifications.sql(`update pushes set due_at = now() - interval '1 hour'`);
    const send: SendPushes = async (messages) => {
      notifications.pushed.push(...messages);
      return messages.map(() => 'SENT');
    };
    const release = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    // A lock on one row makes the concurrent calls overlap.
    const holder = notifications.orm.em.fork().transactional(async (tx) => {
      await tx.execute('select from pushes limit 1 for update');
      locked.resolve();
      await release.promise;
    });
    await locked.promise;
    let done = 0;
    const sends = Array.from({ length: 5 }, () => sendOnce(send).finally(() => done++));
    try {
      await until(async () => done + (await notifications.blocked()) >= sends.length);
    } finally {
      release.resolve();
    }
    await Promise.all([holder, ...sends]);
    await sendOnce(send);
    await until(async () => (await queued()).length === 0);
    const sent = notifications.pushed.map(({ notificationId, deviceToken }) => `${notificationId} ${deviceToken}`);
    expect(sent).toHaveLength(100);
    expect(new Set(sent).size).toBe(100);
  });

  test('is dropped after the last attempt, whether the provider refuses it or fails as a whole', async () => {
    for (const fail of [
      async (messages: readonly PushMessage[]) => messages.map(() => 'FAILED' as const),
      async () => {
        throw new Error('the provider is down');
      },
    ]) {
      await register(newId('token'));
      notifications.setPushOutcome(() => 'FAILED');
      await notifyPerson();
      await until(async () => (await queued()).some((push) => push.attempts === 1));
      let attempts = 1;
      while ((await queued()).length > 0) {
        await notifications.sql(`update pushes set due_at = now() - interval '1 hour'`);
        await sendOnce(fail).catch(() => 0);
        attempts++;
      }
      expect(attempts).toBe(maxAttempts);
      await notifications.sql('update device_tokens set is_active = false where user_id = ?', [person.id]);
    }
  });

  test('deactivates a device that the provider no longer knows', async () => {
    await register('known');
    await register('unknown');
    notifications.setPushOutcome(({ deviceToken }) => (deviceToken === 'unknown' ? 'GONE' : 'SENT'));
    await notifyPerson();
    await until(async () => (await queued()).length === 0);
    expect(await active()).toEqual(['known']);
  });

  test('is not pushed to a device that has become inactive', async () => {
    await register(newId('token'));
    notifications.setPushOutcome(() => 'FAILED');
    await notifyPerson();
    await until(async () => (await queued())[0]?.attempts === 1);
    await notifications.sql('update device_tokens set is_active = false where user_id = ?', [person.id]);
    await notifications.sql(`update pushes set due_at = now() - interval '1 hour'`);
    expect(
      await sendOnce(async () => {
        throw new Error('nothing is sent');
      }),
    ).toBe(1);
    expect(await queued()).toEqual([]);
  });
});
