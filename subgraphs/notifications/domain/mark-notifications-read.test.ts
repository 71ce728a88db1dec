import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { type NotificationsHarness, type Person, startNotifications, unknownId } from '../testing/harness.ts';

let notifications: NotificationsHarness;

beforeAll(async () => {
  notifications = await startNotifications();
});
afterAll(() => notifications.stop());

describe('markNotificationsRead', () => {
  const mark = (notificationIds: string[] | null | undefined, token: string | null) =>
    notifications.request(
      `mutation ($input: MarkNotificationsReadInput!) {
        markNotificationsRead(input: $input) { notifications { id isRead } unreadNotificationCount }
      }`,
      { input: { notificationIds } },
      token,
    );
  const unreadOf = async ({ id, token }: Person) =>
    (
      await notifications.request(
        'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Account { unreadNotificationCount } } }',
        { r: [{ __typename: 'Account', id }] },
        token,
      )
    ).data._entities[0].unreadNotificationCount;
  const read = (ids: string[]) => ids.map((id) => ({ id, isRead: true }));

  test('marks those that are named, each once and in that order, and again changes nothing', async () => {
    const person = await notifications.newPerson();
    const [a = '', b = '', c = ''] = await notifications.store(person, 4);
    for (let again = 0; again < 2; again++) {
      const { data } = await mark([c, a, c], person.token);
      expect(data.markNotificationsRead).toEqual({ notifications: read([c, a]), unreadNotificationCount: 2 });
    }
    expect((await mark([a, b], person.token)).data.markNotificationsRead).toEqual({
      notifications: read([a, b]),
      unreadNotificationCount: 1,
    });
  });

  test.each([undefined, null])(
    'marks all of them where none is named (%s), and shows the newest hundred',
    async (none) => {
      const person = await notifications.newPerson();
      const stranger = await notifications.newPerson();
      await notifications.store(stranger, 1);
      const ids = (await notifications.store(person, 150)).reverse();
      notifications.statements();
      expect((await mark(none, person.token)).data.markNotificationsRead).toEqual({
        notifications: read(ids.slice(0, 100)),
        unreadNotificationCount: 0,
      });
      expect(notifications.statements().length).toBeLessThanOrEqual(6);
      expect((await mark(none, person.token)).data.markNotificationsRead.notifications).toEqual([]);
      expect(await unreadOf(stranger)).toBe(1);
    },
  );

  test('marks none where the list of them is empty', async () => {
    const person = await notifications.newPerson();
    await notifications.store(person, 1);
    const { data } = await mark([], person.token);
    expect(data.markNotificationsRead).toEqual({ notifications: [], unreadNotificationCount: 1 });
  });

  test("marks none at all when one of them is another's, unknown or deleted", async () => {
    const person = await notifications.newPerson();
    const stranger = await notifications.newPerson();
    const [mine = '', gone = ''] = await notifications.store(person, 2);
    const [theirs = ''] = await notifications.store(stranger, 1);
    await notifications.sql('update notifications set is_deleted = true where id = ?', [gone]);
    const missing = { code: 'NOT_FOUND', field: 'notificationIds' };
    expect(refusalOf(await mark([mine, theirs], person.token))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await mark([mine, unknownId('n')], person.token))).toEqual(missing);
    expect(refusalOf(await mark([mine, gone], person.token))).toEqual(missing);
    expect(refusalOf(await mark([theirs], notifications.admin.token))).toEqual({ code: 'FORBIDDEN' });
    expect([await unreadOf(person), await unreadOf(stranger)]).toEqual([1, 1]);
  });

  test('refuses the id of something else and more than a hundred', async () => {
    const person = await notifications.newPerson();
    const ids = await notifications.store(person, 101);
    expect(refusalOf(await mark([unknownId('t')], person.token))).toEqual(badInput('notificationIds'));
    expect(refusalOf(await mark(ids, person.token))).toEqual(badInput('notificationIds'));
    expect(await unreadOf(person)).toBe(101);
    expect((await mark(ids.slice(1), person.token)).data.markNotificationsRead.unreadNotificationCount).toBe(1);
  });

  test('is nothing for services or for nobody', async () => {
    expect(refusalOf(await mark([unknownId('t')], notifications.service))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await mark(null, null))).toEqual({ code: 'UNAUTHENTICATED' });
  });
});
