import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type Watch, watch } from '#test-kit/watch.ts';
import { type NotificationsHarness, type Person, startNotifications } from '../testing/harness.ts';
import { cursorOf, replayWithCuts, titleOf } from '../testing/replay.ts';

let notifications: NotificationsHarness;
let driver: Person;
const watches: Watch[] = [];

beforeAll(async () => {
  notifications = await startNotifications();
});
afterEach(() => Promise.all(watches.splice(0).map((each) => each.stop())));
afterAll(() => notifications.stop());

const query = 'subscription ($after: ID) { notificationReceived(after: $after) { id title } }';
const newDriver = async (): Promise<Person> => {
  await notifications.sql('truncate recipients');
  const person = await notifications.newPerson('driver');
  await notifications.saveAccount(person, 'DRIVER');
  return person;
};
const follow = (after: string): Watch => {
  const each = watch(notifications.url, query, { token: driver.token, variables: { after } });
  watches.push(each);
  return each;
};
const titles = async (each: Watch, count: number): Promise<string[]> => {
  const seen: string[] = [];
  while (seen.length < count) seen.push((await each.next()).data.notificationReceived.title);
  return seen;
};

test.each([0, 3])('the cursor of an account with %d notifications is followed by all later ones', async (count) => {
  driver = await newDriver();
  await notifications.store(driver, count);
  const cursor = await cursorOf(notifications, driver);
  const lost = follow(cursor);
  lost.cut();
  await lost.closed;
  for (const title of ['first', 'second']) await notifications.announce(['DRIVER'], title);
  const live = follow(cursor);
  expect(await titles(live, 2)).toEqual(['first', 'second']);
  await notifications.announce(['DRIVER'], 'third');
  expect(await titles(live, 1)).toEqual(['third']);
  expect(live.events).toHaveLength(3);
});

test('the cursor itself is sent no message', async () => {
  driver = await newDriver();
  const live = follow(await cursorOf(notifications, driver));
  await notifications.announce(['DRIVER'], 'only');
  expect(await titles(live, 1)).toEqual(['only']);
  expect(live.events).toHaveLength(1);
});

test('a client that is cut at random receives each notification once and in order', async () => {
  const replay = await replayWithCuts(notifications, 200, 2_000);
  expect(replay.titles).toEqual(Array.from({ length: 2_000 }, (_, at) => titleOf(at)));
  expect(replay.cuts).toBeGreaterThanOrEqual(200);
}, 120_000);
