import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { liveSubscriptions } from '#test-kit/live-subscriptions.ts';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { until } from '#test-kit/until.ts';
import { type Watch, watch } from '#test-kit/watch.ts';
import { Announcement } from '../entities/announcement.ts';
import { type NotificationsHarness, newId, type Person, startNotifications, unknownId } from '../testing/harness.ts';
import { sendNextBatch } from './announcements/continue-announcements.ts';
import { NotificationSignal } from './notification-signal.ts';

let notifications: NotificationsHarness;
let listening = 0;
const watches: Watch[] = [];
beforeAll(async () => {
  const { listen } = NotificationSignal.prototype;
  jest.spyOn(NotificationSignal.prototype, 'listen').mockImplementation(function (
    this: NotificationSignal,
    id,
    listener,
  ) {
    const stop = listen.call(this, id, listener);
    let stopped = false;
    listening++;
    return () => {
      if (!stopped) listening--;
      stopped = true;
      stop();
    };
  });
  notifications = await startNotifications();
});
afterEach(async () => {
  await Promise.all(watches.splice(0).map((each) => each.stop()));
  await until(() => listening === 0);
});
afterAll(async () => {
  await notifications.stop();
  jest.restoreAllMocks();
});

const query = `subscription ($after: ID) {
  notificationReceived(after: $after) { id type title isRead sentAt recipient { id unreadNotificationCount } }
}`;
const follow = (token: string | null, variables: Record<string, unknown> = {}): Watch => {
  const each = watch(notifications.url, query, { token, variables });
  watches.push(each);
  return each;
};
/** Returns once the subscription is live, so that it gets every notification from then on. */
const followLive = async (token: string): Promise<Watch> => {
  const before = await liveSubscriptions(notifications.url);
  const each = follow(token);
  await until(async () => (await liveSubscriptions(notifications.url)) > before);
  return each;
};
const newDriver = async (): Promise<Person> => {
  await notifications.sql('truncate recipients');
  const driver = await notifications.newPerson('driver');
  await notifications.saveAccount(driver, 'DRIVER');
  return driver;
};
const received = async (each: Watch) => (await each.next()).data.notificationReceived;
const titles = async (each: Watch, count: number): Promise<string[]> => {
  const seen: string[] = [];
  while (seen.length < count) seen.push((await received(each)).title);
  return seen;
};

describe('notificationReceived', () => {
  test('delivers new notifications and no earlier ones', async () => {
    const driver = await newDriver();
    await notifications.store(driver, 3);
    const each = await followLive(driver.token);
    await notifications.announce(['DRIVER'], 'first');
    await notifications.announce(['DRIVER'], 'second');
    expect(await received(each)).toMatchObject({
      type: 'ANNOUNCEMENT',
      title: 'first',
      isRead: false,
      recipient: { id: driver.id },
    });
    expect(await received(each)).toMatchObject({ title: 'second', recipient: { unreadNotificationCount: 5 } });
    expect(each.events).toHaveLength(2);
  });

  test('delivers nothing of another account', async () => {
    const driver = await newDriver();
    const passenger = await notifications.newPerson();
    await notifications.saveAccount(passenger, 'PASSENGER');
    const each = await followLive(passenger.token);
    const other = await followLive(driver.token);
    await notifications.announce(['DRIVER'], 'for drivers');
    await notifications.announce(['PASSENGER'], 'for passengers');
    expect(await titles(each, 1)).toEqual(['for passengers']);
    expect(await titles(other, 1)).toEqual(['for drivers']);
    expect([each.events.length, other.events.length]).toEqual([1, 1]);
  });

  test('delivers everything to every subscription of an account', async () => {
    const driver = await newDriver();
    const both = [await followLive(driver.token), await followLive(driver.token)];
    await notifications.announce(['DRIVER'], 'news');
    for (const each of both) expect(await titles(each, 1)).toEqual(['news']);
  });

  test('begins after a notification with the stored ones, read or not', async () => {
    const driver = await newDriver();
    const [, second = ''] = await notifications.store(driver, 4, { isRead: true });
    const each = follow(driver.token, { after: second });
    expect(await titles(each, 2)).toEqual(['Number 2', 'Number 3']);
    await notifications.announce(['DRIVER'], 'live');
    expect(await titles(each, 1)).toEqual(['live']);
  });

  test('delivers each once and in order while more are sent during the replay', async () => {
    const driver = await newDriver();
    const [first = ''] = await notifications.store(driver, 251);
    const each = follow(driver.token, { after: first });
    const sent = Array.from({ length: 20 }, (_, at) => `live ${at}`);
    for (const title of sent) await notifications.announce(['DRIVER'], title);
    const stored = Array.from({ length: 250 }, (_, at) => `Number ${at + 1}`);
    expect(await titles(each, 270)).toEqual([...stored, ...sent]);
    await notifications.announce(['DRIVER'], 'last');
    expect(await titles(each, 1)).toEqual(['last']);
  });

  test('delivers notifications with the same time in the order of their ids', async () => {
    const driver = await newDriver();
    const sentAtUtc = new Date('2026-01-01T00:00:00.123Z');
    const ids = await notifications.store(driver, 120, { sentAtUtc });
    const each = follow(driver.token, { after: ids[0] });
    const seen: string[] = [];
    while (seen.length < 119) seen.push((await received(each)).id);
    expect(seen).toEqual(ids.slice(1));
  });

  test('misses none of two concurrent announcements, whichever commits first', async () => {
    const driver = await newDriver();
    const each = await followLive(driver.token);
    const release = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const slow = notifications.orm.em.fork().transactional(async (tx) => {
      const now = notifications.clock.now();
      const message = { title: 'slow', body: 'Read this', audience: ['DRIVER' as const] };
      const progress = { status: 'SENDING' as const, sentUpTo: '', recipientCount: 0 };
      const row = { id: newId('an'), sentBy: newId('a'), ...message, ...progress, createdAt: now, updatedAt: now };
      await sendNextBatch(tx, tx.create(Announcement, row), { now, newId });
      started.resolve();
      await release.promise;
    });
    await started.promise;
    const quick = notifications.announce(['DRIVER'], 'quick');
    await until(async () => each.events.length > 0 || (await notifications.blocked()) === 1);
    release.resolve();
    await Promise.all([slow, quick]);
    await notifications.announce(['DRIVER'], 'last');
    expect(await titles(each, 3)).toEqual(['slow', 'quick', 'last']);
  });

  test("refuses `after` another account's notification, an unknown one, and an id of another type", async () => {
    const driver = await newDriver();
    const [theirs = ''] = await notifications.store(await notifications.newPerson(), 1);
    for (const after of [theirs, unknownId('n'), unknownId('t'), '']) {
      const each = follow(driver.token, { after });
      await until(() => each.ended() !== null || each.events.length > 0);
      expect(refusalOf(errorsOf(each))).toEqual(badInput('after'));
    }
  });

  test('refuses services and anonymous callers', async () => {
    for (const [token, code] of [
      [notifications.service, 'FORBIDDEN'],
      [null, 'UNAUTHENTICATED'],
    ] as const) {
      const each = follow(token);
      await until(() => each.ended() !== null || each.events.length > 0);
      expect(refusalOf(errorsOf(each))).toEqual({ code });
    }
  });

  test('stops listening when the client unsubscribes', async () => {
    const driver = await newDriver();
    const each = await followLive(driver.token);
    expect(listening).toBe(1);
    await each.stop();
    await until(() => listening === 0);
  });

  test('stops listening when the client unsubscribes during a replay', async () => {
    const driver = await newDriver();
    const [first] = await notifications.store(driver, 300);
    const each = follow(driver.token, { after: first });
    await each.next();
    await each.stop();
    await until(() => listening === 0);
  });

  describe('when the database fails', () => {
    const fail = () => notifications.sql('alter table notifications rename column recipient_id to reader_id');
    const restore = () => notifications.sql('alter table notifications rename column reader_id to recipient_id');
    const notify = ({ id }: Person) => notifications.sql(`select pg_notify('arrivals', ?)`, [id]);

    test('repeats the read, and goes on', async () => {
      const driver = await newDriver();
      const each = await followLive(driver.token);
      await fail();
      await notify(driver);
      // The first read has failed by then.
      await new Promise((resolve) => setTimeout(resolve, 50));
      await restore();
      await notifications.store(driver, 1);
      await notify(driver);
      await received(each);
      expect(each.ended()).toBeNull();
    });

    test('stops listening, and reading, when the client leaves', async () => {
      const driver = await newDriver();
      const each = await followLive(driver.token);
      await fail();
      try {
        await notify(driver);
        await each.stop();
        await until(() => listening === 0);
      } finally {
        await restore();
      }
    });
  });

  test('delivers each once and in order to a client that reconnects again and again', async () => {
    const driver = await newDriver();
    const [first = ''] = await notifications.store(driver, 1);
    const titlesSent = Array.from({ length: 150 }, (_, at) => `Number ${at + 1}`);
    const sending = (async () => {
      for (const title of titlesSent) await notifications.announce(['DRIVER'], title);
    })();
    const seen: string[] = [];
    let after = first;
    let cuts = 0;
    while (seen.length < titlesSent.length) {
      const each = follow(driver.token, { after });
      const limit = Math.ceil(Math.random() * 12);
      for (let count = 0; count < limit && seen.length < titlesSent.length; count++) {
        const { id, title } = await received(each);
        seen.push(title);
        after = id;
      }
      cuts++;
      await each.stop();
    }
    await sending;
    expect(seen).toEqual(titlesSent);
    expect(cuts).toBeGreaterThan(10);
  }, 30_000);

  test('misses nothing when the listening connection is lost', async () => {
    const driver = await newDriver();
    const each = await followLive(driver.token);
    for (const title of ['first', 'second', 'third']) {
      const [listens] = await notifications.sql<{ cut: boolean }>(
        `select pg_terminate_backend(pid) as cut from pg_stat_activity
         where datname = current_database() and application_name = 'masar listens'`,
      );
      expect(listens).toEqual({ cut: true });
      await notifications.announce(['DRIVER'], title);
      expect(await titles(each, 1)).toEqual([title]);
    }
  });

  test('delivers what a client missed after it reconnects', async () => {
    const driver = await newDriver();
    const each = await followLive(driver.token);
    await notifications.announce(['DRIVER'], 'seen');
    const { id } = await received(each);
    await each.stop();
    await notifications.announce(['DRIVER'], 'missed');
    expect(await titles(follow(driver.token, { after: id }), 1)).toEqual(['missed']);
  });
});

function errorsOf(each: Watch): Parameters<typeof refusalOf>[0] {
  const ended = each.ended();
  const errors = ended && typeof ended === 'object' ? ended.error : each.events[0]?.errors;
  return { errors } as Parameters<typeof refusalOf>[0];
}
