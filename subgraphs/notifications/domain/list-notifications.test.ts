import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { type NotificationsHarness, type Person, startNotifications, unknownId } from '../testing/harness.ts';

let notifications: NotificationsHarness;
let owner: Person;
beforeAll(async () => {
  notifications = await startNotifications();
  owner = await notifications.newPerson();
});
afterAll(() => notifications.stop());

const entities = (r: { __typename: string; id: string }[], selection: string, token: string | null) =>
  notifications.request(
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Account { id ${selection} } } }`,
    { r },
    token,
  );
const account = ({ id }: Person) => ({ __typename: 'Account', id });
const pageOf = async (person: Person, page: Record<string, unknown>, token: string | null = person.token) =>
  notifications.request(
    `query ($r: [_Any!]!, $first: Int, $after: String, $last: Int, $before: String, $unreadOnly: Boolean) {
      _entities(representations: $r) {
        ... on Account {
          notifications(first: $first, after: $after, last: $last, before: $before, unreadOnly: $unreadOnly) {
            edges { cursor node { id isRead } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount
          }
        }
      }
    }`,
    { r: [account(person)], ...page },
    token,
  );
const listOf = async (person: Person, page: Record<string, unknown>) =>
  (await pageOf(person, page)).data._entities[0].notifications as {
    edges: { cursor: string; node: { id: string; isRead: boolean } }[];
    pageInfo: {
      hasNextPage: boolean;
      hasPreviousPage: boolean;
      startCursor: string | null;
      endCursor: string | null;
    };
    totalCount: number;
  };

describe('the private fields of an account', () => {
  const own = 'notifications { totalCount } unreadNotificationCount notificationCursor devices { id }';

  test('are visible to the owner', async () => {
    const notificationCursor = (await notifications.store(owner, 3)).at(-1);
    await notifications.store(owner, 2, { isRead: true, sentAtUtc: new Date('2020-01-01') });
    const device = 'mutation { registerDevice(input: { token: "phone" }) { device { id } } }';
    const { id } = (await notifications.request(device, {}, owner.token)).data.registerDevice.device;
    const { data, errors } = await entities([account(owner)], own, owner.token);
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual([
      {
        id: owner.id,
        notifications: { totalCount: 5 },
        unreadNotificationCount: 3,
        notificationCursor,
        devices: [{ id }],
      },
    ]);
  });

  test('are refused to others, admins, a service with the same id and anonymous callers', async () => {
    const stranger = await notifications.newPerson();
    const service = await notifications.keys.sign({ sub: owner.id, scope: 'service' });
    const refused = [
      ...[stranger.token, notifications.admin.token, service].map((token) => [token, 'FORBIDDEN'] as const),
      [null, 'UNAUTHENTICATED'] as const,
    ];
    for (const [token, code] of refused) {
      const { data, errors } = await entities([account(owner)], own, token);
      expect(data._entities).toEqual([
        { id: owner.id, notifications: null, unreadNotificationCount: null, notificationCursor: null, devices: null },
      ]);
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(Array(4).fill(code));
    }
  });

  test('are refused without a statement, however many accounts are requested', async () => {
    const others = await Promise.all(Array.from({ length: 50 }, () => notifications.newPerson()));
    notifications.statements();
    const { data, errors } = await entities([account(owner), ...others.map(account)], own, owner.token);
    expect(data._entities[0].unreadNotificationCount).toBe(3);
    expect(errors).toHaveLength(200);
    expect(notifications.statements().length).toBeLessThanOrEqual(5);
  });

  test('list devices, the most recently used first', async () => {
    const person = await notifications.newPerson();
    const register = (token: string) => {
      notifications.clock.advance(1_000);
      const mutation =
        'mutation ($t: String!) { registerDevice(input: { token: $t, appVersion: $t }) { device { id } } }';
      return notifications.request(mutation, { t: token }, person.token);
    };
    for (const token of ['one', 'two', 'one']) await register(token);
    const { data } = await entities([account(person)], 'devices { appVersion isActive }', person.token);
    expect(data._entities[0].devices).toEqual([
      { appVersion: 'one', isActive: true },
      { appVersion: 'two', isActive: true },
    ]);
  });
});

describe('a page of notifications', () => {
  test('has the newest first, and twenty by default', async () => {
    const person = await notifications.newPerson();
    const ids = (await notifications.store(person, 25)).reverse();
    const page = await listOf(person, {});
    expect(page.edges.map(({ node }) => node.id)).toEqual(ids.slice(0, 20));
    const cursors = { startCursor: page.edges[0]?.cursor, endCursor: page.edges[19]?.cursor };
    expect(page.pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: false, ...cursors });
    expect(page.totalCount).toBe(25);
    const last = await listOf(person, { after: page.pageInfo.endCursor });
    expect(last.edges.map(({ node }) => node.id)).toEqual(ids.slice(20));
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const back = await listOf(person, { last: 20, before: last.pageInfo.startCursor });
    expect(back.edges).toEqual(page.edges);
    expect(back.pageInfo).toEqual(page.pageInfo);
  });

  test('neither repeats nor skips rows while others are added and deleted, also with equal times', async () => {
    const person = await notifications.newPerson();
    const sentAtUtc = new Date('2026-01-01T00:00:00.123Z');
    const ids = (await notifications.store(person, 6, { sentAtUtc })).reverse();
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { edges, pageInfo } = await listOf(person, { first: 2, after });
      seen.push(...edges.map(({ node }) => node.id));
      await notifications.store(person, 2);
      await notifications.sql('update notifications set is_deleted = true where id = ?', [seen[0]]);
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    expect(seen).toEqual(ids);
  });

  test('of unread notifications counts and shows only those', async () => {
    const person = await notifications.newPerson();
    await notifications.store(person, 2, { isRead: true });
    const unread = (await notifications.store(person, 3)).reverse();
    const page = await listOf(person, { unreadOnly: true });
    expect(page.edges.map(({ node }) => node.id)).toEqual(unread);
    expect(page.totalCount).toBe(3);
    expect((await listOf(person, { unreadOnly: null })).totalCount).toBe(5);
  });

  test('has between none and a hundred', async () => {
    const person = await notifications.newPerson();
    await notifications.store(person, 101);
    expect((await listOf(person, { first: 0 })).edges).toEqual([]);
    expect((await listOf(person, { first: 100 })).edges).toHaveLength(100);
    expect((await listOf(person, { last: 100 })).edges).toHaveLength(100);
    for (const field of ['first', 'last'])
      for (const size of [101, -1]) expect(refusalOf(await pageOf(person, { [field]: size }))).toEqual(badInput(field));
    expect(refusalOf(await pageOf(person, { first: 1, last: 1 }))).toEqual(badInput('last'));
  });

  test('refuses an invalid cursor and one of another list', async () => {
    const person = await notifications.newPerson();
    await notifications.store(person, 2);
    const other = Buffer.from(JSON.stringify(['trips.newest', new Date().toISOString(), unknownId('n')]));
    const late = Buffer.from(JSON.stringify(['notifications.newest', '2026-13-45T00:00:00.000Z', unknownId('n')]));
    for (const after of ['broken', '', other.toString('base64url'), late.toString('base64url')]) {
      expect(refusalOf(await pageOf(person, { after }))).toEqual(badInput('after'));
    }
  });
});
