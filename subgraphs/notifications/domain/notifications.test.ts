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
    `query ($r: [_Any!]!, $first: Int, $after: String, $unreadOnly: Boolean) {
      _entities(representations: $r) {
        ... on Account {
          notifications(first: $first, after: $after, unreadOnly: $unreadOnly) {
            edges { cursor node { id isRead } } pageInfo { hasNextPage endCursor } totalCount
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
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
    totalCount: number;
  };

describe('what an account was told', () => {
  const own = 'notifications { totalCount } unreadNotificationCount devices { id }';

  test('is for its owner', async () => {
    await notifications.store(owner, 3);
    await notifications.store(owner, 2, { isRead: true });
    const device = 'mutation { registerDevice(input: { token: "phone" }) { device { id } } }';
    const { id } = (await notifications.request(device, {}, owner.token)).data.registerDevice.device;
    const { data, errors } = await entities([account(owner)], own, owner.token);
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual([
      { id: owner.id, notifications: { totalCount: 5 }, unreadNotificationCount: 3, devices: [{ id }] },
    ]);
  });

  test('is for nobody else: not a stranger, an admin, a service of the same id or an anonymous viewer', async () => {
    const stranger = await notifications.newPerson();
    const service = await notifications.keys.sign({ sub: owner.id, scope: 'service' });
    const refused = [
      ...[stranger.token, notifications.admin.token, service].map((token) => [token, 'FORBIDDEN'] as const),
      [null, 'UNAUTHENTICATED'] as const,
    ];
    for (const [token, code] of refused) {
      const { data, errors } = await entities([account(owner)], own, token);
      expect(data._entities).toEqual([
        { id: owner.id, notifications: null, unreadNotificationCount: null, devices: null },
      ]);
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code, code, code]);
    }
  });

  test('is refused without a statement, and costs those of one account however many are asked for', async () => {
    const others = await Promise.all(Array.from({ length: 50 }, () => notifications.newPerson()));
    notifications.statements();
    const { data, errors } = await entities([account(owner), ...others.map(account)], own, owner.token);
    expect(data._entities[0].unreadNotificationCount).toBe(3);
    expect(errors).toHaveLength(150);
    expect(notifications.statements().length).toBeLessThanOrEqual(4);
  });

  test('are its devices, those used last first', async () => {
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
  test('is the newest first, and twenty where nothing is said', async () => {
    const person = await notifications.newPerson();
    const ids = (await notifications.store(person, 25)).reverse();
    const page = await listOf(person, {});
    expect(page.edges.map(({ node }) => node.id)).toEqual(ids.slice(0, 20));
    expect(page.pageInfo).toEqual({ hasNextPage: true, endCursor: page.edges[19]?.cursor });
    expect(page.totalCount).toBe(25);
    const last = await listOf(person, { after: page.pageInfo.endCursor });
    expect(last.edges.map(({ node }) => node.id)).toEqual(ids.slice(20));
    expect(last.pageInfo.hasNextPage).toBe(false);
  });

  test('neither repeats nor leaves out while rows come and go, even those sent at the same instant', async () => {
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

  test('of the unread ones alone counts and shows those', async () => {
    const person = await notifications.newPerson();
    await notifications.store(person, 2, { isRead: true });
    const unread = (await notifications.store(person, 3)).reverse();
    const page = await listOf(person, { unreadOnly: true });
    expect(page.edges.map(({ node }) => node.id)).toEqual(unread);
    expect(page.totalCount).toBe(3);
    expect((await listOf(person, { unreadOnly: null })).totalCount).toBe(5);
  });

  test('of none asks for none, of a hundred is the longest', async () => {
    const person = await notifications.newPerson();
    await notifications.store(person, 101);
    expect((await listOf(person, { first: 0 })).edges).toEqual([]);
    expect((await listOf(person, { first: 100 })).edges).toHaveLength(100);
    for (const first of [101, -1]) expect(refusalOf(await pageOf(person, { first }))).toEqual(badInput('first'));
  });

  test('after a cursor that no page had is refused', async () => {
    const person = await notifications.newPerson();
    await notifications.store(person, 2);
    const other = Buffer.from(JSON.stringify(['trips.newest', new Date().toISOString(), unknownId('n')]));
    const late = Buffer.from(JSON.stringify(['notifications.newest', '2026-13-45T00:00:00.000Z', unknownId('n')]));
    for (const after of ['broken', '', other.toString('base64url'), late.toString('base64url')]) {
      expect(refusalOf(await pageOf(person, { after }))).toEqual(badInput('after'));
    }
  });
});

describe('notification', () => {
  const query = `query ($id: ID!) {
    notification(id: $id) {
      id type title body isRead sentAt createdAt data
      recipient { id unreadNotificationCount } trip { id } booking { id }
    }
  }`;
  const read = (id: string, token: string | null) => notifications.request(query, { id }, token);

  test('shows what it is about, and whom it was for', async () => {
    const person = await notifications.newPerson();
    const data = { tripId: unknownId('t'), bookingId: unknownId('b') };
    const [id = ''] = await notifications.store(person, 1, { data, notificationType: 'BOOKING_CONFIRMED' });
    const { data: answer, errors } = await read(id, person.token);
    expect(errors).toBeUndefined();
    expect(answer.notification).toEqual({
      id,
      type: 'BOOKING_CONFIRMED',
      title: 'Number 0',
      body: 'Something has changed',
      isRead: false,
      sentAt: expect.stringMatching(/^\d{4}-.*Z$/),
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      data,
      recipient: { id: person.id, unreadNotificationCount: 1 },
      trip: { id: data.tripId },
      booking: { id: data.bookingId },
    });
  });

  test('is about no booking where it is about a trip alone, or about nothing', async () => {
    const person = await notifications.newPerson();
    const [trip = ''] = await notifications.store(person, 1, { data: { tripId: unknownId('t') } });
    const [nothing = ''] = await notifications.store(person, 1);
    expect((await read(trip, person.token)).data.notification).toMatchObject({
      data: { tripId: unknownId('t') },
      trip: { id: unknownId('t') },
      booking: null,
    });
    expect((await read(nothing, person.token)).data.notification).toMatchObject({
      data: null,
      trip: null,
      booking: null,
    });
  });

  test("of another, unknown or deleted is null, and something else's id a fault", async () => {
    const person = await notifications.newPerson();
    const [id = '', gone = ''] = await notifications.store(person, 2);
    await notifications.sql('update notifications set is_deleted = true where id = ?', [gone]);
    for (const token of [(await notifications.newPerson()).token, notifications.admin.token, notifications.service]) {
      expect(await read(id, token)).toMatchObject({ data: { notification: null } });
      expect((await read(id, token)).errors).toBeUndefined();
    }
    for (const each of [unknownId('n'), gone])
      expect((await read(each, person.token)).data).toEqual({ notification: null });
    expect(refusalOf(await read(unknownId('t'), person.token))).toEqual(badInput('id'));
    expect(refusalOf(await read(id, null))).toEqual({ code: 'UNAUTHENTICATED' });
  });
});
