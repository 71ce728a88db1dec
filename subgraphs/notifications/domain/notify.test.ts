import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type NotificationsHarness, newId, type Person, startNotifications, unknownId } from '../testing/harness.ts';
import { type Message, maxNotifiedAtOnce, notify } from './notify.ts';

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
const tell = (messages: readonly Message[]): Promise<number> =>
  notifications.orm.em
    .fork()
    .transactional((tx) => notify(tx, messages, { now: notifications.clock.now(), newId, traceparent: undefined }));
const idsOf = ({ id }: Person): Promise<{ id: string }[]> =>
  notifications.sql('select id from notifications where recipient_id = ? order by sent_at_utc, id', [id]);
const stored = async ({ id }: Person): Promise<number> =>
  (await notifications.sql('select id from notifications where recipient_id = ?', [id])).length;

describe('notify', () => {
  test('stores what an account is told, unread, where that account alone finds it', async () => {
    const person = await notifications.newPerson();
    await tell([messageTo(person)]);
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

  test('tells several in one statement', async () => {
    const people = await Promise.all(Array.from({ length: 3 }, () => notifications.newPerson()));
    notifications.statements();
    expect(await tell(people.map((person) => messageTo(person)))).toBe(3);
    expect(notifications.statements().filter((line) => line.includes('insert into notifications'))).toHaveLength(1);
    for (const person of people) expect(await stored(person)).toBe(1);
  });

  test('gives each of an account a time of its own, in the order of the messages, and later than all before', async () => {
    const person = await notifications.newPerson();
    const titles = Array.from({ length: 5 }, (_, at) => `Number ${at}`);
    notifications.clock.advance(60_000);
    await tell(titles.slice(0, 2).map((title) => messageTo(person, { title })));
    notifications.clock.advance(-60_000);
    await tell(titles.slice(2).map((title) => messageTo(person, { title })));
    const rows = await notifications.sql<{ title: string; sent_at_utc: Date }>(
      'select title, sent_at_utc from notifications where recipient_id = ? order by sent_at_utc, id desc',
      [person.id],
    );
    expect(rows.map(({ title }) => title)).toEqual(titles);
    expect(new Set(rows.map(({ sent_at_utc }) => Number(new Date(sent_at_utc)))).size).toBe(5);
  });

  test('tells an account once of a cause, whatever comes with it again', async () => {
    const person = await notifications.newPerson();
    const other = await notifications.newPerson();
    const message = messageTo(person);
    expect(await tell([message])).toBe(1);
    expect(await tell([message, { ...message, recipientId: other.id }])).toBe(1);
    expect([await stored(person), await stored(other)]).toEqual([1, 1]);
  });

  test('tells accounts that many transactions have in different orders, and none is lost to a deadlock', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => notifications.newPerson()));
    const rounds = Array.from({ length: 12 }, (_, at) => (at % 2 ? people : people.toReversed()));
    await Promise.all(rounds.map((each) => tell(each.map((person) => messageTo(person)))));
    for (const person of people) expect(await stored(person)).toBe(rounds.length);
  });

  test('tells all or none', async () => {
    const person = await notifications.newPerson();
    await expect(tell([messageTo(person), messageTo(person, { title: 'x'.repeat(201) })])).rejects.toThrow();
    expect(await stored(person)).toBe(0);
  });

  test('of nothing does nothing, and more than one statement takes are several', async () => {
    const person = await notifications.newPerson();
    expect(await tell([])).toBe(0);
    const many = Array.from({ length: maxNotifiedAtOnce + 5 }, (_, at) => messageTo(person, { title: `Number ${at}` }));
    expect(await tell(many)).toBe(many.length);
    const rows = await notifications.sql<{ title: string }>(
      'select title from notifications where recipient_id = ? order by sent_at_utc, id',
      [person.id],
    );
    expect(rows.map(({ title }) => title)).toEqual(many.map(({ title }) => title));
  });

  test('is refused outside a transaction', async () => {
    const em = notifications.orm.em.fork();
    const message = messageTo(await notifications.newPerson());
    await expect(notify(em, [message], { now: new Date(), newId })).rejects.toThrow('outside a transaction');
  });
});
