import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Message, maxNotifiedAtOnce, notify } from './domain/notify.ts';
import { sendingTime } from './domain/sending-time.ts';
import { type NotificationsHarness, newId, type Person, startNotifications, unknownId } from './testing/harness.ts';

let notifications: NotificationsHarness;
beforeAll(async () => {
  notifications = await startNotifications();
});
afterAll(() => notifications.stop());

const messageTo = ({ id }: Person, change: Partial<Message> = {}): Message => ({
  type: 'BOOKING_CONFIRMED',
  recipientId: id,
  recipientType: 'PASSENGER',
  title: 'Confirmed',
  body: 'Seat 3 is yours',
  data: { tripId: unknownId('t'), bookingId: unknownId('b') },
  ...change,
});
const tell = (messages: readonly Message[]): Promise<string[]> =>
  notifications.orm.em.fork().transactional(async (tx) => {
    const now = notifications.clock.now();
    return notify(tx, { messages, sentAtUtc: await sendingTime(tx, now), now, newId, traceparent: undefined });
  });
const stored = async ({ id }: Person): Promise<number> =>
  (await notifications.sql('select id from notifications where recipient_id = ?', [id])).length;

describe('notify', () => {
  test('stores what an account is told, unread, where that account alone finds it', async () => {
    const person = await notifications.newPerson();
    const [id = ''] = await tell([messageTo(person)]);
    const query = `query ($id: ID!) {
      notification(id: $id) { type title body isRead data sentAt recipient { id } trip { id } booking { id } }
    }`;
    expect((await notifications.ask(query, { id }, person.token)).data.notification).toEqual({
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
    expect((await notifications.ask(query, { id }, notifications.admin.token)).data.notification).toBeNull();
  });

  test('tells several in one statement, and gives their ids in the order of the messages', async () => {
    const people = await Promise.all(Array.from({ length: 3 }, () => notifications.newPerson()));
    notifications.statements();
    const ids = await tell(people.map((person) => messageTo(person)));
    expect(notifications.statements().filter((line) => line.includes('insert into "notifications"'))).toHaveLength(1);
    for (const [at, person] of people.entries()) {
      expect(await notifications.sql('select id from notifications where recipient_id = ?', [person.id])).toEqual([
        { id: ids[at] },
      ]);
    }
  });

  test('tells all or none', async () => {
    const person = await notifications.newPerson();
    await expect(tell([messageTo(person), messageTo(person, { title: 'x'.repeat(201) })])).rejects.toThrow();
    expect(await stored(person)).toBe(0);
  });

  test('of nothing does nothing, and of more than one statement takes is refused', async () => {
    const person = await notifications.newPerson();
    expect(await tell([])).toEqual([]);
    const most = Array.from({ length: maxNotifiedAtOnce }, () => messageTo(person));
    await expect(tell([...most, messageTo(person)])).rejects.toThrow(RangeError);
    expect(await stored(person)).toBe(0);
    expect(new Set(await tell(most)).size).toBe(maxNotifiedAtOnce);
  });
});
