import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createOrm } from '#platform/database/open-database.ts';
import { liveSubscriptions } from '#test-kit/live-subscriptions.ts';
import { type SignedIn, startTestPlatform, type TestPlatform } from '#test-kit/platform.ts';
import { hasRedis, startRedis, type TestRedis } from '#test-kit/redis.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { watch } from '#test-kit/watch.ts';
import { resync } from '../cli/events/resync.ts';
import { demoAccounts } from '../cli/seed/demo-accounts.ts';
import type { SubgraphName } from '../subgraphs/list.ts';
import { schemaOf } from '../subgraphs/load.ts';

const buses = hasRedis('events between subgraphs over Redis') ? ['in process', 'over Redis'] : ['in process'];

describe.each(buses)('events between subgraphs, %s', (bus) => {
  let platform: TestPlatform;
  let redis: TestRedis | undefined;
  let url: string;
  let admin: string;

  beforeAll(async () => {
    redis = bus === 'over Redis' ? await startRedis() : undefined;
    platform = await startTestPlatform(redis ? { REDIS_URL: redis.url } : {});
    url = platform.url;
    admin = await platform.signInAdmin();
  });

  afterAll(async () => {
    await platform.stop();
    await redis?.stop();
  });

  const refresh = (refreshToken: string) =>
    requestGraphQL(url, 'mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) { accessToken } }', {
      input: { refreshToken },
    });
  const setActive = (accountId: string, isActive: boolean) =>
    requestGraphQL(
      url,
      'mutation ($input: SetAccountActiveInput!) { setAccountActive(input: $input) { account { isActive } } }',
      { input: { accountId, isActive } },
      admin,
    );
  const errorCode = async (token: string) => {
    const { errors } = await requestGraphQL(url, '{ me { ... on Passenger { id } ... on Driver { id } } }', {}, token);
    return errors?.[0]?.extensions.code;
  };
  const untilRefused = (token: string) => until(async () => (await errorCode(token)) === 'UNAUTHENTICATED');
  const tripsOf = async (driverId: string, status: string) => {
    const query = `query ($filter: TripFilter) { trips(filter: $filter, first: 100) { edges { node { id availableSeats } } } }`;
    const { data } = await requestGraphQL(url, query, { filter: { driverId, status: [status] } });
    return (data.trips.edges as { node: { id: string; availableSeats: number } }[]).map(({ node }) => node);
  };
  const book = (tripId: string, token: string) =>
    requestGraphQL(
      url,
      'mutation ($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { id } } }',
      { input: { tripId, seatNumbers: [1, 2] } },
      token,
    );

  test('a sign-in updates lastLoginAt of the account', async () => {
    const before = Date.now();
    const { accessToken } = await platform.signIn('+966500000004', 'PASSENGER');
    const lastLogin = async () => {
      const { data } = await requestGraphQL(url, '{ me { ... on Passenger { lastLoginAt } } }', {}, accessToken);
      return Date.parse(data.me.lastLoginAt ?? 0);
    };
    await until(async () => (await lastLogin()) >= before - 1_000);
  });

  test('a subscription receives a booking', async () => {
    const passenger = await platform.signIn('+966500000002', 'PASSENGER');
    const [trip] = await tripsOf(demoAccounts.drivers[1].id, 'SCHEDULED');
    const live = watch(url, `subscription { bookingUpdated(tripId: "${trip?.id}") { seatNumber status } }`, {
      token: admin,
    });
    const cancel = 'mutation ($bookingId: ID!) { cancelBooking(input: { bookingId: $bookingId }) { booking { id } } }';
    // Repeated, because the subscription does not receive what was booked before it began.
    await until(async () => {
      const { data } = await book(trip?.id ?? '', passenger.accessToken);
      for (const { id } of data?.bookSeats.bookings ?? [])
        await requestGraphQL(url, cancel, { bookingId: id }, passenger.accessToken);
      return live.events.length > 0;
    });
    const { seatNumber, status } = live.events[0]?.data.bookingUpdated ?? {};
    expect([[1, 2].includes(seatNumber), ['PENDING', 'CANCELLED'].includes(status)]).toEqual([true, true]);
    await live.stop();
  });

  test('a driver receives the notification of a booking live, and finds it once in the list', async () => {
    const [trip] = (await tripsOf(demoAccounts.drivers[1].id, 'SCHEDULED')).toReversed();
    const driver = await platform.signIn('+966510000002', 'DRIVER');
    const passenger = await platform.signIn('+966500000001', 'PASSENGER');
    const query = 'subscription { notificationReceived { type title trip { id } booking { seatNumber } } }';
    const live = watch(url, query, { token: driver.accessToken });
    const list = '{ me { ... on Driver { notifications(first: 100) { edges { node { type trip { id } } } } } } }';
    const listed = async () =>
      (await requestGraphQL(url, list, {}, driver.accessToken)).data.me.notifications.edges.filter(
        ({ node }: { node: { trip: { id: string } | null } }) => node.trip?.id === trip?.id,
      );
    // Notifications of other tests' trips may still arrive.
    const received = () =>
      live.events.map(({ data }) => data.notificationReceived).filter((each) => each.trip?.id === trip?.id);
    const announce =
      'mutation { sendAnnouncement(input: { title: "Eid", body: "No trips", audience: [DRIVER] }) { recipientCount } }';
    await until(async () => {
      expect((await requestGraphQL(url, announce, {}, admin)).errors).toBeUndefined();
      return live.events.length > 0;
    });
    expect((await book(trip?.id ?? '', passenger.accessToken)).errors).toBeUndefined();
    await until(async () => (await listed()).length === 2);
    await until(() => received().length === 2);
    const seats = received().map(({ booking }) => booking.seatNumber);
    expect(new Set(seats)).toEqual(new Set([1, 2]));
    for (const each of received()) {
      expect(each).toMatchObject({
        type: 'BOOKING_REQUESTED',
        title: 'طلب حجز جديد',
        trip: { id: trip?.id },
      });
    }
    await live.stop();
  });

  test('a resync restores the accounts that notifications has lost', async () => {
    const open = async (name: SubgraphName) =>
      createOrm(await schemaOf(name), { url: platform.databaseOf(name), poolMax: 2, logSql: false }, silent);
    const [users, notifications] = [await open('users'), await open('notifications')];
    const copies = () =>
      notifications.em.execute('select account_id, full_name, is_active from recipients order by account_id');
    try {
      const before = await copies();
      await notifications.em.execute('truncate recipients');
      expect(await resync(users.em)).toBeGreaterThanOrEqual(before.length);
      await until(async () => isDeepStrictEqual(await copies(), before));
    } finally {
      await users.close(true);
      await notifications.close(true);
    }
  });

  test('every subgraph refuses the access token and the refresh token of an ended session', async () => {
    const first = await platform.signIn('+966500000005', 'PASSENGER');
    const second = await platform.signIn('+966500000005', 'PASSENGER');
    const notified = 'subscription { notificationReceived { id } }';
    const urls = [url, platform.urlOf('notifications')];
    const watchAll = ({ accessToken }: SignedIn) => urls.map((each) => watch(each, notified, { token: accessToken }));
    const [ended, other] = [watchAll(first), watchAll(second)];
    // Two at the gateway, and two of their own and those of the gateway at the subgraph.
    const live = () => Promise.all(urls.map(liveSubscriptions));
    await until(async () => isDeepStrictEqual(await live(), [2, 4]));
    const out = await requestGraphQL(
      url,
      'mutation { signOut(input: { everywhere: false }) { endedSessions } }',
      {},
      first.accessToken,
    );
    expect(out.data.signOut.endedSessions).toBe(1);
    for (const { closed } of ended) expect((await closed).reason).toBe('Session ended');
    await untilRefused(first.accessToken);
    expect(await errorCode(second.accessToken)).toBeUndefined();
    await until(async () => isDeepStrictEqual(await live(), [1, 2]));
    for (const each of [...ended, ...other]) await each.stop();
    expect((await refresh(first.refreshToken)).errors).toBeDefined();
  });

  test('deactivating a driver ends their sessions and cancels their trips; they can be activated again', async () => {
    const driver = await platform.signIn('+966510000003', 'DRIVER');
    const trips = await tripsOf(driver.accountId, 'SCHEDULED');
    expect(trips.length).toBeGreaterThan(0);
    const live = watch(url, 'subscription { bookingUpdated { id } }', { token: driver.accessToken });
    await until(async () => (await liveSubscriptions(url)) === 1);
    const since = new Date(Date.now() - 1_000).toISOString();
    expect((await setActive(driver.accountId, false)).data.setAccountActive.account.isActive).toBe(false);
    expect((await live.closed).code).toBe(4403);
    await untilRefused(driver.accessToken);
    await until(async () => (await tripsOf(driver.accountId, 'SCHEDULED')).length === 0);
    expect((await tripsOf(driver.accountId, 'CANCELLED')).map(({ id }) => id)).toEqual(
      expect.arrayContaining(trips.map(({ id }) => id)),
    );
    expect((await refresh(driver.refreshToken)).errors).toBeDefined();
    // The audit log has the events of users, which publishes and consumes them, and those of trips.
    const log = `query ($after: DateTime) { auditLog(first: 100, filter: { after: $after }) { edges { node { action subjectId actorRole } } } }`;
    const recorded = async () => {
      const { data } = await requestGraphQL(url, log, { after: since }, admin);
      const nodes: { action: string; subjectId: string; actorRole: string }[] = data.auditLog.edges.map(
        ({ node }: { node: object }) => node,
      );
      return nodes.map(({ action, subjectId, actorRole }) => `${action} ${subjectId} ${actorRole}`);
    };
    const expected = [
      `account.deactivated ${driver.accountId} admin`,
      ...trips.map(({ id }) => `trip.cancelled ${id} system`),
    ];
    const counts = async () => {
      const found = await recorded();
      return expected.map((each) => found.filter((entry) => entry === each).length);
    };
    await until(async () => (await counts()).every((count) => count > 0));
    expect(await counts()).toEqual(expected.map(() => 1));
    await setActive(driver.accountId, true);
    await until(async () => {
      const { accessToken } = await platform.signIn('+966510000003', 'DRIVER');
      return (await errorCode(accessToken)) === undefined;
    });
    expect(await errorCode(driver.accessToken)).toBe('UNAUTHENTICATED');
  });

  test('a new phone number ends the sessions of its account, and signs in to it', async () => {
    const [before, after] = ['+966500000901', '+966500000902'];
    const old = await platform.signIn(before, 'PASSENGER');
    const live = watch(url, 'subscription { notificationReceived { id } }', { token: old.accessToken });
    await until(async () => (await liveSubscriptions(platform.urlOf('notifications'))) > 0);
    const change = `mutation ($input: UpdateAccountInput!) { updateAccount(input: $input) {
      account { id fullName ... on Passenger { phoneNumber isPhoneVerified } }
    } }`;
    const input = { accountId: old.accountId, phoneNumber: after, fullName: 'Mona Saleh' };
    const { data, errors } = await requestGraphQL(url, change, { input }, admin);
    expect(errors).toBeUndefined();
    expect(data.updateAccount.account).toEqual({
      id: old.accountId,
      fullName: 'Mona Saleh',
      phoneNumber: after,
      isPhoneVerified: false,
    });
    expect((await live.closed).code).toBe(4403);
    await untilRefused(old.accessToken);
    expect((await refresh(old.refreshToken)).errors?.[0]?.extensions.code).toBe('INVALID_REFRESH_TOKEN');

    const renewed = await platform.signIn(after, 'PASSENGER');
    expect(renewed.accountId).toBe(old.accountId);
    const me = '{ me { fullName ... on Passenger { phoneNumber isPhoneVerified } } }';
    expect((await requestGraphQL(url, me, {}, renewed.accessToken)).data.me).toEqual({
      fullName: 'Mona Saleh',
      phoneNumber: after,
      isPhoneVerified: true,
    });
    const stranger = await platform.signIn(before, 'PASSENGER');
    expect(stranger.accountId).not.toBe(old.accountId);

    const notifications = await createOrm(
      await schemaOf('notifications'),
      { url: platform.databaseOf('notifications'), poolMax: 1, logSql: false },
      silent,
    );
    const copy = 'select full_name from recipients where account_id = ?';
    await until(async () =>
      isDeepStrictEqual(await notifications.em.execute(copy, [old.accountId]), [{ full_name: 'Mona Saleh' }]),
    );
    await notifications.close(true);
  });

  test('deleting a passenger account releases its seats', async () => {
    const passenger = await platform.signIn('+966500000003', 'PASSENGER');
    const [trip] = (await tripsOf(demoAccounts.drivers[0].id, 'SCHEDULED')).toReversed();
    const freeSeats = async () =>
      (await tripsOf(demoAccounts.drivers[0].id, 'SCHEDULED')).find(({ id }) => id === trip?.id)?.availableSeats;
    expect((await book(trip?.id ?? '', passenger.accessToken)).errors).toBeUndefined();
    expect(await freeSeats()).toBe((trip?.availableSeats ?? 0) - 2);
    const deleted = await requestGraphQL(url, 'mutation { deleteMyAccount { __typename } }', {}, passenger.accessToken);
    expect(deleted.errors).toBeUndefined();
    await until(async () => (await freeSeats()) === trip?.availableSeats);
    await untilRefused(passenger.accessToken);
  });
});
