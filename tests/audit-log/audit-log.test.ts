import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RecordedChange } from '#platform/subgraph/record-change.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import { subgraphNames } from '../../subgraphs/list.ts';
import { rootFields } from '../authorization/fields.ts';
import { createCanaries, values } from '../canary/values.ts';
import { adminChanges, deactivatedDriver, ownChanges } from './admin-changes.ts';
import { clientAddress, type Scene, startScene } from './scene.ts';

let scene: Scene;
let atStart: RecordedChange[];

beforeAll(async () => {
  scene = await startScene();
  atStart = await scene.outboxes.newReports();
}, 60_000);

afterAll(() => scene.stop());

const adminReports = async () => (await scene.outboxes.newReports()).filter(({ actorRole }) => actorRole === 'admin');

test('the start of the platform is recorded as the work of the system', () => {
  const system = { actorId: 'system', actorRole: 'system', address: null };
  expect(atStart).toEqual([
    expect.objectContaining({ action: 'application.secret-changed', fields: ['clientSecret'], ...system }),
    expect.objectContaining({ action: 'key.created', fields: ['status'], ...system }),
  ]);
});

// The mutations come from the schemas: one that an admin may call, and that nobody has added here, fails.
test('each mutation that an admin may call is recorded, unless it changes only what is their own', async () => {
  const callable: string[] = [];
  for (const name of subgraphNames) {
    for (const { name: field, allowed } of await rootFields(name, 'mutation', new Map())) {
      if (allowed?.includes('admin')) callable.push(field.replace('Mutation.', ''));
    }
  }
  expect([...Object.keys(adminChanges), ...ownChanges].toSorted()).toEqual(callable.toSorted());
});

describe('a change of an admin is recorded in its transaction, and what changes nothing is not:', () => {
  test.each(Object.entries(adminChanges))('%s', async (_mutation, change) => {
    await adminReports();
    const expected = await change(scene);
    const who = { actorId: demoAccounts.admin.id, actorRole: 'admin', address: clientAddress };
    expect(await adminReports()).toEqual(
      expected.map(([action, subjectId, fields]) => ({ action, subjectId, fields, ...who })),
    );
  });
});

test('what drivers and passengers do is not recorded', async () => {
  const { newTrip, book, succeed, run, driver, passenger } = scene;
  await scene.outboxes.newReports();
  const tripId = await newTrip();
  const [first = '', second = ''] = await book(tripId, 1, 2);
  await succeed('confirmBooking', { bookingId: first }, '{ booking { id } }', driver.accessToken);
  await succeed('cancelBooking', { bookingId: second }, '{ booking { id } }', passenger.accessToken);
  await succeed('updateTrip', { tripId, price: '80.00' }, '{ trip { id } }', driver.accessToken);
  await succeed('cancelTrip', { tripId, reason: 'none' }, '{ trip { id } }', driver.accessToken);
  expect(await run('cancelTrip', { tripId, reason: 'none' }, '{ trip { id } }')).toEqual({
    code: 'INVALID_TRANSITION',
  });
  expect(
    (await scene.outboxes.newReports()).filter(({ subjectId }) => [tripId, first, second].includes(subjectId)),
  ).toEqual([]);
});

test('a booking that a waiting list makes is recorded once, as the work of the system', async () => {
  const { platform, newTrip, book, succeed, outboxes, passenger } = scene;
  const tripId = await newTrip();
  const [first = ''] = await book(tripId, 1, 2, 3, 4);
  const { accessToken: waiting } = await platform.signIn(demoAccounts.passengers[1].phoneNumber, 'PASSENGER');
  await succeed('joinWaitlist', { tripId, seatCount: 1 }, '{ entry { id } }', waiting);
  await outboxes.newReports();
  await succeed('cancelBooking', { bookingId: first }, '{ booking { id } }', passenger.accessToken);
  const list = '{ myWaitlist { bookings { id } } }';
  const { data } = await requestGraphQL(platform.url, list, {}, waiting);
  const fields = ['seatNumber', 'passengerId', 'passengerName', 'passengerPhone', 'price', 'status'];
  const system = { actorId: 'system', actorRole: 'system', address: null };
  expect(await outboxes.newReports()).toEqual([
    { action: 'booking.created', subjectId: data.myWaitlist[0].bookings[0].id, fields, ...system },
  ]);
});

test('effects of another change are recorded as the work of the system', async () => {
  const { platform, succeed, outboxes } = scene;
  await outboxes.newReports();
  await succeed('setAccountActive', { accountId: deactivatedDriver, isActive: false }, '{ account { id } }');
  const reports: RecordedChange[] = [];
  const ofSystem = () => reports.filter(({ actorRole }) => actorRole === 'system');
  await until(async () => {
    reports.push(...(await outboxes.newReports()));
    return ofSystem().some(({ action }) => action === 'trip.cancelled');
  });
  for (const each of ofSystem()) expect(each).toMatchObject({ actorId: 'system', address: null });

  const [bookingId = ''] = await scene.book(await scene.newTrip(), 1);
  const { accessToken } = await platform.signIn(values.phone, 'PASSENGER');
  await requestGraphQL(platform.url, 'mutation { deleteMyAccount { accountId } }', {}, accessToken);
  await until(async () => {
    reports.push(...(await outboxes.newReports()));
    return ofSystem().some(({ subjectId }) => subjectId === bookingId);
  });
  expect(reports.find(({ subjectId }) => subjectId === bookingId)).toMatchObject({ action: 'booking.cancelled' });
});

test('admins read every record once, and no record has a personal value', async () => {
  const texts = await scene.outboxes.texts();
  const ids = texts.map((text) => (JSON.parse(text) as { id: string }).id.replace(/^e_/, 'au_'));
  const query = `query ($after: String) {
    auditLog(first: 100, after: $after) {
      edges { node { id action actorId actorRole actor { id } subjectId fields address createdAt } }
      pageInfo { hasNextPage endCursor }
    }
  }`;
  const readAll = async () => {
    const entries: { id: string; actor: { id: string } | null; actorId: string }[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data } = await requestGraphQL(scene.platform.url, query, { after }, scene.admin);
      entries.push(...data.auditLog.edges.map(({ node }: { node: (typeof entries)[number] }) => node));
      after = data.auditLog.pageInfo.endCursor;
      more = data.auditLog.pageInfo.hasNextPage;
    }
    return entries;
  };
  let entries = await readAll();
  await until(async () => {
    entries = await readAll();
    return entries.length >= ids.length;
  });
  expect(entries.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  for (const { actor, actorId } of entries) expect(actor?.id).toBe(actorId === 'system' ? undefined : actorId);
  const canaries = createCanaries();
  expect([...texts, JSON.stringify(entries)].flatMap((text) => canaries.in(text))).toEqual([]);
});
