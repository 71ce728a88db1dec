import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { type NotificationsHarness, newId, startNotifications } from '../../testing/harness.ts';
import { notifyBatch } from '../notify.ts';
import { continueAnnouncements } from './continue-announcements.ts';

let notifications: NotificationsHarness;
beforeAll(async () => {
  notifications = await startNotifications();
});
beforeEach(() => notifications.clear());
afterAll(() => notifications.stop());

const fields = 'id title body audience sentBy { id } status recipientCount sentCount createdAt completedAt';
const send = async (title: string) => {
  const { data } = await notifications.request(
    `mutation ($input: SendAnnouncementInput!) {
      sendAnnouncement(input: $input) { recipientCount announcement { ${fields} } }
    }`,
    { input: { title, body: 'No trips', audience: ['PASSENGER'] } },
    notifications.admin.token,
  );
  return data.sendAnnouncement;
};
const list = (page: Record<string, unknown> = {}, token: string | null = notifications.admin.token) =>
  notifications.request(
    `query ($first: Int, $after: String) {
      announcements(first: $first, after: $after) {
        totalCount edges { node { ${fields} } } pageInfo { hasNextPage endCursor }
      }
    }`,
    page,
    token,
  );
const titles = ({ data }: Awaited<ReturnType<typeof list>>) =>
  data.announcements.edges.map(({ node }: { node: { title: string } }) => node.title);

test('shows the progress of an announcement until every account has it', async () => {
  const people = notifyBatch + 1;
  // An account with a refused notification keeps the background job from sending the last batch before the test has read the first.
  await notifications.sql(
    `insert into recipients (id, created_at, updated_at, account_id, account_type)
     select 'pr_' || at, now(), now(), 'p_' || lpad(at::text, 32, '0'), 'PASSENGER' from generate_series(1, ${people}) at`,
  );
  const last = `p_${String(people).padStart(32, '0')}`;
  await notifications.sql(`alter table notifications add constraint last_refused check (recipient_id <> '${last}')`);
  const { recipientCount, announcement } = await send('Eid');
  expect(recipientCount).toBe(people);
  const half = { status: 'SENDING', recipientCount: people, sentCount: notifyBatch, completedAt: null };
  expect(announcement).toMatchObject({ title: 'Eid', body: 'No trips', audience: ['PASSENGER'], ...half });
  expect(announcement.sentBy).toEqual({ id: notifications.admin.id });
  const [edge] = (await list()).data.announcements.edges;
  expect(edge.node).toEqual(announcement);

  await notifications.sql('alter table notifications drop constraint last_refused');
  const origin = { now: notifications.clock.now(), newId };
  while ((await list()).data.announcements.edges[0].node.status === 'SENDING') {
    await continueAnnouncements(notifications.orm.em, origin);
  }
  const sent = (await list()).data.announcements.edges[0].node;
  expect(sent).toMatchObject({ status: 'SENT', recipientCount: people, sentCount: people });
  expect(Date.parse(sent.completedAt)).toBeGreaterThanOrEqual(Date.parse(sent.createdAt));
});

test('lists announcements newest first, by pages', async () => {
  for (const title of ['first', 'second', 'third']) await send(title);
  const page = await list({ first: 2 });
  expect(titles(page)).toEqual(['third', 'second']);
  expect(page.data.announcements).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
  expect(titles(await list({ after: page.data.announcements.pageInfo.endCursor }))).toEqual(['first']);
  expect(refusalOf(await list({ first: 101 }))).toEqual(badInput('first'));
});

test('has no number of recipients for one that an earlier release has begun, until it is sent', async () => {
  await send('old');
  const read = async () => (await list()).data.announcements.edges[0].node;
  await notifications.sql(`update announcements set audience_size = null, recipient_count = 7, status = 'SENT'`);
  expect(await read()).toMatchObject({ recipientCount: 7, sentCount: 7 });
});

test('refuses callers who are not admins', async () => {
  const { token } = await notifications.newPerson('driver');
  for (const each of [token, notifications.service]) {
    expect(refusalOf(await list({}, each))).toEqual({ code: 'FORBIDDEN' });
  }
  expect(refusalOf(await list({}, null))).toEqual({ code: 'UNAUTHENTICATED' });
});
