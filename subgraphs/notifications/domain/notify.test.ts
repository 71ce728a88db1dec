import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type NotificationsHarness, newId, type Person, startNotifications, unknownId } from '../testing/harness.ts';
import { type Message, notify, notifyBatch } from './notify.ts';

let notifications: NotificationsHarness;
beforeAll(async () => {
  notifications = await startNotifications();
});
afterAll(() => notifications.stop());

const messageTo = ({ id }: Person, change: Partial<Message> = {}): Message => ({
  causeId: newId('e'),
  type: 'BOOKING_CONFIRMED',
  recipientId: id,
  recipientType: 'PASSENGER',
  title: 'Confirmed',
  body: 'Seat 3 is yours',
  data: { tripId: unknownId('t'), bookingId: unknownId('b') },
  ...change,
});
const send = (messages: readonly Message[]): Promise<number> =>
  notifications.orm.em
    .fork()
    .transactional((tx) => notify(tx, messages, { now: notifications.clock.now(), newId, traceparent: undefined }));
const idsOf = ({ id }: Person): Promise<{ id: string }[]> =>
  notifications.sql('select id from notifications where recipient_id = ? order by sent_at_utc, id', [id]);
const stored = async ({ id }: Person): Promise<number> =>
  (await notifications.sql('select id from notifications where recipient_id = ?', [id])).length;

describe('notify', () => {
  test('stores an unread notification that only its recipient can read', async () => {
    const person = await notifications.newPerson();
    await send([messageTo(person)]);
    const [{ id = '' } = {}] = await idsOf(person);
    const query = `query ($id: ID!) {
      notification(id: $id) { type title body isRead data sentAt recipient { id } trip { id } booking { id } }
    }`;
    expect((await notifications.request(query, { id }, person.token)).data.notification).toEqual({
      type: 'BOOKING_CONFIRMED',
      title: 'Confirmed',
      body: 'Seat 3 is yours',
      isRead: false,
      data: { tripId: unknownId('t'), bookingId: unknownId('b') },
      sentAt: expect.any(String),
      recipient: { id: person.id },
      trip: { id: unknownId('t') },
      booking: { id: unknownId('b') },
    });
    expect((await notifications.request(query, { id }, notifications.admin.token)).data.notification).toBeNull();
  });

  test('stores several in one statement', async () => {
    const people = await Promise.all(Array.from({ length: 3 }, () => notifications.newPerson()));
    notifications.statements();
    expect(await send(people.map((person) => messageTo(person)))).toBe(3);
    expect(notifications.statements().filter((line) => line.includes('insert into notifications'))).toHaveLength(1);
    for (const person of people) expect(await stored(person)).toBe(1);
  });

  test('gives the notifications of an account increasing times, in the order of the messages', async () => {
    const person = await notifications.newPerson();
    const titles = Array.from({ length: 5 }, (_, at) => `Number ${at}`);
    notifications.clock.advance(60_000);
    await send(titles.slice(0, 2).map((title) => messageTo(person, { title })));
    notifications.clock.advance(-60_000);
    await send(titles.slice(2).map((title) => messageTo(person, { title })));
    const rows = await notifications.sql<{ title: string; sent_at_utc: Date }>(
      'select title, sent_at_utc from notifications where recipient_id = ? order by sent_at_utc, id desc',
      [person.id],
    );
    expect(rows.map(({ title }) => title)).toEqual(titles);
    expect(new Set(rows.map(({ sent_at_utc }) => Number(new Date(sent_at_utc)))).size).toBe(5);
  });

  test('notifies an account once of a cause', async () => {
    const person = await notifications.newPerson();
    const other = await notifications.newPerson();
    const message = messageTo(person);
    expect(await send([message])).toBe(1);
    expect(await send([message, { ...message, recipientId: other.id }])).toBe(1);
    expect([await stored(person), await stored(other)]).toEqual([1, 1]);
  });

  test('does not deadlock when transactions notify the same accounts in different orders', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => notifications.newPerson()));
    const rounds = Array.from({ length: 12 }, (_, at) => (at % 2 ? people : people.toReversed()));
    await Promise.all(rounds.map((each) => send(each.map((person) => messageTo(person)))));
    for (const person of people) expect(await stored(person)).toBe(rounds.length);
  });

  test('stores all or none', async () => {
    const person = await notifications.newPerson();
    await expect(send([messageTo(person), messageTo(person, { title: 'x'.repeat(201) })])).rejects.toThrow();
    expect(await stored(person)).toBe(0);
  });

  test('does nothing without messages, and takes several statements for many', async () => {
    const person = await notifications.newPerson();
    expect(await send([])).toBe(0);
    const many = Array.from({ length: notifyBatch + 5 }, (_, at) => messageTo(person, { title: `Number ${at}` }));
    expect(await send(many)).toBe(many.length);
    const rows = await notifications.sql<{ title: string }>(
      'select title from notifications where recipient_id = ? order by sent_at_utc, id',
      [person.id],
    );
    expect(rows.map(({ title }) => title)).toEqual(many.map(({ title }) => title));
  });

  test('throws outside a transaction', async () => {
    const em = notifications.orm.em.fork();
    const message = messageTo(await notifications.newPerson());
    await expect(notify(em, [message], { now: new Date(), newId })).rejects.toThrow('needs a transaction');
  });
});
