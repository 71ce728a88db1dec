import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { liveSubscriptions } from '#test-kit/live-subscriptions.ts';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { until } from '#test-kit/until.ts';
import { type Watch, watch } from '#test-kit/watch.ts';
import { type NotificationsHarness, newId, type Person, startNotifications, unknownId } from '../testing/harness.ts';
import { sendAnnouncement } from './announcements/send-announcement.ts';
import { Arrivals } from './notification-signal.ts';

let notifications: NotificationsHarness;
let listening = 0;
const watches: Watch[] = [];
beforeAll(async () => {
  const { listen } = Arrivals.prototype;
  jest.spyOn(Arrivals.prototype, 'listen').mockImplementation(function (this: Arrivals, id, wake) {
    const stop = listen.call(this, id, wake);
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
/** Follows from now on: returns when what is sent next will come. */
const followLive = async (token: string): Promise<Watch> => {
  const before = await liveSubscriptions(notifications.url);
  const each = follow(token);
  await until(async () => (await liveSubscriptions(notifications.url)) > before);
  return each;
};
const newDriver = async (): Promise<Person> => {
  await notifications.sql('truncate recipients');
  const driver = await notifications.newPerson('driver');
  await notifications.keep(driver, 'DRIVER');
  return driver;
};
const received = async (each: Watch) => (await each.next()).data.notificationReceived;
const titles = async (each: Watch, count: number): Promise<string[]> => {
  const seen: string[] = [];
  while (seen.length < count) seen.push((await received(each)).title);
  return seen;
};

describe('notificationReceived', () => {
  test('brings what is sent from now on, and nothing from before', async () => {
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

  test('brings an account nothing of another', async () => {
    const driver = await newDriver();
    const passenger = await notifications.newPerson();
    await notifications.keep(passenger, 'PASSENGER');
    const each = await followLive(passenger.token);
    const other = await followLive(driver.token);
    await notifications.announce(['DRIVER'], 'for drivers');
    await notifications.announce(['PASSENGER'], 'for passengers');
    expect(await titles(each, 1)).toEqual(['for passengers']);
    expect(await titles(other, 1)).toEqual(['for drivers']);
    expect([each.events.length, other.events.length]).toEqual([1, 1]);
  });

  test('brings every device of an account everything', async () => {
    const driver = await newDriver();
    const both = [await followLive(driver.token), await followLive(driver.token)];
    await notifications.announce(['DRIVER'], 'news');
    for (const each of both) expect(await titles(each, 1)).toEqual(['news']);
  });

  test('after a notification brings those sent since, whether or not they were read', async () => {
    const driver = await newDriver();
    const [, second = ''] = await notifications.store(driver, 4, { isRead: true });
    const each = follow(driver.token, { after: second });
    expect(await titles(each, 2)).toEqual(['Number 2', 'Number 3']);
    await notifications.announce(['DRIVER'], 'live');
    expect(await titles(each, 1)).toEqual(['live']);
  });

  test('after a notification brings each once and in order, while more are sent during the replay', async () => {
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

  test('brings those sent at the same instant in the order of their ids', async () => {
    const driver = await newDriver();
    const sentAtUtc = new Date('2026-01-01T00:00:00.123Z');
    const ids = await notifications.store(driver, 120, { sentAtUtc });
    const each = follow(driver.token, { after: ids[0] });
    const seen: string[] = [];
    while (seen.length < 119) seen.push((await received(each)).id);
    expect(seen).toEqual(ids.slice(1));
  });

  test('leaves none out of two sent at once of which the later one is done first', async () => {
    const driver = await newDriver();
    const each = await followLive(driver.token);
    const release = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const actor = { id: newId('a'), role: 'admin', sid: null, name: null, phoneNumber: null, expiresAt: 0 } as const;
    const slow = notifications.orm.em.fork().transactional(async (tx) => {
      const now = notifications.clock.now();
      const given = { actor, now, newId, traceparent: undefined };
      await sendAnnouncement(tx, { ...given, title: 'slow', body: 'Read this', audience: ['DRIVER'] });
      begun.resolve();
      await release.promise;
    });
    await begun.promise;
    const quick = notifications.announce(['DRIVER'], 'quick');
    await until(async () => each.events.length > 0 || (await notifications.blocked()) === 1);
    release.resolve();
    await Promise.all([slow, quick]);
    await notifications.announce(['DRIVER'], 'last');
    expect(await titles(each, 3)).toEqual(['slow', 'quick', 'last']);
  });

  test("after another's notification, an unknown one or something else is refused", async () => {
    const driver = await newDriver();
    const [theirs = ''] = await notifications.store(await notifications.newPerson(), 1);
    for (const after of [theirs, unknownId('n'), unknownId('t'), '']) {
      const each = follow(driver.token, { after });
      await until(() => each.ended() !== null || each.events.length > 0);
      expect(refusalOf(refusedOf(each))).toEqual(badInput('after'));
    }
  });

  test('is nothing for services or for nobody', async () => {
    for (const [token, code] of [
      [notifications.service, 'FORBIDDEN'],
      [null, 'UNAUTHENTICATED'],
    ] as const) {
      const each = follow(token);
      await until(() => each.ended() !== null || each.events.length > 0);
      expect(refusalOf(refusedOf(each))).toEqual({ code });
    }
  });

  test('holds nothing for a client that has left', async () => {
    const driver = await newDriver();
    const each = await followLive(driver.token);
    expect(listening).toBe(1);
    await each.stop();
    await until(() => listening === 0);
  });

  test('holds nothing for a client that leaves in the middle of a replay', async () => {
    const driver = await newDriver();
    const [first] = await notifications.store(driver, 300);
    const each = follow(driver.token, { after: first });
    await each.next();
    await each.stop();
    await until(() => listening === 0);
  });

  test('ends, and holds nothing, when the database fails it', async () => {
    const driver = await newDriver();
    const each = await followLive(driver.token);
    await notifications.sql('alter table notifications rename column recipient_id to reader_id');
    try {
      await notifications.sql(`select pg_notify('arrivals', ?)`, [driver.id]);
      await until(() => each.ended() !== null);
      await until(() => listening === 0);
    } finally {
      await notifications.sql('alter table notifications rename column reader_id to recipient_id');
    }
  });

  test('brings a client whose connection is cut again and again everything, once and in order', async () => {
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
      const patience = Math.ceil(Math.random() * 12);
      for (let count = 0; count < patience && seen.length < titlesSent.length; count++) {
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

  test('misses nothing while the connection over which it hears of news is lost', async () => {
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

  test('brings a client that comes back what it missed', async () => {
    const driver = await newDriver();
    const each = await followLive(driver.token);
    await notifications.announce(['DRIVER'], 'seen');
    const { id } = await received(each);
    await each.stop();
    await notifications.announce(['DRIVER'], 'missed');
    expect(await titles(follow(driver.token, { after: id }), 1)).toEqual(['missed']);
  });
});

function refusedOf(each: Watch): Parameters<typeof refusalOf>[0] {
  const ended = each.ended();
  const errors = ended && typeof ended === 'object' ? ended.error : each.events[0]?.errors;
  return { errors } as Parameters<typeof refusalOf>[0];
}
