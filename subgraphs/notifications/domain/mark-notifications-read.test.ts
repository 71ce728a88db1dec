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

  test('marks the named ones, returns each once and in order, and is repeatable', async () => {
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

  test.each([undefined, null])('marks all without ids (%s), and returns the newest hundred', async (none) => {
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
  });

  test('marks none for an empty list', async () => {
    const person = await notifications.newPerson();
    await notifications.store(person, 1);
    const { data } = await mark([], person.token);
    expect(data.markNotificationsRead).toEqual({ notifications: [], unreadNotificationCount: 1 });
  });

  test("marks none when one is another account's, unknown or deleted", async () => {
    const person = await notifications.newPerson();
    const stranger = await notifications.newPerson();
    const [mine = '', deleted = ''] = await notifications.store(person, 2);
    const [theirs = ''] = await notifications.store(stranger, 1);
    await notifications.sql('update notifications set is_deleted = true where id = ?', [deleted]);
    const missing = { code: 'NOT_FOUND', field: 'notificationIds' };
    expect(refusalOf(await mark([mine, theirs], person.token))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await mark([mine, unknownId('n')], person.token))).toEqual(missing);
    expect(refusalOf(await mark([mine, deleted], person.token))).toEqual(missing);
    expect(refusalOf(await mark([theirs], notifications.admin.token))).toEqual({ code: 'FORBIDDEN' });
    expect([await unreadOf(person), await unreadOf(stranger)]).toEqual([1, 1]);
  });

  test('refuses the id of another type and more than a hundred ids', async () => {
    const person = await notifications.newPerson();
    const ids = await notifications.store(person, 101);
    expect(refusalOf(await mark([unknownId('t')], person.token))).toEqual(badInput('notificationIds'));
    expect(refusalOf(await mark(ids, person.token))).toEqual(badInput('notificationIds'));
    expect(await unreadOf(person)).toBe(101);
    expect((await mark(ids.slice(1), person.token)).data.markNotificationsRead.unreadNotificationCount).toBe(1);
  });

  test('refuses services and anonymous callers', async () => {
    expect(refusalOf(await mark([unknownId('t')], notifications.service))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await mark(null, null))).toEqual({ code: 'UNAUTHENTICATED' });
  });
});
