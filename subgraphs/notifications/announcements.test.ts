import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '../../tests/support/refusal.ts';
import { type NotificationsHarness, startNotifications } from './testing/harness.ts';

let notifications: NotificationsHarness;
beforeAll(async () => {
  notifications = await startNotifications();
});
beforeEach(() => notifications.sql('truncate notifications, recipients'));
afterAll(() => notifications.stop());

interface Row {
  recipient_id: string;
  recipient_type: string;
  notification_type: string;
  title: string;
  body: string;
  data: unknown;
  is_read: boolean;
  sent_at_utc: Date;
}
const sent = () => notifications.sql<Row>('select * from notifications order by recipient_id');
const send = (input: Record<string, unknown>, token: string | null = notifications.admin.token) =>
  notifications.ask(
    'mutation ($input: SendAnnouncementInput!) { sendAnnouncement(input: $input) { recipientCount } }',
    { input: { title: 'Eid', body: 'No trips tomorrow', audience: ['DRIVER'], ...input } },
    token,
  );

describe('sendAnnouncement', () => {
  test('tells each active account of the audience, once', async () => {
    const driver = await notifications.newPerson('driver');
    const passenger = await notifications.newPerson('passenger');
    await notifications.keep(driver, 'DRIVER');
    await notifications.keep(passenger, 'PASSENGER');
    await notifications.keep(notifications.admin, 'ADMIN');
    await notifications.keep(await notifications.newPerson('driver'), 'DRIVER', false);
    const { data } = await send({ title: ' Eid ', audience: ['PASSENGER', 'DRIVER', 'DRIVER'] });
    expect(data).toEqual({ sendAnnouncement: { recipientCount: 2 } });
    const same = {
      notification_type: 'ANNOUNCEMENT',
      title: 'Eid',
      body: 'No trips tomorrow',
      data: null,
      is_read: false,
    };
    expect(await sent()).toMatchObject(
      [
        { recipient_id: driver.id, recipient_type: 'DRIVER', ...same },
        { recipient_id: passenger.id, recipient_type: 'PASSENGER', ...same },
      ].toSorted((a, b) => (a.recipient_id < b.recipient_id ? -1 : 1)),
    );
  });

  test('follows what users says of an account', async () => {
    const driver = await notifications.newPerson('driver');
    await notifications.keep(driver, 'DRIVER');
    await notifications.keep(driver, 'DRIVER', false);
    expect(await notifications.announce(['DRIVER'])).toBe(0);
    await notifications.keep(driver, 'DRIVER', true);
    expect(await notifications.announce(['DRIVER'])).toBe(1);
    expect(await notifications.sql('select account_id from recipients')).toHaveLength(1);
  });

  test('reaches an audience of more than one batch, in a number of statements that grows by batches', async () => {
    await notifications.sql(
      `insert into recipients (id, created_at, updated_at, account_id, account_type)
       select 'r_' || lpad(at::text, 32, '0'), now(), now(), 'p_' || lpad(at::text, 32, '0'), 'PASSENGER'
       from generate_series(1, 2500) at`,
    );
    notifications.statements();
    expect((await send({ audience: ['PASSENGER'] })).data.sendAnnouncement.recipientCount).toBe(2_500);
    expect(notifications.statements().length).toBeLessThanOrEqual(12);
    const [counted] = await notifications.sql(
      'select count(*)::int as all, count(distinct recipient_id)::int as accounts, count(distinct id)::int as ids from notifications',
    );
    expect(counted).toEqual({ all: 2_500, accounts: 2_500, ids: 2_500 });
  });

  test('tells nobody when it cannot tell everyone', async () => {
    await notifications.sql(
      `insert into recipients (id, created_at, updated_at, account_id, account_type)
       select 'r_' || lpad(at::text, 32, '0'), now(), now(), 'p_' || lpad(at::text, 32, '0'), 'PASSENGER'
       from generate_series(1, 1001) at`,
    );
    const last = `p_${'1001'.padStart(32, '0')}`;
    await notifications.sql(`alter table notifications add constraint one_refused check (recipient_id <> '${last}')`);
    const answer = await send({ audience: ['PASSENGER'] });
    await notifications.sql('alter table notifications drop constraint one_refused');
    expect(refusalOf(answer)).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
    expect(await sent()).toEqual([]);
  });

  test('is later than every one before it, even when the clock went back', async () => {
    const driver = await notifications.newPerson('driver');
    await notifications.keep(driver, 'DRIVER');
    await notifications.announce(['DRIVER'], 'first');
    notifications.clock.advance(-60_000);
    await notifications.announce(['DRIVER'], 'second');
    notifications.clock.advance(60_000);
    const rows = await notifications.sql<{ title: string }>('select title from notifications order by sent_at_utc, id');
    expect(rows.map(({ title }) => title)).toEqual(['first', 'second']);
  });

  test.each([
    ['a blank title', { title: '  ' }, 'title'],
    ['a title longer than its column', { title: 'x'.repeat(201) }, 'title'],
    ['a blank body', { body: '' }, 'body'],
    ['a body longer than its column', { body: 'x'.repeat(2_001) }, 'body'],
    ['an audience of nobody', { audience: [] }, 'audience'],
    ['an audience that there is none of', { audience: ['CAT'] }, 'audience'],
  ])('refuses %s', async (_what, input, field) => {
    expect(refusalOf(await send(input))).toEqual(badInput(field));
  });

  test('takes a title and a body as long as their columns', async () => {
    await notifications.keep(await notifications.newPerson('driver'), 'DRIVER');
    const { data } = await send({ title: '😀'.repeat(200), body: 'ب'.repeat(2_000) });
    expect(data.sendAnnouncement.recipientCount).toBe(1);
  });

  test('is for admins alone', async () => {
    for (const role of ['driver', 'passenger'] as const) {
      const { token } = await notifications.newPerson(role);
      expect(refusalOf(await send({ title: '' }, token))).toEqual({ code: 'FORBIDDEN' });
    }
    expect(refusalOf(await send({}, notifications.service))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await send({}, null))).toEqual({ code: 'UNAUTHENTICATED' });
    expect(await sent()).toEqual([]);
  });
});
