import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { type NotificationsHarness, startNotifications, unknownId } from '../testing/harness.ts';

let notifications: NotificationsHarness;
beforeAll(async () => {
  notifications = await startNotifications();
});
afterAll(() => notifications.stop());

const query = `query ($id: ID!) {
  notification(id: $id) {
    id type title body isRead sentAt createdAt data
    recipient { id unreadNotificationCount } trip { id } booking { id }
  }
}`;
const read = (id: string, token: string | null) => notifications.request(query, { id }, token);

test('shows the recipient and what it refers to', async () => {
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

test('has no booking when it refers to a trip only, and neither when it refers to nothing', async () => {
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

test("returns null for another account's, an unknown and a deleted one, and refuses the id of another type", async () => {
  const person = await notifications.newPerson();
  const [id = '', deleted = ''] = await notifications.store(person, 2);
  await notifications.sql('update notifications set is_deleted = true where id = ?', [deleted]);
  for (const token of [(await notifications.newPerson()).token, notifications.admin.token, notifications.service]) {
    expect(await read(id, token)).toMatchObject({ data: { notification: null } });
    expect((await read(id, token)).errors).toBeUndefined();
  }
  for (const each of [unknownId('n'), deleted])
    expect((await read(each, person.token)).data).toEqual({ notification: null });
  expect(refusalOf(await read(unknownId('t'), person.token))).toEqual(badInput('id'));
  expect(refusalOf(await read(id, null))).toEqual({ code: 'UNAUTHENTICATED' });
});

test('shows a reference to the recipient only', async () => {
  const person = await notifications.newPerson();
  const other = await notifications.newPerson();
  const [id] = await notifications.store(person, 1);
  const byReference = async (token: string | null) => {
    const references = [
      { __typename: 'Notification', id },
      { __typename: 'Notification', id: unknownId('n') },
    ];
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Notification { id title } } }';
    return notifications.request(query, { r: references }, token);
  };
  expect((await byReference(person.token)).data._entities).toEqual([{ id, title: 'Number 0' }, null]);
  expect(await byReference(other.token)).toMatchObject({ data: { _entities: [null, null] } });
  const { errors } = await byReference(null);
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
});
