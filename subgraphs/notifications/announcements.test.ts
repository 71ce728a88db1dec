import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { liveSubscriptions } from '../../tests/support/live-subscriptions.ts';
import { until, watch } from '../../tests/support/watch.ts';
import { idOf, type NotificationsHarness, refusalOf, startNotifications } from './testing/harness.ts';

let notifications: NotificationsHarness;

beforeAll(async () => {
  notifications = await startNotifications();
});

afterAll(() => notifications.stop());

const driverId = idOf('d', '1');
const announce = (input: Record<string, unknown> = {}, token: string | null = notifications.tokens.admin) =>
  notifications.ask(
    'mutation ($input: SendAnnouncementInput!) { sendAnnouncement(input: $input) { recipientCount } }',
    { input: { title: 'Eid', body: 'We are open.', audience: ['DRIVER'], ...input } },
    token,
  );

describe('sendAnnouncement', () => {
  test('tells each active account of the audience once, by batches', async () => {
    for (let at = 0; at < 1_003; at++)
      await notifications.keep(`p_${String(at).padStart(32, '0')}`, 'PASSENGER', at !== 5);
    await notifications.keep(driverId, 'DRIVER');
    const { data } = await announce({ audience: ['PASSENGER'], title: 'To passengers' });
    expect(data.sendAnnouncement.recipientCount).toBe(1_002);
    const rows = await notifications.orm.em
      .getConnection()
      .execute<{ told: number; people: number }[]>(
        `select count(*)::int as told, count(distinct recipient_id)::int as people from notifications where title = 'To passengers'`,
      );
    expect(rows).toEqual([{ told: 1_002, people: 1_002 }]);
  });

  test('is for admins, with an audience, a title and a body', async () => {
    expect(refusalOf(await announce({}, notifications.tokens.driver))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await announce({}, null))).toEqual({ code: 'UNAUTHENTICATED' });
    expect(refusalOf(await announce({ audience: [] }))).toEqual({ code: 'BAD_USER_INPUT', field: 'audience' });
    expect(refusalOf(await announce({ title: ' ' }))).toEqual({ code: 'BAD_USER_INPUT', field: 'title' });
    expect(refusalOf(await announce({ body: 'x'.repeat(2_001) }))).toEqual({ code: 'BAD_USER_INPUT', field: 'body' });
  });
});

describe('notificationReceived', () => {
  const received = 'subscription ($after: ID) { notificationReceived(after: $after) { id title } }';

  test('sends what arrives', async () => {
    const live = watch(notifications.url, received, { token: notifications.tokens.driver });
    await until(async () => (await liveSubscriptions(notifications.url)) === 1);
    await announce({ title: 'live' });
    expect((await live.next()).data.notificationReceived.title).toBe('live');
    await live.stop();
    await until(async () => (await liveSubscriptions(notifications.url)) === 0);
  });

  test('sends first what was missed, each once and in order, while more arrives', async () => {
    const first = await notifications.tell(driverId);
    const missed: string[] = [];
    for (let at = 0; at < 130; at++) missed.push(await notifications.tell(driverId));
    const before = await notifications.tell(idOf('d', '2'));
    const live = watch(notifications.url, received, {
      token: notifications.tokens.driver,
      variables: { after: first },
    });
    await announce({ title: 'while it replays' });
    const seen: string[] = [];
    for (let at = 0; at < 130; at++) seen.push((await live.next()).data.notificationReceived.id);
    expect(seen).toEqual(missed);
    expect(seen).not.toContain(before);
    await until(() => live.events.some(({ data }) => data.notificationReceived.title === 'while it replays'));
    const ids = live.events.map(({ data }) => data.notificationReceived.id);
    expect(new Set(ids).size).toBe(ids.length);
    await live.stop();
  });

  test("refuses to begin after another's notification, and whoever has no account", async () => {
    const others = await notifications.tell(idOf('d', '2'));
    const refusal = async (token: string | null, after?: string) => {
      const live = watch(notifications.url, received, { token, variables: after ? { after } : {} });
      const extensions = (await live.next()).errors?.[0]?.extensions;
      await live.stop();
      return [extensions?.code, extensions?.field];
    };
    expect(await refusal(notifications.tokens.driver, others)).toEqual(['BAD_USER_INPUT', 'after']);
    expect(await refusal(notifications.tokens.driver, idOf('t', '1'))).toEqual(['BAD_USER_INPUT', 'after']);
    expect(await refusal(notifications.tokens.service)).toEqual(['FORBIDDEN', undefined]);
    expect(await refusal(null)).toEqual(['UNAUTHENTICATED', undefined]);
  });
});
