import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { idOf, type NotificationsHarness, ownerId, refusalOf, startNotifications } from './testing/harness.ts';

let notifications: NotificationsHarness;

beforeAll(async () => {
  notifications = await startNotifications();
});

afterAll(() => notifications.stop());

const newOwner = async () => {
  const id = `p_${crypto.randomUUID().replaceAll('-', '')}`;
  return { id, token: await notifications.keys.sign({ sub: id, scope: 'passenger' }) };
};
const mark = (token: string | null, notificationIds?: string[]) =>
  notifications.ask(
    `mutation ($input: MarkNotificationsReadInput!) {
      markNotificationsRead(input: $input) { unreadNotificationCount notifications { id isRead } }
    }`,
    { input: notificationIds ? { notificationIds } : {} },
    token,
  );
const page = async (owner: { id: string; token: string }, args: string) => {
  const answer = await notifications.account(
    `notifications(${args}) { totalCount edges { node { id } } pageInfo { hasNextPage endCursor } }`,
    owner.id,
    owner.token,
  );
  return answer.data._entities[0].notifications;
};

describe('what an account was told', () => {
  test('is shown with what it is about', async () => {
    const owner = await newOwner();
    const id = await notifications.tell(owner.id, { tripId: idOf('t', '1'), bookingId: idOf('b', '1') });
    const { data } = await notifications.ask(
      'query ($id: ID!) { notification(id: $id) { id type title isRead recipient { id } trip { id } booking { id } data } }',
      { id },
      owner.token,
    );
    expect(data.notification).toEqual({
      id,
      type: 'BOOKING_CONFIRMED',
      title: 'Confirmed',
      isRead: false,
      recipient: { id: owner.id },
      trip: { id: idOf('t', '1') },
      booking: { id: idOf('b', '1') },
      data: { tripId: idOf('t', '1'), bookingId: idOf('b', '1') },
    });
  });

  test("is its own alone: another's is null, and unknown is null, too", async () => {
    const id = await notifications.tell(ownerId);
    const read = async (token: string | null, which = id) =>
      notifications.ask('query ($id: ID!) { notification(id: $id) { id trip { id } data } }', { id: which }, token);
    expect((await read(notifications.tokens.owner)).data.notification).toEqual({ id, trip: null, data: null });
    expect((await read(notifications.tokens.stranger)).data.notification).toBeNull();
    expect((await read(notifications.tokens.admin)).data.notification).toBeNull();
    expect((await read(notifications.tokens.owner, idOf('n', '9'))).data.notification).toBeNull();
    expect(refusalOf(await read(notifications.tokens.owner, idOf('t', '9')))).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'id',
    });
    expect(refusalOf(await read(null))).toEqual({ code: 'UNAUTHENTICATED' });
  });

  test.each(['notifications { totalCount }', 'unreadNotificationCount', 'devices { id }'])(
    '%s of another is null with FORBIDDEN, for admins too',
    async (fields) => {
      for (const token of [notifications.tokens.stranger, notifications.tokens.admin, notifications.tokens.service]) {
        const answer = await notifications.account(fields, ownerId, token);
        expect(Object.values(answer.data._entities[0])).toEqual([null]);
        expect(refusalOf(answer)).toEqual({ code: 'FORBIDDEN' });
      }
      expect(refusalOf(await notifications.account(fields, ownerId, null))).toEqual({ code: 'UNAUTHENTICATED' });
    },
  );

  test('comes by pages, newest first, each once while others arrive', async () => {
    const owner = await newOwner();
    const ids: string[] = [];
    for (let at = 0; at < 7; at++) ids.unshift(await notifications.tell(owner.id));
    const seen: string[] = [];
    let after = '';
    for (let more = true; more; ) {
      const { edges, pageInfo, totalCount } = await page(owner, `first: 3${after}`);
      seen.push(...edges.map(({ node }: { node: { id: string } }) => node.id));
      expect(totalCount).toBeGreaterThanOrEqual(7);
      more = pageInfo.hasNextPage;
      after = `, after: "${pageInfo.endCursor}"`;
      await notifications.tell(owner.id);
    }
    expect(seen).toEqual(ids);
  });

  test('a page of 101 and a broken cursor are refused', async () => {
    const ask = (args: string) =>
      notifications.account(`notifications(${args}) { totalCount }`, ownerId, notifications.tokens.owner);
    expect(refusalOf(await ask('first: 101'))).toEqual({ code: 'BAD_USER_INPUT', field: 'first' });
    expect(refusalOf(await ask('first: -1'))).toEqual({ code: 'BAD_USER_INPUT', field: 'first' });
    expect(refusalOf(await ask('after: "nonsense"'))).toEqual({ code: 'BAD_USER_INPUT', field: 'after' });
  });
});

describe('markNotificationsRead', () => {
  test('marks those that are named, or all', async () => {
    const owner = await newOwner();
    const [first, second, third] = [
      await notifications.tell(owner.id),
      await notifications.tell(owner.id),
      await notifications.tell(owner.id),
    ];
    expect((await mark(owner.token, [first, first])).data.markNotificationsRead).toEqual({
      unreadNotificationCount: 2,
      notifications: [{ id: first, isRead: true }],
    });
    expect((await page(owner, 'unreadOnly: true')).edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual([
      third,
      second,
    ]);
    expect((await mark(owner.token)).data.markNotificationsRead).toEqual({
      unreadNotificationCount: 0,
      notifications: [
        { id: third, isRead: true },
        { id: second, isRead: true },
      ],
    });
  });

  test("with another's among them marks none", async () => {
    const owner = await newOwner();
    const own = await notifications.tell(owner.id);
    const others = await notifications.tell(ownerId);
    expect(refusalOf(await mark(owner.token, [own, others]))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await mark(owner.token, [own, idOf('n', '9')]))).toEqual({
      code: 'NOT_FOUND',
      field: 'notificationIds',
    });
    expect((await page(owner, 'unreadOnly: true')).totalCount).toBe(1);
  });

  test('refuses ids of another type, more than a hundred, and whoever has no account', async () => {
    const { token } = await newOwner();
    const refused = { code: 'BAD_USER_INPUT', field: 'notificationIds' };
    expect(refusalOf(await mark(token, [idOf('t', '1')]))).toEqual(refused);
    expect(refusalOf(await mark(token, Array(101).fill(idOf('n', '1'))))).toEqual(refused);
    expect(refusalOf(await mark(null))).toEqual({ code: 'UNAUTHENTICATED' });
    expect(refusalOf(await mark(notifications.tokens.service))).toEqual({ code: 'FORBIDDEN' });
  });
});
